"""Names of contributors from vCards (RFC 2426, RFC 6350), as metadata carry them, and into them.

What arrives is seldom what the standard says: folded by a pretty-printer, all on one line, or just
a name. E-mail addresses, telephone numbers and the like are never kept: readers need a name.
"""

import quopri
import re
from typing import Final

from armillary.formats.description import Agent
from armillary.formats.statement import StatedAgent

LONGEST: Final = 20_000  # characters of a vCard that are read

_PROPERTY: Final = re.compile(
    r"(?<!\S)(?:[\w-]{1,20}\.)?(ADR|BDAY|BEGIN|CATEGORIES|EMAIL|END|FN|GEO|KEY|LABEL|LANG|LOGO|MAILER|"
    r"N|NICKNAME|NOTE|ORG|PHOTO|PRODID|REV|ROLE|SOUND|SOURCE|TEL|TITLE|TZ|UID|URL|VERSION|"
    r"X-[\w-]{1,40})((?:;[^:;\s]{0,100}+){0,10}+):",
    re.IGNORECASE,
)
# Bounded, so that a long word without an @ takes no longer than another text.
_MAIL: Final = re.compile(r"[^\s@<>()\[\],;]{1,64}@[^\s@<>()\[\],;]{1,255}")
_BETWEEN: Final = re.compile(r"(?<!\\);")
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_CHARSET: Final = re.compile(r"charset=([\w-]{1,40})", re.IGNORECASE)
_ADDRESSES: Final = ("X-ORCID", "X-ROR", "URL", "UID", "X-GND-URI", "X-WIKIDATA")
_SPECIAL: Final = re.compile(r"[\\;,]")
_NAMED: Final = {"https://orcid.org/": "X-ORCID", "https://ror.org/": "X-ROR"}
_EMPTY: Final = frozenset(("", "null", "null null", "-", "unknown"))


def read_contributor(text: str) -> StatedAgent | None:
    """The person or organisation a vCard or a bare name is about; None where it has no name.

    `kind` is stated where the card tells: a structured name is a person's, and a card that names an
    organisation and nobody in it is the organisation's.
    """
    properties = _properties(text[:LONGEST].strip())
    if not properties:
        name = without_mail(text[:LONGEST])
        return StatedAgent(name) if _says(name) else None
    full = _plain(properties.get("FN", ""))
    person = _person(properties.get("N", ""))
    body = _plain(_BETWEEN.split(properties.get("ORG", ""))[0])
    name = full or person or body
    if not name:
        return None
    if body and name == body:
        kind = "organization"
    else:
        kind = "person" if person and person != body else ""
    return StatedAgent(name, kind, _address(properties))


def write_contributor(agent: Agent) -> str:
    """A vCard 3.0 (RFC 2426) of a name and an address, or nothing where there is no name.

    Which part of a person's name is the family's is not known: the whole of it stands there.
    """
    name = _one_line(agent["name"])
    if not name:
        return ""
    escaped = _SPECIAL.sub(r"\\\g<0>", name)
    organization = agent["kind"] == "organization"
    said = ("N:;;;;", f"ORG:{escaped}") if organization else (f"N:{escaped};;;;",)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{escaped}", *said]
    if address := _one_line(agent["address"]):
        lines.append(f"URL:{address}")
        lines += [
            f"{label}:{address}" for host, label in _NAMED.items() if address.startswith(host)
        ]
    return "\n".join([*lines, "END:VCARD"])


def _one_line(text: str) -> str:
    return " ".join(" ".join(text.splitlines()).split())


def without_mail(text: str) -> str:
    """A name without the e-mail address that stands beside it, or in its place."""
    return " ".join(_MAIL.sub(" ", text).split()).strip(" ,;<>()[]")


def _properties(text: str) -> dict[str, str]:
    """The first value of each property, still escaped; empty for a text that is no vCard."""
    if "\n" not in text:
        text = _PROPERTY.sub(r"\n\g<0>", text)
    values: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        found = _PROPERTY.match(line.strip())
        if found is None:  # folded: one blank of its beginning is no part of it
            current.append(line[1:] if line[:1] in " \t" else line)
            continue
        current = [found.group(2), line.strip()[found.end() :]]
        values.setdefault(found.group(1).upper(), current)
    return {name: _decoded(kept[0], "".join(kept[1:])) for name, kept in values.items()}


def _decoded(parameters: str, value: str) -> str:
    if "quoted-printable" not in parameters.lower():
        return value
    stated = _CHARSET.search(parameters)
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(stated.group(1) if stated else "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _plain(value: str) -> str:
    """A value without escapes (RFC 6350 §3.4) and mail addresses; empty where it says nothing."""
    words = _ESCAPE.sub(lambda found: " " if found.group(1) in "nN" else found.group(1), value)
    name = without_mail(words)
    return name if _says(name) else ""


def _says(name: str) -> bool:
    return name.lower() not in _EMPTY


def _person(value: str) -> str:
    """Given and family name, of `family;given;additional;prefix;suffix`."""
    family, given = map(_plain, [*_BETWEEN.split(value), ""][:2])
    return f"{given} {family}".strip()


def _address(properties: dict[str, str]) -> str:
    """An ORCID or ROR, or a page on the web; nothing else that names a person is kept."""
    for name in _ADDRESSES:
        value = properties.get(name, "").replace("\\", "").strip()
        is_web = value[:8].lower().startswith(("http://", "https://"))
        if "@" not in value and (is_web or (value and name in ("X-ORCID", "X-ROR"))):
            return value
    return ""
