"""From a schema.org node to a statement; LRMI properties and AMB's concept objects included.

Sources: schema.org 29 (LearningResource and its parents), LRMI 1.1, AMB 20231019, Bioschemas
TrainingMaterial 1.0, Course 1.0 and CourseInstance 1.0. Values may be texts, numbers, objects with `@id`, `name` or `prefLabel`, language maps, or lists of all these.
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from armillary.formats.errors import FormatError
from armillary.formats.lrmi.pages import Node, as_list, types_of
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)
from armillary.formats.values.countries import country

MAXIMUM_VALUES: Final = 1000
MAXIMUM_DEPTH: Final = 8

_RELATIONS: Final = {
    "isBasedOn": "isBasedOn",
    "isBasedOnUrl": "isBasedOn",
    "isPartOf": "isPartOf",
    "translationOfWork": "translationOfWork",
    "exampleOfWork": "exampleOfWork",
    "hasPart": "hasPart",
    "workTranslation": "workTranslation",
    "competencyRequired": "requires",
    "coursePrerequisites": "requires",
}
_WORDS: Final = {
    "types": ("learningResourceType", "educationalUse", "additionalType"),
    "subjects": ("about",),
    "levels": ("educationalLevel", "typicalAgeRange"),
    "licences": ("license",),
    "published": ("datePublished", "dateCreated"),
    "modified": ("dateModified",),
    "durations": ("timeRequired", "duration"),
    "accessibility": ("accessibilityFeature",),
    "free": ("isAccessibleForFree",),
}
# In the order of what they say: where a thing was made is where it comes from, unless it says else.
_ORIGINS: Final = ("countryOfOrigin", "locationCreated")

_PREFIX: Final = re.compile(
    r"\A(?:(?:schema|sdo|lrmi|bioschemas|dct|dcterms):|https?://(?:schema\.org|bioschemas\.org|purl\.org/dc/terms)/)"
)
_GENERIC: Final = frozenset(("CreativeWork", "LearningResource", "Concept", "Thing", "WebPage"))
_ORGANISATIONS: Final = frozenset(
    ("Organization", "EducationalOrganization", "CollegeOrUniversity", "School", "Corporation",
     "GovernmentOrganization", "NGO", "ResearchOrganization", "Project", "Library")
)  # fmt: skip


def read_learning_resource(node: Node, *, page_address: str = "") -> Statement:
    """What a node states; relative addresses are resolved against `page_address`.

    A concept contributes its address and its label where it has both (`levels`, `subjects`,
    `types`, `audiences`), label last, since either may be the one that is known. Raises FormatError
    when the node has neither a name nor an address.
    """
    plain = _plain(node)
    base = page_address
    default = _default_language(node)
    statement = Statement()
    for name in ("name", "headline", "alternativeHeadline", "alternateName"):
        if name in ("name", "headline") or not statement.titles:
            _add_new(statement.titles, _texts(plain.get(name), default))
    for name in ("description", "abstract"):
        _add_new(statement.descriptions, _texts(plain.get(name), default))
    _read_addresses(statement, plain, base)
    _read_words(statement, plain)
    _read_course(statement, plain)
    _read_countries(statement, plain)
    _read_languages(statement, plain)
    _read_audiences(statement, plain)
    _read_alignments(statement, plain)
    _read_agents(statement, plain)
    _read_files(statement, plain, base)
    for name, kind in _RELATIONS.items():
        for target in _addresses(plain.get(name), base):
            statement.relations.append(StatedRelation(kind, target))
    if not statement.titles and not statement.addresses:
        raise FormatError("The description has neither a name nor an address.")
    return statement


def _plain(node: Node) -> Node:
    """The node with `schema:name` and `https://schema.org/name` told apart from nothing: `name`."""
    plain: Node = {}
    for key, value in node.items():
        short = _PREFIX.sub("", key) if ":" in key else key
        plain.setdefault(short, value)
    return plain


def _default_language(node: Node) -> str:
    """`@language` of an inline context; contexts elsewhere aren't fetched."""
    for context in as_list(node.get("@context")):
        if isinstance(context, dict) and isinstance(context.get("@language"), str):
            return str(context["@language"])
    return ""


