"""Write descriptions as Learning Object Metadata, which repositories of learning objects exchange.

Source: IEEE 1484.12.1-2020 (numbers of its elements in brackets) in the XML binding 1484.12.3, its
elements in the order of the standard. A value of ours that LOMv1.0 has a word for stands twice: as
that word, which everybody knows, and as our concept's address, which is exact. LOM has no place for
accessibility, for what a classroom needs, for countries of origin or for when a resource was last
changed: those are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from armillary.formats.description import Agent, Description, SiblingEdition, Standard
from armillary.formats.labels import VOCABULARIES, Labels, concept_address, no_labels
from armillary.formats.lom.elements import (
    UNDETERMINED,
    catalogued,
    code,
    group,
    language_tag,
    plain,
    plain_each,
    strings,
    term,
)
from armillary.formats.lom.terms import (
    CONTEXTS,
    EDITIONS,
    LOM_SOURCE,
    RELATIONS,
    RESOURCE_TYPES,
    ROLES,
    interactivity,
)
from armillary.formats.lom.vcards import write_contributor
from armillary.formats.schema_org import grades_in_words, iso_duration

_OPEN: Final = (
    '<lom:lom xmlns:lom="http://ltsc.ieee.org/xsd/LOM" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://ltsc.ieee.org/xsd/LOM '
    'http://ltsc.ieee.org/xsd/lomv1.0/lomLoose.xsd">'
)
_CLOSE: Final = "</lom:lom>"
_PUBLIC_DOMAIN: Final = "https://creativecommons.org/publicdomain/"


def write_lom(
    description: Description,
    *,
    identifier: str,
    landing: str,
    labels: Labels = no_labels,
    language: str = "",
    standards: Iterable[Standard] = (),
    editions: Sequence[SiblingEdition] = (),
    kind: str = "",
) -> bytes:
    """Answer the `lom:lom` element, UTF-8 without a declaration (OAI-PMH 2.0, section 2.5).

    `landing` is our page, which identifies the resource; `identifier` is the OAI identifier, which
    identifies the record. `language` is the one that the record was first written in. `editions`
    are the others of its work, and `kind` says which this one is among them.
    """
    parts = (
        _OPEN,
        _general(description, landing),
        _life_cycle(description),
        _meta_metadata(identifier, language),
        _technical(description),
        _educational(description),
        _rights(description),
        _relations(description),
        _editions(editions, kind),
        _subjects(description, labels),
        _levels(description, labels),
        _objectives(standards),
        _CLOSE,
    )
    return "".join(parts).encode()


def _general(description: Description, landing: str) -> str:
    keywords = description.get("keywords", ())
    return group(
        "general",
        catalogued(landing),
        strings("title", description.get("titles", {})),
        plain_each("language", description.get("languages", ())),
        strings("description", description.get("descriptions", {})),
        *(strings("keyword", {UNDETERMINED: keyword}) for keyword in keywords),
    )


def _life_cycle(description: Description) -> str:
    publisher = [description["publisher"]] if "publisher" in description else []
    return group(
        "lifeCycle",
        _contribution("author", description.get("creators", ())),
        _contribution("publisher", publisher, description.get("published", "")),
    )


def _contribution(role: str, agents: Iterable[Agent], date: str = "") -> str:
    entities = "".join(plain("entity", write_contributor(agent)) for agent in agents)
    day = group("date", plain("dateTime", date))
    return group("contribute", term("role", role), entities, day) if entities or day else ""


def _meta_metadata(identifier: str, language: str) -> str:
    tag = language_tag(language)
    return group(
        "metaMetadata",
        catalogued(identifier),
        plain("metadataSchema", LOM_SOURCE),
        plain("language", "" if tag == UNDETERMINED else tag),
    )


def _technical(description: Description) -> str:
    """Formats, size and places (4.1 to 4.3). Readers are sent to the first place; the size is known
    where there is but one file."""
    files = description.get("files", ())
    size = str(files[0].get("size", "")) if len(files) == 1 else ""
    places = (*description.get("addresses", ()), *(file["address"] for file in files))
    return group(
        "technical",
        plain_each("format", (file["media_type"] for file in files)),
        plain("size", size),
        plain_each("location", places),
    )


def _educational(description: Description) -> str:
    types = description.get("types", ())
    length = iso_duration(description["minutes"]) if "minutes" in description else ""
    return group(
        "educational",
        term("interactivityType", interactivity(types)),
        _terms("learningResourceType", "types", types, RESOURCE_TYPES),
        _terms("intendedEndUserRole", "audiences", description.get("audiences", ()), ROLES),
        _terms("context", "levels", description.get("levels", ()), CONTEXTS),
        group("typicalLearningTime", plain("duration", length)),
    )


def _terms(name: str, scheme: str, keys: Sequence[str], table: Mapping[str, str]) -> str:
    """The words of LOMv1.0, each once, and then our concepts by their addresses."""
    words = dict.fromkeys(table[key] for key in keys if key in table)
    own = (term(name, concept_address(scheme, key), f"{VOCABULARIES}/{scheme}") for key in keys)
    return "".join((*(term(name, word) for word in words), *own))


def _rights(description: Description) -> str:
    """Without a licence it is not known whether rights are reserved; what is in the public domain
    has none (6.2)."""
    cost = ("no" if description["free"] else "yes") if "free" in description else ""
    licence = description.get("licence", "")
    restricted = "no" if licence.startswith(_PUBLIC_DOMAIN) else "yes"
    return group(
        "rights",
        term("cost", cost),
        term("copyrightAndOtherRestrictions", restricted if licence else ""),
        code("description", licence),
    )


def _relations(description: Description) -> str:
    return "".join(
        _relation(RELATIONS[relation["kind"]], _target(relation["target"]))
        for relation in description.get("relations", ())
        if relation["kind"] in RELATIONS
    )


def _relation(kind: tuple[str, str], *inside: str) -> str:
    source, value = kind
    resource = group("resource", *inside)
    return group("relation", term("kind", value, source), resource) if resource else ""


def _target(target: str) -> str:
    """An identifier under the catalogue that its beginning names, as `ISBN` for `isbn:…`."""
    scheme, _, entry = target.partition(":")
    speaks_for_itself = not entry or ":" in entry or entry.startswith("//")
    if speaks_for_itself:
        return catalogued(target)
    return catalogued(entry, scheme.upper())


def _editions(editions: Iterable[SiblingEdition], kind: str) -> str:
    return "".join(
        _relation(
            EDITIONS[kind, edition["kind"]],
            catalogued(edition["address"]),
            strings("description", edition["titles"]),
        )
        for edition in editions
        if (kind, edition["kind"]) in EDITIONS
    )


def _classification(purpose: str, *inside: str) -> str:
    content = "".join(inside)
    return group("classification", term("purpose", purpose), content) if content else ""


def _taxon_path(source: str, entry: str, address: str = "") -> str:
    return group("taxonPath", source, group("taxon", plain("id", address), entry))


def _concepts(scheme: str, keys: Iterable[str], labels: Labels) -> str:
    """A path for each concept of ours, which is its own root, with its names in all languages."""
    source = code("source", f"{VOCABULARIES}/{scheme}")
    return "".join(
        _taxon_path(
            source,
            strings("entry", labels(scheme, key) or {"en": key.replace("-", " ")}),
            concept_address(scheme, key),
        )
        for key in keys
    )


def _subjects(description: Description, labels: Labels) -> str:
    keys = description.get("subjects", ())
    return _classification("discipline", _concepts("subjects", keys, labels))


def _levels(description: Description, labels: Labels) -> str:
    levels = _concepts("levels", description.get("levels", ()), labels)
    grades = ""
    if "grades" in description:
        entry = strings("entry", {"en": grades_in_words(description["grades"])})
        grades = _taxon_path(strings("source", {"en": "School grades"}), entry)
    return _classification("educational level", levels, grades)


def _objectives(standards: Iterable[Standard]) -> str:
    """What learning standards ask for, by framework; their codes are keywords of it (9.4)."""
    known = list(standards)
    paths = (
        _taxon_path(
            strings("source", {UNDETERMINED: standard["framework"]}),
            strings("entry", standard["texts"] or {UNDETERMINED: standard["code"]}),
            standard["address"],
        )
        for standard in known
    )
    codes = (code("keyword", text) for text in dict.fromkeys(each["code"] for each in known))
    return _classification("educational objective", *paths, *codes)
