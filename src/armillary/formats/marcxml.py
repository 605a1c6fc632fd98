"""Read MARC 21 in XML at the level of a title: what the thing is, by whom, where, under which terms.

Source: MARC 21 Format for Bibliographic Data (Library of Congress), MARCXML 1.1. Holdings, copies and
the inside of a serial are no concern of ours. Texts in a library record are in the language of the
cataloguing agency, which fields do not state, so that no language is given for them; where field 880
gives a title or summary in its own script, that form comes first.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.lom import read_contributor
from armillary.formats.statement import StatedAgent, StatedFile, Statement, Text

NAMESPACE: Final = "http://www.loc.gov/MARC21/slim"
LONGEST: Final = 100_000  # characters of one subfield that are read

# Marks that ISBD puts between the parts of a description, left at the end when the parts are apart.
_ISBD_END: Final = " \t\r\n/:;,="
_LAST_WORD: Final = re.compile(r"[^\W\d_]{4,40}\Z")
_LANGUAGE_CODE: Final = re.compile(r"[a-z]{3}\Z")
_NO_LANGUAGE: Final = frozenset(("   ", "und", "mul", "zxx", "mis"))
_YEAR: Final = re.compile(r"\d{4}\Z", re.ASCII)
_PLAYING_TIME: Final = re.compile(r"(\d\d)(\d\d)(\d\d)\Z", re.ASCII)
_SIZE: Final = re.compile(r"(\d{1,15}) ?(?:bytes?|b)?\Z", re.IGNORECASE)
_CREATING: Final = frozenset(
    ("aut", "author", "cre", "creator", "edt", "editor", "com", "compiler", "ctb", "contributor",
     "trl", "translator", "ill", "illustrator", "drt", "director", "prg", "programmer", "cmp",
     "composer", "pro", "producer")
)  # fmt: skip
_PUBLISHING: Final = frozenset(("pbl", "publisher"))
_TYPES: Final = {
    **dict.fromkeys("ef", "map"),
    **dict.fromkeys("ij", "sound recording"),
    **dict.fromkeys("cd", "sheet music"),
    "k": "image",
}
_VISUAL: Final = {"v": "video", "m": "film", "s": "slide", "f": "film", "g": "game", "k": "image"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A data field: its indicators, blank where absent, and its subfields in their order."""

    first: str
    second: str
    subfields: list[tuple[str, str]]

    def all(self, codes: str) -> list[str]:
        return [text for code, text in self.subfields if code in codes]

    def one(self, code: str) -> str:
        return next(iter(self.all(code)), "")


@dataclass(frozen=True, slots=True)
class _Record:
    leader: str
    control: dict[str, str]
    fields: dict[str, list[_Field]]

    def of(self, *tags: str) -> Iterator[_Field]:
        for tag in tags:
            yield from self.fields.get(tag, ())


def is_marcxml(element: etree._Element) -> bool:
    """Whether this is a MARC record, or a collection of them; the namespace may be forgotten."""
    if _local(element) not in ("record", "collection"):
        return False
    return str(element.tag).startswith(f"{{{NAMESPACE}") or any(
        _local(child) == "datafield" for child in element
    )


def read_marcxml(root: etree._Element) -> Statement:
    """What a record states, or the first of a collection. Raises FormatError where it says nothing."""
    record = _record(root)
    statement = Statement()
    for read in _READERS:
        read(statement, record)
    if statement == Statement():
        raise FormatError("The payload holds no MARC field that is read here.")
    return statement


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _record(root: etree._Element) -> _Record:
    if _local(root) == "collection":
        root = next(iter(root), root)
    record = _Record("", {}, {})
    leader = ""
    for element in root:
        name = _local(element)
        tag = str(element.get("tag", ""))
        if name == "leader":
            leader = element.text or ""
        elif name == "controlfield":
            record.control.setdefault(tag, element.text or "")
        elif name == "datafield":
            field = _field(element)
            record.fields.setdefault(_meant(tag, field), []).append(field)
    return _Record(leader, record.control, record.fields)


def _field(element: etree._Element) -> _Field:
    subfields = []
    for child in element:
        text = "".join(map(str, child.itertext()))[:LONGEST].strip()
        if text:
            subfields.append((str(child.get("code", "")), text))
    return _Field(str(element.get("ind1", " ")), str(element.get("ind2", " ")), subfields)


def _meant(tag: str, field: _Field) -> str:
    """880 stands for the field that its $6 names, in another script; it is kept apart."""
    return f"880-{field.one('6')[:3]}" if tag == "880" else tag


def _bare(text: str) -> str:
    """A part of a description without the marks that parted it from the next."""
    text = text.rstrip(_ISBD_END)
    if text.endswith(".") and _LAST_WORD.search(text[-41:-1]):  # "Smith, J." keeps its own
        text = text[:-1]
    return text.lstrip()


def _titles(statement: Statement, record: _Record) -> None:
    for field in record.of("880-245", "245", "246"):
        if title := _title(field):
            statement.titles.append(Text(title))
    for field in record.of("242"):  # a translation by the agency, which says into what
        if title := _title(field):
            statement.titles.append(Text(title, field.one("y")))


def _title(field: _Field) -> str:
    name = ": ".join(filter(None, map(_bare, [field.one("a"), field.one("b")])))
    return ". ".join(filter(None, [name, *map(_bare, field.all("np"))]))


