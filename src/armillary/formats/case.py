"""Read frameworks of learning standards as 1EdTech CASE writes them, into the shape of SKOS concepts.

Source: Competencies and Academic Standards Exchange, version 1.1 (1EdTech, 2024), the CFPackage of its
REST binding; 1.0 packages have the same names. A statement becomes a concept: its short form or
itself is the label, its code the notation, `isChildOf` is broader, `exactMatchOf` an exact match.
Education levels are CEDS codes there ("08", "KG") and keys of ours here.

Nothing in a package is trusted: markup is taken out of statements, what has the wrong type is passed
over, links that lead nowhere and statements that stand above themselves are told as problems.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from armillary.formats.errors import FormatError
from armillary.formats.skos import Concept, Scheme, cycles_of
from armillary.formats.values.languages import language as language_tag
from armillary.formats.values.level_codes import level_keys
from armillary.formats.values.texts import clean

MAXIMUM_SIZE: Final = 128 * 1024 * 1024
MOST_ITEMS: Final = 100_000
MOST_LINKS: Final = 1_000_000
MOST_PROBLEMS: Final = 100
LONGEST_STATEMENT: Final = 10_000
LONGEST_LABEL: Final = 500
LONGEST_CODE: Final = 200
LONGEST_ADDRESS: Final = 500
MOST_VALUES: Final = 50  # of one field of an item

_SNIFFED: Final = 4_096
_MARKS: Final = (b'"CFDocument"', b'"CFItems"', b'"CFPackage"')
_MATCHES: Final = {"exactMatchOf": "exactMatch", "isTranslationOf": "closeMatch"}
_BESIDE: Final = frozenset({"isRelatedTo", "isPeerOf"})
Json = dict[str, Any]


@dataclass(slots=True)
class _Package:
    """What was read so far; `names` leads from every identifier and address to an address."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    order: dict[tuple[str, str], float] = field(default_factory=dict)  # child, parent → place
    problems: Counter[str] = field(default_factory=Counter)