def _texts(value: object, default: str = "") -> list[Text]:
    return list(_each_text(value, default, 0))[:MAXIMUM_VALUES]


def _each_text(value: object, language: str, depth: int) -> Iterator[Text]:
    if depth > MAXIMUM_DEPTH:
        return
    if isinstance(value, bool):
        yield Text("true" if value else "false")
    elif isinstance(value, str | int | float):
        text = str(value).strip()
        if text:
            yield Text(text, language if isinstance(value, str) else "")
    elif isinstance(value, list):
        for item in value:
            yield from _each_text(item, language, depth + 1)
    elif isinstance(value, dict):
        yield from _object_text(value, language, depth)


def _object_text(value: Node, language: str, depth: int) -> Iterator[Text]:
    if "@value" in value:
        stated = value.get("@language")
        tag = stated if isinstance(stated, str) else language
        yield from _each_text(value["@value"], tag, depth + 1)
        return
    for key in ("@list", "@set", "prefLabel", "name", "skos:prefLabel", "termCode"):
        if key in value:
            yield from _each_text(value[key], language, depth + 1)
            return
    for tag, text in value.items():
        if _is_tag(tag):
            yield from _each_text(text, "" if tag == "@none" else tag, depth + 1)


def _is_tag(key: str) -> bool:
    main = key.partition("-")[0]
    return key == "@none" or (2 <= len(main) <= 3 and main.isalpha() and key not in ("id", "url"))


def _add_new(texts: list[Text], more: list[Text]) -> None:
    texts.extend(text for text in more if text not in texts)


def _identity(value: Node) -> str:
    for key in ("@id", "id", "url", "@value"):
        found = value.get(key)
        if isinstance(found, str) and found.strip() and not found.startswith("_:"):
            return found.strip()
    return ""


def _words(value: object) -> list[str]:
    """Of each value its address and its labels, whichever it has, without repetition."""
    words: list[str] = []
    for item in as_list(value)[:MAXIMUM_VALUES]:
        if isinstance(item, dict) and "@value" not in item:
            words.append(_identity(item))
        words.extend(text.text for text in _texts(item))
    return list(dict.fromkeys(word for word in words if word))


def _addresses(value: object, base: str) -> list[str]:
    """Addresses of values: texts, or objects with an address; names where there is none."""
    found: list[str] = []
    for item in as_list(value)[:MAXIMUM_VALUES]:
        if isinstance(item, str) and item.strip():
            found.append(_absolute(item.strip(), base))
        elif isinstance(item, dict):
            identity = _identity(item)
            names = [text.text for text in _texts(item)][:1]
            found.extend([_absolute(identity, base)] if identity else names)
    return list(dict.fromkeys(found))


def _absolute(address: str, base: str) -> str:
    if not base or ":" in address.split("/", maxsplit=1)[0] or " " in address:
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _read_addresses(statement: Statement, node: Node, base: str) -> None:
    own = [value for key in ("@id", "id") for value in as_list(node.get(key))]
    candidates = [*as_list(node.get("url")), *own, *as_list(node.get("sameAs"))]
    addresses = [text for text in _addresses(candidates, base) if _is_web(text)]
    statement.addresses.extend(addresses or ([base] if base else []))
    identifiers = [value for value in own if isinstance(value, str) and not value.startswith("_:")]
    for value in as_list(node.get("identifier")):
        identifiers.extend(_identifier(value))
    for name in ("isbn", "doi"):
        identifiers.extend(f"{name}:{text.text}" for text in _texts(node.get(name)))
    identifiers.extend(text for text in _addresses(node.get("sameAs"), base))
    statement.identifiers.extend(dict.fromkeys(identifiers))


