"""From a `lom` element to a statement.

Sources: IEEE 1484.12.1-2020 (numbers of its elements in brackets), its XML binding 1484.12.3, and
IMS Learning Resource Meta-Data 1.2, which spells names in lower case and texts as `langstring`.
Elements are known by name in either spelling; those of other namespaces are extensions and are left
alone. `metaMetadata` is about the record, not the resource: only its language is used, which is the
language of texts that state none (3.4).
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.labels import VOCABULARIES
from armillary.formats.lom.vcards import read_contributor
from armillary.formats.safe_xml import XML_NAMESPACE
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Statement, Text
from armillary.formats.values.folding import fold_term

LONGEST_NAME: Final = 300  # of a tag with its namespace; longer ones are not remembered

_NAMESPACE: Final = re.compile(r"lom|imsmd|imsproject\.org/metadata", re.IGNORECASE)
_NO_LANGUAGE: Final = frozenset(("none", "x-none", "xx", "und"))
_NO: Final = frozenset(("no", "nein", "non", "false"))
_YES: Final = frozenset(("yes", "ja", "oui", "si", "true"))
_MEDIA_TYPE: Final = re.compile(r"[a-z]{1,20}/[a-z0-9.+_-]{1,100}\Z", re.IGNORECASE)
_PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))
_CREATING: Final = frozenset(("author", "creator", "content creator"))
_PUBLISHING: Final = ("publisher", "content provider")  # the first that is named is the publisher


def is_lom_namespace(namespace: str) -> bool:
    """Whether a namespace is LOM's or IMS Meta-Data's, in any of their versions."""
    return _NAMESPACE.search(namespace[:LONGEST_NAME]) is not None


def is_lom(element: etree._Element) -> bool:
    """Whether this is a `lom` element, or calls itself so in no namespace of another format."""
    return _name(str(element.tag)) == "lom"


def read_lom(root: etree._Element) -> Statement:
    """What a `lom` element states. Raises FormatError where it states nothing."""
    statement = Statement()
    default = next(iter(_plain_texts(_at(root, "metametadata/language"))), "")
    _read_general(statement, root, default)
    _read_technical(statement, root)
    _read_educational(statement, root)
    _read_rights(statement, root)
    _read_classifications(statement, root)
    _read_contributors(statement, root)
    _read_relations(statement, root)
    if statement == Statement():
        raise FormatError("The payload holds no LOM element that says something.")
    return statement


@lru_cache(maxsize=2048)
def _known(tag: str) -> str:
    namespace, _, name = tag.rpartition("}")
    namespace = namespace[1:]
    # Providers forget namespaces, and then the protocol's own is in force.
    ours = not namespace or is_lom_namespace(namespace) or "openarchives" in namespace
    return name.lower() if ours else ""


def _name(tag: str) -> str:
    """A tag's name in lower case; empty for an extension's."""
    return _known(tag) if len(tag) < LONGEST_NAME else ""


def _at(element: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path of lower-case names."""
    found = [element]
    for name in path.split("/"):
        found = [child for each in found for child in each if _name(str(child.tag)) == name]
    return found


def _words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _texts(elements: Iterable[etree._Element], default: str = "") -> Iterator[Text]:
    """Every text of LangStrings, in all their languages; a bare text is taken for one."""
    for element in elements:
        strings = [*_at(element, "string"), *_at(element, "langstring")]
        for string in strings or ([] if len(element) else [element]):
            if words := _words(string):
                yield Text(words, _language(string, default))


def _language(string: etree._Element, default: str) -> str:
    names = ("language", f"{{{XML_NAMESPACE}}}lang", "lang")
    stated = next((str(string.get(name)) for name in names if string.get(name)), default)
    return "" if stated.strip().lower() in _NO_LANGUAGE else stated.strip()


def _plain_texts(elements: Iterable[etree._Element]) -> list[str]:
    return [text.text for text in _texts(elements)]


def _terms(elements: Iterable[etree._Element]) -> list[str]:
    """Values of vocabularies, without their sources."""
    found: list[str] = []
    for element in elements:
        values = _at(element, "value")
        found += _plain_texts(values or [element])
    return found


def _exact_terms(elements: list[etree._Element]) -> list[str]:
    """Values of vocabularies. Another Armillary writes LOM's words beside its own, which say more:
    `school` is three levels to us where it meant one."""
    own = [each for each in elements if any(map(_is_own, _plain_texts(_at(each, "source"))))]
    return _terms(own or elements)


def _is_own(source: str) -> bool:
    return source.startswith(f"{VOCABULARIES}/")


def _read_general(statement: Statement, root: etree._Element, default: str) -> None:
    statement.titles.extend(_texts(_at(root, "general/title"), default))
    statement.descriptions.extend(_texts(_at(root, "general/description"), default))
    statement.keywords.extend(_plain_texts(_at(root, "general/keyword")))
    statement.languages.extend(
        text for text in _plain_texts(_at(root, "general/language")) if text.lower() != "none"
    )
    for general in _at(root, "general"):
        statement.identifiers.extend(_identifiers(general))


