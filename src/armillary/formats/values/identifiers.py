"""Recognise identifiers that outlive addresses, with their check digits, and answer their keys.

A key says that two records describe one resource, so what names something else (an ISSN names
a journal, an ORCID a person) is no key.
"""

import re
from urllib.parse import parse_qsl, unquote

from armillary.formats.values.addresses import canonical_place

_LONGEST = 4096  # of an identifier or address worth reading
_DOI = re.compile(
    r"(?:https?://(?:dx\.|www\.)?doi\.org/|https?://hdl\.handle\.net/|info:doi/|urn:doi:|hdl:|"
    r"doi(?:\.org/|\s*+[:=]?\s*+))?(10\.\d{4,9}(?:\.\d+)*(?:/|%2f)[^\s\"<>]+)\Z",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?:https?://hdl\.handle\.net/|hdl:|info:hdl/|handle:)(?:api/handles/)?"
    r"(\d+(?:\.[\w.]+)?/[^\s\"<>?#]+)\Z",
    re.IGNORECASE,
)
_ISBN_LABELLED = re.compile(
    r"(?:urn:)?isbn(?:-?1[03])?\s*+[:=]?\s*+([\d\s-]{9,17}[\dx])\b", re.IGNORECASE
)
_ISBN_BARE = re.compile(r"97[89][\d-]{10,14}\Z|\d{1,5}-\d{1,7}-\d{1,7}-[\dX]\Z")
_ARXIV = re.compile(
    r"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?\Z",
    re.IGNORECASE,
)
_ARXIV_DOI = "10.48550/arxiv."
_YOUTUBE_PAGE = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtube\.com/watch\?|youtu\.be/)([^#]*)\Z", re.IGNORECASE
)
_YOUTUBE_ID = re.compile(r"[\w-]{11}\Z")
# Parameters of a watch page that change nothing; a list or a starting point makes it another.
_YOUTUBE_HARMLESS = frozenset({"v", "feature", "si", "ab_channel", "app", "pp", "hl", "gl"})
_UUID = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z", re.IGNORECASE)
_ORCID = re.compile(
    r"(?:https?://orcid\.org/|orcid:?\s*)?(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dX])/?\Z", re.IGNORECASE
)
_ROR = re.compile(
    r"(?:https?://)?(?:ror\.org/|ror:\s*)(0[a-hj-km-np-tv-z0-9]{6}\d\d)/?\Z", re.IGNORECASE
)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_RESOLVER = re.compile(
    r"https?://(?:[\w-]+\.)*(?:doi\.org|handle\.net|arxiv\.org|youtube\.com|youtu\.be)/",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\s*(?:<|https?://|www\.)", re.IGNORECASE)


def keys_of(identifier: str) -> list[str]:
    """Answer the identity keys of one identifier or address: `doi:`, `isbn:`, `address:` and so on.

    >>> keys_of("https://doi.org/10.1000/ABC"), keys_of("ISBN 0-306-40615-2"), keys_of("no. 7")
    (['doi:10.1000/abc'], ['isbn:9780306406157'], [])
    """
    identifier = identifier.strip()
    if len(identifier) > _LONGEST:
        return []
    if _ADDRESS.match(identifier) and not _RESOLVER.match(identifier):
        return _page_keys(identifier)
    for name, read in _READERS:
        value = read(identifier)
        if value:
            return _doi_keys(value) if name == "doi" else [f"{name}:{value}"]
    video = youtube(identifier)
    return [f"youtube:{video}"] if video else _page_keys(identifier)


def _page_keys(address: str) -> list[str]:
    page = canonical_place(address)
    return [f"address:{page}"] if page else []


def _doi_keys(value: str) -> list[str]:
    if value.startswith(_ARXIV_DOI):
        return [f"arxiv:{value.removeprefix(_ARXIV_DOI)}", f"doi:{value}"]
    return [f"doi:{value}"]


def doi(text: str) -> str | None:
    """Answer a DOI in lower case (DOI Handbook, section 2.4: case does not count), or `None`."""
    found = _DOI.match(text.strip())
    return unquote(found.group(1)).rstrip(".,;").lower() if found else None


def handle(text: str) -> str | None:
    """Answer a handle `prefix/name` (RFC 3651) as it was written, or `None`."""
    found = _HANDLE.match(text.strip())
    return unquote(found.group(1)) if found else None


def arxiv(text: str) -> str | None:
    """Answer an arXiv identifier without its version, or `None`."""
    found = _ARXIV.match(text.strip())
    return found.group(1).lower() if found else None


def uuid(text: str) -> str | None:
    """Answer the UUID of a `urn:uuid:` (RFC 9562, section 4) in lower case, or `None`.

    The nil and max UUIDs (sections 5.9 and 5.10) name nothing.
    """
    found = _UUID.match(text.strip())
    value = found.group(1).lower() if found else ""
    return value if value.strip("0-") and value.strip("f-") else None


def isbn(text: str) -> str | None:
    """Answer ISBN-13 digits (ISO 2108) for a valid ISBN-10 or -13, or `None`.

    Ten digits without label or hyphens are not taken for an ISBN: one number in eleven would be.
    """
    text = text.strip()
    labelled = _ISBN_LABELLED.match(text)
    bare = _ISBN_BARE.match(text)
    if not (labelled or bare):
        return None
    digits = re.sub(r"[\s-]", "", labelled.group(1) if labelled else text).upper()
    if len(digits) == 13 and digits.isdigit() and _check_13(digits[:12]) == digits[12]:
        return digits if digits.startswith(("978", "979")) else None
    if len(digits) == 10 and _valid_10(digits):
        return f"978{digits[:9]}{_check_13('978' + digits[:9])}"
    return None


def _check_13(first: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first))
    return str(-total % 10)


def _valid_10(digits: str) -> bool:
    if not digits[:9].isdigit():
        return False
    last = 10 if digits[9] == "X" else int(digits[9])
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    return (total + last) % 11 == 0


def youtube(address: str) -> str | None:
    """Answer the id of the one video a YouTube address shows, or `None` (lists, excerpts)."""
    found = _YOUTUBE_PAGE.match(address.strip())
    if not found:
        return None
    path, _, query = found.group(1).rpartition("?")
    parameters = dict(parse_qsl(query if path or "=" in query else f"v={query}"))
    video = path.strip("/") or parameters.get("v", "")
    if not _YOUTUBE_ID.match(video) or not parameters.keys() <= _YOUTUBE_HARMLESS:
        return None
    return video


def orcid(text: str) -> str | None:
    """Answer `https://orcid.org/...` for an ORCID whose check digit holds (ISO 7064 MOD 11-2)."""
    found = _ORCID.match(text.strip())
    if not found:
        return None
    digits = found.group(1).replace("-", "").upper()
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if ("X" if check == 10 else str(check)) != digits[15]:
        return None
    return "https://orcid.org/" + "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def ror(text: str) -> str | None:
    """Answer `https://ror.org/...` for a ROR whose check digits hold (ISO 7064 MOD 97-10)."""
    found = _ROR.match(text.strip())
    if not found:
        return None
    code = found.group(1).lower()
    number = 0
    for letter in code[:7]:
        number = number * 32 + _CROCKFORD.index(letter)
    return f"https://ror.org/{code}" if 98 - number * 100 % 97 == int(code[7:]) else None


_READERS = (("doi", doi), ("isbn", isbn), ("arxiv", arxiv), ("handle", handle), ("uuid", uuid))