def _identifier(value: object) -> list[str]:
    if not isinstance(value, dict) or "value" not in value:
        return _addresses(value, "")
    kind = next((text.text for text in _texts(value.get("propertyID"))), "")
    texts = [text.text for text in _texts(value["value"])]
    bare = kind and not _is_web(kind)
    return [f"{kind.lower()}:{text}" if bare and ":" not in text else text for text in texts]


def _is_web(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://"))


def _read_words(statement: Statement, node: Node) -> None:
    statement.types.extend(kind for kind in types_of(node) if kind not in _GENERIC)
    for field, names in _WORDS.items():
        for name in names:
            getattr(statement, field).extend(_words(node.get(name)))
    for name in ("keywords", "teaches", "assesses"):
        for item in as_list(node.get(name))[:MAXIMUM_VALUES]:
            # One text with commas is how schema.org lets keywords be written.
            parts = (
                item.split(",") if isinstance(item, str) and name == "keywords" else _labels(item)
            )
            statement.keywords.extend(part.strip() for part in parts if part.strip())
    for offer in as_list(node.get("offers")):
        if isinstance(offer, dict) and "isAccessibleForFree" not in node and _is_gift(offer):
            statement.free.append("true")


def _labels(value: object) -> list[str]:
    """What a value is called; its address where it has no name."""
    return [text.text for text in _texts(value)] or _words(value)


def _is_gift(offer: Node) -> bool:
    """Free of charge, by its price or by the category that search engines ask courses for."""
    return str(offer.get("price")) in ("0", "0.0", "0.00") or offer.get("category") == "Free"


def _read_course(statement: Statement, node: Node) -> None:
    """What Bioschemas and search engines add: a profile, and the dates on which a course is held."""
    profiles = _addresses(node.get("conformsTo"), "")
    if any("bioschemas.org/" in each and "/TrainingMaterial" in each for each in profiles):
        statement.types.append("TrainingMaterial")
    for date in as_list(node.get("hasCourseInstance"))[:MAXIMUM_VALUES]:
        if isinstance(date, dict):
            plain = _plain(date)
            statement.durations.extend(_words(plain.get("courseWorkload")))
            if "inLanguage" not in node:
                _read_languages(statement, plain)


def _read_languages(statement: Statement, node: Node) -> None:
    for item in as_list(node.get("inLanguage")):
        if isinstance(item, dict) and "alternateName" in item:
            statement.languages.extend(text.text for text in _texts(item["alternateName"]))
        else:
            statement.languages.extend(text.text for text in _texts(item))


def _read_countries(statement: Statement, node: Node) -> None:
    """Where it comes from, else where it was made."""
    for name in _ORIGINS:
        stated = as_list(node.get(name))[:MAXIMUM_VALUES]
        statement.countries.extend(filter(None, (_country(value, 0) for value in stated)))
        if statement.countries:
            return


def _country(value: object, depth: int) -> str:
    """Of a country its name, code or address, whichever is known; of a place the country it lies in."""
    if not isinstance(value, dict):
        return next((text.text for text in _texts(value)), "")
    plain = _plain(value)
    for name in ("address", "addressCountry", "containedInPlace"):
        for inner in as_list(plain.get(name))[:1]:
            if depth < MAXIMUM_DEPTH and (isinstance(inner, dict) or name == "addressCountry"):
                return _country(inner, depth + 1)
    names = [text.text for stated in (plain, plain.get("identifier")) for text in _texts(stated)]
    words = [word for word in (*names, _identity(plain)) if word]
    return next((word for word in words if country(word)), words[0] if words else "")


def _read_audiences(statement: Statement, node: Node) -> None:
    for item in as_list(node.get("audience")):
        if not isinstance(item, dict):
            statement.audiences.extend(_words(item))
            continue
        role = item.get("educationalRole", item.get("audienceType"))
        statement.audiences.extend(_words(role) if role is not None else _words(item))
        low, high = item.get("suggestedMinAge"), item.get("suggestedMaxAge")
        if isinstance(low, int | float | str) and low != "":
            statement.levels.append(f"{low}-{high}" if high not in (None, "") else f"{low}-")
    statement.audiences.extend(_words(node.get("educationalRole")))


def _read_alignments(statement: Statement, node: Node) -> None:
    for item in as_list(node.get("educationalAlignment"))[:MAXIMUM_VALUES]:
        if not isinstance(item, dict):
            continue
        kind = next((text.text.lower() for text in _texts(item.get("alignmentType"))), "")
        targets = [*_words(item.get("targetUrl")), *_words(item.get("targetName"))]
        if kind in ("educationallevel", "educational level", "readinglevel"):
            statement.levels.extend(targets)
        elif kind in ("educationalsubject", "educational subject"):
            statement.subjects.extend(targets)
        else:
            statement.relations.extend(
                StatedRelation(kind or "alignment", to) for to in targets[:1]
            )


def _read_agents(statement: Statement, node: Node) -> None:
    for field, names in (
        ("creators", ("creator", "author", "contributor")),
        ("publishers", ("publisher", "provider")),
    ):
        agents: list[StatedAgent] = getattr(statement, field)
        for name in names:
            if name == "contributor" and agents:
                break  # helpers count where nobody is called the author
            for item in as_list(node.get(name))[:MAXIMUM_VALUES]:
                agent = _agent(item)
                if agent is not None and agent not in agents:
                    agents.append(agent)


def _agent(value: Any) -> StatedAgent | None:
    if not isinstance(value, dict):
        names = _texts(value)
        return StatedAgent(names[0].text) if names else None
    plain = _plain(value)
    types = set(types_of(value))
    kind = "person" if "Person" in types else "organization" if types & _ORGANISATIONS else ""
    names = _texts(plain.get("name"))
    parts = [
        text.text for key in ("givenName", "familyName") for text in _texts(plain.get(key))[:1]
    ]
    name = names[0].text if names else " ".join(parts)
    known = [*_addresses(plain.get("sameAs"), ""), *_addresses(plain.get("identifier"), "")]
    telling = [text for text in known if "orcid.org" in text or "ror.org" in text]
    address = next((text for text in (_identity(value), *telling) if _is_web(text)), "")
    return StatedAgent(name or address, kind, address) if name or address else None


def _read_files(statement: Statement, node: Node, base: str) -> None:
    media = [*as_list(node.get("encoding")), *as_list(node.get("associatedMedia"))]
    for item in [*media, *as_list(node.get("distribution"))][:MAXIMUM_VALUES]:
        if isinstance(item, str):
            statement.files.append(StatedFile(_absolute(item, base)))
        elif isinstance(item, dict):
            _read_file(statement, item, base)
    for address in _addresses(node.get("contentUrl"), base):
        formats = _texts(node.get("encodingFormat"))
        media_type = formats[0].text if len(formats) == 1 else ""
        statement.files.append(StatedFile(address, media_type, _size(node.get("contentSize"))))


def _read_file(statement: Statement, item: Node, base: str) -> None:
    plain = _plain(item)
    addresses = _addresses(plain.get("contentUrl"), base) or _addresses([_identity(item)], base)
    formats = _texts(plain.get("encodingFormat", plain.get("fileFormat")))
    for address in addresses[:1]:
        size = _size(plain.get("contentSize"))
        statement.files.append(StatedFile(address, formats[0].text if formats else "", size))


def _size(value: object) -> int | None:
    """Bytes, from a bare number or one with a decimal unit ("1.5 MB")."""
    text = next((text.text for text in _texts(value)), "").replace(",", "").strip().upper()
    number = text.rstrip("BYTESKMG ")
    unit = text[len(number) :].strip()
    factors = {"": 1, "B": 1, "BYTE": 1, "BYTES": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
    factors |= {"K": 10**3, "M": 10**6, "G": 10**9}
    plain = number.replace(".", "", 1).isascii() and number.replace(".", "", 1).isdigit()
    return round(float(number) * factors[unit]) if plain and unit in factors else None