def is_case(body: bytes) -> bool:
    """Does this look like a package, before it is read?"""
    start = body[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and any(mark in start for mark in _MARKS)


def read_case(body: bytes) -> Scheme:
    """A package as a scheme, its concepts in the order of the tree.

    Raises FormatError, with one sentence, for what is no JSON, no package, or too large.
    """
    package = _opened(body)
    document = _object(package.get("CFDocument"))
    read = _Package()
    base = _address(document) or "urn:case:package"
    _read_items(package.get("CFItems"), _tag(document.get("language")), read)
    _read_links(package.get("CFAssociations"), _names_of(document), read)
    concepts = _in_order(read)
    for concept in concepts:
        concept.top = not concept.broader
    titles = {_tag(document.get("language")): _text(document, "title", LONGEST_LABEL)}
    return Scheme(
        base,
        {tag: title for tag, title in titles.items() if title},
        concepts,
        problems=_problems(read),
    )


def _opened(body: bytes) -> Json:
    if len(body) > MAXIMUM_SIZE:
        raise FormatError(f"The package is larger than {MAXIMUM_SIZE} bytes.")
    try:
        document = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise FormatError(f"The package is not JSON: {error}.") from error
    package = _object(document)
    package = _object(package.get("CFPackage")) or package
    if not isinstance(package.get("CFItems"), list):
        raise FormatError("The JSON is no CASE package: it has no list of CFItems.")
    if not package["CFItems"]:
        raise FormatError("The CASE package holds no items.")
    if len(package["CFItems"]) > MOST_ITEMS:
        raise FormatError(f"The CASE package holds more than {MOST_ITEMS} items.")
    return package


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(item: Json, name: str, limit: int) -> str:
    value = item.get(name)
    return clean(value[: limit * 4], limit=limit) if isinstance(value, str) else ""


def _texts(item: Json, name: str, limit: int) -> list[str]:
    """A list of strings, or one string where a list belongs."""
    value = item.get(name)
    values = value if isinstance(value, list) else [value]
    found = (clean(each[:limit]) for each in values[:MOST_VALUES] if isinstance(each, str))
    return list(dict.fromkeys(text for text in found if text))


def _address(item: Json) -> str:
    """The address of a thing, or a name made of its identifier; empty without either."""
    uri = _text(item, "uri", LONGEST_ADDRESS)
    identifier = _text(item, "identifier", LONGEST_CODE)
    return uri or (f"urn:uuid:{identifier}" if identifier else "")


def _names_of(item: Json) -> set[str]:
    names = (_text(item, "uri", LONGEST_ADDRESS), _text(item, "identifier", LONGEST_CODE))
    return {name for name in names if name}


def _tag(value: Any) -> str:
    return (language_tag(value) or "") if isinstance(value, str) else ""


def _read_items(items: Any, usual: str, read: _Package) -> None:
    for item in items:
        address = _address(_object(item))
        if not address:
            read.problems["items have neither an address nor an identifier."] += 1
        elif address in read.concepts or read.names.keys() & _names_of(item):
            read.problems["items come twice; the first of each was read."] += 1
        else:
            read.concepts[address] = _concept(item, address, usual)
            read.names |= dict.fromkeys(_names_of(item) | {address}, address)


def _concept(item: Json, address: str, usual: str) -> Concept:
    tag = _tag(item.get("language")) or usual
    statement = _text(item, "fullStatement", LONGEST_STATEMENT)
    code = _text(item, "humanCodingScheme", LONGEST_CODE)
    short = _text(item, "abbreviatedStatement", LONGEST_LABEL)
    label = short or clean(statement, limit=LONGEST_LABEL) or code
    others = [text for text in _texts(item, "alternativeLabel", LONGEST_LABEL) if text != label]
    return Concept(
        uri=address,
        notation=code,
        pref_labels={tag: label} if label else {},
        alt_labels={tag: others} if others else {},
        definitions={tag: statement} if statement and statement != label else {},
        levels=level_keys(_texts(item, "educationLevel", LONGEST_CODE)),
    )


def _read_links(links: Any, document: set[str], read: _Package) -> None:
    for link in links[:MOST_LINKS] if isinstance(links, list) else ():
        kind = _object(link).get("associationType")
        origin = _known(read, _ends(link, "originNodeURI")) if isinstance(kind, str) else None
        targets = _ends(link, "destinationNodeURI") if origin else []
        if origin and targets:
            _join(read, read.concepts[origin], str(kind), targets, document, link)


def _ends(link: Json, name: str) -> list[str]:
    """The names of one end of a link, its address first."""
    node = link.get(name)
    names = {node[:LONGEST_ADDRESS]} if isinstance(node, str) else _names_of(_object(node))
    return sorted(names, key=lambda each: (not each.startswith(("http", "urn")), each))


def _known(read: _Package, names: list[str]) -> str | None:
    return next((read.names[name] for name in names if name in read.names), None)


def _join(
    read: _Package, origin: Concept, kind: str, targets: list[str], document: set[str], link: Json
) -> None:
    other = _known(read, targets)
    if kind == "isChildOf" and document.isdisjoint(targets):
        _put_below(read, origin, other, _place(link))
    elif kind == "isChildOf":
        read.order[origin.uri, ""] = _place(link)
    elif kind == "replacedBy":
        origin.deprecated = True
    elif kind in _BESIDE and other and other != origin.uri:
        _add(origin.related, other)
    elif kind in _MATCHES or kind in _BESIDE:
        match = _MATCHES.get(kind, "relatedMatch")
        _add(origin.matches.setdefault(match, []), other or targets[0])


def _put_below(read: _Package, origin: Concept, other: str | None, place: float) -> None:
    if other is None:
        read.problems["links lead to a parent that the package does not hold."] += 1
    elif other == origin.uri:
        read.problems["items are said to be their own parents."] += 1
    elif _add(origin.broader, other):
        read.concepts[other].narrower.append(origin.uri)
        read.order[origin.uri, other] = place


def _add(values: list[str], value: str) -> bool:
    """Add what is new, until there are as many as make sense."""
    is_new = len(values) < MOST_VALUES and value not in values
    if is_new:
        values.append(value)
    return is_new


def _place(link: Json) -> float:
    """The sequence number; what has none, or none that makes sense, comes last."""
    number = link.get("sequenceNumber")
    if isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e15:
        return float(number)
    return math.inf


def _in_order(read: _Package) -> list[Concept]:
    """Depth first, siblings by their sequence numbers; what no root leads to comes at the end."""
    rank = {uri: number for number, uri in enumerate(read.concepts)}
    below: defaultdict[str, list[str]] = defaultdict(list)
    for uri, concept in read.concepts.items():
        for parent in concept.broader or [""]:
            below[parent].append(uri)
    for parent, children in below.items():
        children.sort(key=lambda uri: (read.order.get((uri, parent), math.inf), rank[uri]))
    found: dict[str, None] = {}
    for uri in (*below[""], *read.concepts):
        _walk(uri, below, found)
    return [read.concepts[uri] for uri in found]


def _walk(start: str, below: dict[str, list[str]], found: dict[str, None]) -> None:
    waiting = [start]
    while waiting:
        uri = waiting.pop()
        if uri not in found:
            found[uri] = None
            waiting.extend(reversed(below.get(uri, ())))


def _problems(read: _Package) -> list[str]:
    told = [f"{count} {what}" for what, count in read.problems.items()]
    told += _first(
        f"{uri} has no statement." for uri, each in read.concepts.items() if not each.pref_labels
    )
    told += _first(
        f"{' > '.join(cycle)}: these are broader than themselves."
        for cycle in cycles_of(read.concepts)
    )
    return told


def _first(sentences: Iterable[str]) -> Iterator[str]:
    for number, sentence in enumerate(sentences):
        if number == MOST_PROBLEMS:
            return
        yield sentence