def _descriptions(statement: Statement, record: _Record) -> None:
    for field in record.of("880-520", "520"):
        # What parents and teachers are warned of is no summary.
        if field.first != "4" and (text := " ".join(field.all("ab"))):
            statement.descriptions.append(Text(text))


def _identifiers(statement: Statement, record: _Record) -> None:
    for field in record.of("020"):
        statement.identifiers += [f"isbn:{text.split()[0]}" for text in field.all("a")]
    for field in record.of("022"):
        statement.identifiers += [f"issn:{text.split()[0]}" for text in field.all("a")]
    for field in record.of("024"):
        source = field.one("2").lower() if field.first == "7" else ""
        for text in field.all("a"):
            bare = not source or ":" in text or source in ("uri", "urn", "url")
            statement.identifiers.append(text if bare else f"{source}:{text}")


def _addresses(statement: Statement, record: _Record) -> None:
    """856: the resource (second indicator blank or 0) or a version of it (1), not what is related."""
    for field in record.of("856"):
        if field.second not in " 01" or field.first not in " 47":
            continue
        for address in filter(_is_web, field.all("u")):
            if address not in statement.addresses:
                statement.addresses.append(address)
            media_type = field.one("q")
            if "/" in media_type and media_type.lower() != "text/html":
                statement.files.append(StatedFile(address, media_type, _bytes(field.one("s"))))


def _is_web(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://"))


def _bytes(text: str) -> int | None:
    found = _SIZE.match(text.strip())
    return int(found.group(1)) if found else None


def _agents(statement: Statement, record: _Record) -> None:
    tags = {"100": "person", "110": "organization", "111": "organization"}
    tags |= {"700": "person", "710": "organization", "711": "organization"}
    for tag, kind in tags.items():
        for field in record.of(tag):
            agent = read_contributor(_bare(field.one("a")))
            if agent is None or field.one("t"):  # with a title it is a related work
                continue
            agent.kind, agent.address = kind, _authority(field)
            roles = {_bare(role).rsplit("/", 1)[-1].lower().rstrip(".") for role in field.all("e4")}
            if roles & _PUBLISHING:
                statement.publishers.append(agent)
            elif not roles or roles & _CREATING:
                statement.creators.append(agent)


def _authority(field: _Field) -> str:
    """An address in $1 or $0, or an ORCID there."""
    for text in field.all("1") + field.all("0"):
        if _is_web(text):
            return text
        if text.lower().startswith("(orcid)"):
            return text[7:].strip()
    return ""


def _publication(statement: Statement, record: _Record) -> None:
    published = [field for field in record.of("264") if field.second == "1"]
    for field in [*record.of("260"), *published]:
        statement.publishers += [StatedAgent(name) for name in map(_bare, field.all("b")) if name]
        statement.published += [
            date for text in field.all("c") if (date := _bare(text).rstrip("."))
        ]
    fixed = record.control.get("008", "")
    if not statement.published and fixed[6:7] in "ste" and _YEAR.match(fixed[7:11]):
        statement.published.append(fixed[7:11])


def _languages(statement: Statement, record: _Record) -> None:
    """041 $a, three letters each, of old all in one subfield; else positions 35 to 37 of 008."""
    codes: list[str] = []
    for field in record.of("041"):
        for text in field.all("a"):
            whole = len(text) % 3 or field.second == "7"  # another list of codes
            codes += [text] if whole else [text[at : at + 3] for at in range(0, len(text), 3)]
    fixed = record.control.get("008", "")[35:38]
    if not codes and _LANGUAGE_CODE.match(fixed):
        codes = [fixed]
    statement.languages.extend(code for code in codes if code not in _NO_LANGUAGE)


def _subjects(statement: Statement, record: _Record) -> None:
    for field in record.of("650"):
        parts = [_bare(text) for text in field.all("ax")]
        statement.subjects += [text for text in field.all("0") if _is_web(text)]
        if parts:
            statement.subjects.append(" -- ".join(parts))
    for field in record.of("651", "653"):
        statement.keywords += [_bare(text) for text in field.all("a")]


def _terms(statement: Statement, record: _Record) -> None:
    for field in record.of("540"):
        statement.licences += [*field.all("u"), *field.all("a"), *field.all("f")]
    for field in record.of("506"):
        statement.licences += [text for text in field.all("u") if "creativecommons" in text.lower()]
        if field.first == "0":
            statement.free.append("open access")
        statement.free += [_bare(text) for text in field.all("af")]


def _uses(statement: Statement, record: _Record) -> None:
    kind, fixed = record.leader[6:7], record.control.get("008", "")
    coded = _VISUAL.get(fixed[33:34], "") if kind == "g" else _TYPES.get(kind, "")
    statement.types += [text for text in (coded,) if text]
    for field in record.of("655"):
        statement.types += [_bare(text) for text in field.all("a")]
    for field in record.of("521"):
        aim = statement.levels if field.first in ("0", "1", "2") else statement.audiences
        aim += [_bare(text).rstrip(".") for text in field.all("a")]
    for field in record.of("306"):
        found = filter(None, map(_PLAYING_TIME.match, field.all("a")))
        statement.durations += [":".join(match.groups()) for match in found]


_READERS: Final[tuple[Callable[[Statement, _Record], None], ...]] = (
    _titles,
    _descriptions,
    _identifiers,
    _addresses,
    _agents,
    _publication,
    _languages,
    _subjects,
    _terms,
    _uses,
)