def _identifiers(element: etree._Element) -> list[str]:
    """Identifiers of the resource or of a related one (1.1, 7.2.1), with what catalogues them."""
    found = []
    for entry in [*_at(element, "identifier"), *_at(element, "catalogentry")]:
        if not len(entry):
            found.append(_words(entry))
            continue
        catalog = next(iter(_plain_texts(_at(entry, "catalog"))), "")
        found += [_labelled(catalog, text) for text in _plain_texts(_at(entry, "entry"))]
    return list(dict.fromkeys(text for text in found if text))


def _labelled(catalog: str, entry: str) -> str:
    """`doi:10.1000/1` for the entry 10.1000/1 of the catalogue DOI; what speaks for itself stays."""
    if not catalog or ":" in entry or catalog.lower() in ("uri", "url", "urn"):
        return entry
    label = "urn:uuid" if catalog.lower() == "uuid" else catalog.lower()
    return entry if _is_web(catalog) else f"{label}:{entry}"


def _is_web(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://"))


def _read_technical(statement: Statement, root: etree._Element) -> None:
    locations = [text for text in _plain_texts(_at(root, "technical/location")) if _is_web(text)]
    statement.addresses.extend(dict.fromkeys(locations))
    formats = set(_plain_texts(_at(root, "technical/format")))
    files = [text for text in formats if _MEDIA_TYPE.match(text) and text.lower() not in _PAGES]
    # Formats and locations are two lists: only where each has one, it is known what belongs to what.
    if len(set(locations)) == 1 and len(formats) == len(files) == 1:
        sizes = _plain_texts(_at(root, "technical/size"))
        size = int(sizes[0]) if sizes and sizes[0].isascii() and _is_count(sizes[0]) else None
        statement.files.append(StatedFile(locations[0], files[0], size))


def _is_count(text: str) -> bool:
    return text.isdigit() and len(text) < 19


def _read_educational(statement: Statement, root: etree._Element) -> None:
    statement.types.extend(_exact_terms(_at(root, "educational/learningresourcetype")))
    statement.levels.extend(_exact_terms(_at(root, "educational/context")))
    statement.levels.extend(_plain_texts(_at(root, "educational/typicalagerange")))
    statement.audiences.extend(_exact_terms(_at(root, "educational/intendedenduserrole")))
    # How long it takes comes before how long it plays.
    for path in ("educational/typicallearningtime", "technical/duration"):
        for element in _at(root, path):
            values = [*_at(element, "duration"), *_at(element, "datetime")] or [element]
            statement.durations.extend(_plain_texts(values))


def _read_rights(statement: Statement, root: etree._Element) -> None:
    for cost in _terms(_at(root, "rights/cost")):
        word = cost.lower()
        known = "free of charge" if word in _NO else "paid" if word in _YES else cost
        statement.free.append(known)
    statement.licences.extend(_plain_texts(_at(root, "rights/description")))


def _read_classifications(statement: Statement, root: etree._Element) -> None:
    """Taxons by what they are for (9.1): disciplines and levels; others are about other things."""
    for element in _at(root, "classification"):
        purpose = fold_term(next(iter(_terms(_at(element, "purpose"))), ""))
        field = {
            "discipline": statement.subjects,
            "educational level": statement.levels,
            "": statement.keywords,
        }.get(purpose)
        if field is None:
            continue
        field.extend(_taxons(element, with_addresses=purpose != ""))
        if purpose != "educational level":
            statement.keywords.extend(_plain_texts(_at(element, "keyword")))


def _taxons(element: etree._Element, *, with_addresses: bool) -> list[str]:
    """The taxons from the broadest to the narrowest: where an id is an address, and its labels."""
    found: list[str] = []
    for path in _at(element, "taxonpath"):
        for taxon in path.iter():
            if _name(str(taxon.tag)) != "taxon":
                continue
            ids = _plain_texts(_at(taxon, "id")) if with_addresses else []
            found += [text for text in ids if _is_web(text)]
            found += _plain_texts(_at(taxon, "entry"))
    return list(dict.fromkeys(found))


def _read_contributors(statement: Statement, root: etree._Element) -> None:
    publishers: dict[str, list[StatedAgent]] = {}
    for contribution in _at(root, "lifecycle/contribute"):
        role = fold_term(next(iter(_terms(_at(contribution, "role"))), ""))
        if role in _CREATING:
            statement.creators.extend(_agents(contribution))
        elif role in _PUBLISHING:
            publishers.setdefault(role, []).extend(_agents(contribution))
        if role in _CREATING or role == "publisher":
            statement.published.extend(_dates(contribution))
    for role in _PUBLISHING:
        statement.publishers.extend(publishers.get(role, []))


def _agents(contribution: etree._Element) -> list[StatedAgent]:
    entities = _at(contribution, "entity")
    for centity in _at(contribution, "centity"):
        entities += _at(centity, "vcard") or [centity]
    agents = (read_contributor(_words(entity)) for entity in entities)
    return [agent for agent in agents if agent is not None]


def _dates(contribution: etree._Element) -> list[str]:
    found = []
    for element in _at(contribution, "date"):
        found += _plain_texts(_at(element, "datetime") or [element])
    return found


def _read_relations(statement: Statement, root: etree._Element) -> None:
    for element in _at(root, "relation"):
        kind = next(iter(_terms(_at(element, "kind"))), "")
        for resource in _at(element, "resource"):
            targets = sorted(_identifiers(resource), key=lambda text: not _is_web(text))
            statement.relations.extend(StatedRelation(kind, to) for to in targets[:1] if kind)
