"""Write descriptions as AMB, the profile of education metadata that OERSI and others harvest.

AMB (https://w3id.org/kim/amb/20231019/) is JSON-LD held to a strict JSON schema: addresses of
KIM's vocabularies instead of words, full dates, two-letter languages. What our description says
and AMB cannot hold (a year alone, a licence it does not list) is left out, never bent.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from armillary.formats.description import Agent, Description, Standard
from armillary.formats.labels import Labels, concept_address, label_in, no_labels
from armillary.formats.schema_org import agent_json, iso_duration, media_object

Json = dict[str, Any]

_CONTEXT = "https://w3id.org/kim/amb/context.jsonld"
_HCRT = "https://w3id.org/kim/hcrt/"
_LEVEL = "https://w3id.org/kim/educationalLevel/level_"
_FIELD = "https://w3id.org/kim/hochschulfaechersystematik/n"
_ROLE = "http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/"

_TYPES = {  # schema.org types that AMB lists
    "textbook": "Book",
    "course": "Course",
    "assessment": "Quiz",
    "game": "Game",
    "video": "VideoObject",
    "audio": "AudioObject",
    "image": "ImageObject",
    "presentation": "PresentationDigitalDocument",
    "map": "Map",
    "software": "SoftwareApplication",
    "data": "DataDownload",
    "study": "Report",
    "web-page": "WebPage",
}
_RESOURCE_TYPES = {  # HCRT
    "textbook": "textbook",
    "reference": "index",
    "lesson-plan": "lesson_plan",
    "teaching-module": "course",
    "course": "course",
    "worksheet": "worksheet",
    "exercise": "drill_and_practice",
    "assessment": "assessment",
    "experiment": "experiment",
    "simulation": "simulation",
    "game": "educational_game",
    "video": "video",
    "audio": "audio",
    "image": "image",
    "animation": "video",
    "presentation": "slide",
    "map": "map",
    "software": "application",
    "tool": "application",
    "data": "data",
    "case": "case_study",
    "study": "text",
    "policy": "text",
    "training-material": "other",
    "project": "other",
    "portal": "portal",
    "web-page": "web_page",
    "other": "other",
}
_LEVELS = {
    "early-childhood": "0",
    "primary": "1",
    "lower-secondary": "2",
    "upper-secondary": "3",
    "post-secondary": "4",
    "short-cycle-tertiary": "5",
    "bachelor": "6",
    "master": "7",
    "doctoral": "8",
    "adult": "C",
}
_ROLES = {
    "learner": "student",
    "teacher": "teacher",
    "teacher-educator": "teacher",
    "parent": "parent",
    "school-leader": "administrator",
    "researcher": "professional",
    "policy-maker": "professional",
    "public": "generalPublic",
}
# Our subjects in the German classification of fields of study, which AMB asks for at least once.
# Each stands with the field that covers it, or with the one that its broader subject is in.
_SUBJECTS_OF = {
    "36": "general-science scientific-method laboratory-work science-and-society",
    "275": "history-of-science",
    "37": "mathematics",
    "105": "numbers-and-operations number-sense arithmetic-operations fractions "
    "decimals-and-percentages ratio-and-proportion powers-and-roots number-theory measurement "
    "length-area-and-volume units-of-measurement time-and-money algebra equations-and-inequalities "
    "functions patterns-and-sequences linear-algebra abstract-algebra geometry angles-and-lines "
    "plane-figures solid-figures symmetry-and-transformations coordinate-geometry trigonometry "
    "calculus differential-equations numerical-analysis discrete-mathematics logic-and-sets "
    "combinatorics graph-theory mathematical-modelling",
    "312": "statistics descriptive-statistics probability statistical-inference",
    "128": "physics mechanics fluid-mechanics waves-and-sound optics thermodynamics "
    "electricity-and-magnetism electric-circuits magnets quantum-physics nuclear-physics relativity",
    "40": "chemistry",
    "032": "states-of-matter atomic-structure chemical-bonding mixtures-and-solutions "
    "chemical-reactions acids-and-bases electrochemistry physical-chemistry inorganic-chemistry "
    "organic-chemistry analytical-chemistry",
    "025": "biochemistry",
    "42": "biology",
    "026": "cells microbiology genetics evolution biodiversity plants animals life-cycles "
    "adaptation-and-behaviour human-body body-systems ecology",
    "282": "biotechnology",
    "43": "earth-science water",
    "065": "geology rocks-and-minerals soil-and-erosion",
    "066": "earthquakes-and-volcanoes",
    "110": "weather-and-climate",
    "124": "oceans",
    "44": "geography",
    "014": "astronomy solar-system day-night-and-seasons stars-and-galaxies",
    "057": "space-exploration aerospace-engineering",
    "458": "environment climate-change pollution sustainable-development",
    "064": "nature-conservation",
    "141": "waste-and-recycling",
    "71": "computing",
    "079": "computational-thinking programming web-development algorithms software-engineering "
    "databases cybersecurity data-science artificial-intelligence machine-learning "
    "computer-graphics human-computer-interaction digital-literacy",
    "123": "computer-systems embedded-systems",
    "200": "networks",
    "61": "engineering engineering-design technical-drawing energy",
    "310": "renewable-energy",
    "72": "materials",
    "104": "mechanical-engineering",
    "64": "electrical-engineering",
    "048": "electronics",
    "380": "robotics",
    "68": "civil-engineering",
    "033": "chemical-engineering",
    "215": "biomedical-engineering",
    "202": "manufacturing",
    "58": "agriculture",
    "48": "health mental-health public-health",
    "320": "nutrition",
    "107": "diseases-and-immunity",
    "49": "medicine",
    "33": "stem-education integrated-stem curriculum educational-assessment inclusion "
    "gender-equality educational-technology teacher-education informal-learning stem-careers "
    "education-policy",
    "052": "pedagogy inquiry-based-learning",
}
_FIELDS = {subject: code for code, subjects in _SUBJECTS_OF.items() for subject in subjects.split()}
# ISO 639-1 but for "sh": the languages that AMB's schema knows.
_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
    "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia "
    "id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo "
    "lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl "
    "ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk "
    "tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_LANGUAGES = frozenset(_ISO_639_1.split())
_LICENCES = {
    "https://opensource.org/license/mit": "https://opensource.org/licenses/MIT",
    "https://opensource.org/license/bsd-2-clause": "https://www.opensource.org/licenses/BSD-2-Clause",
    "https://opensource.org/license/bsd-3-clause": "https://www.opensource.org/licenses/BSD-3-Clause",
}
_LICENCE_STEWARDS = (
    "https://creativecommons.org/licenses/",
    "https://creativecommons.org/publicdomain/",
    "https://www.gnu.org/licenses/",
    "https://www.apache.org/licenses/",
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MEDIA_TYPE = re.compile(
    r"(?:application|audio|example|font|image|message|model|multipart|text|video)/[a-zA-Z0-9+_.-]+\Z"
)


def known_field(subject: str) -> str | None:
    """Answer the address of the field of study that a subject of ours belongs to, or `None`."""
    return f"{_FIELD}{_FIELDS[subject]}" if subject in _FIELDS else None


def write_amb(
    description: Description,
    *,
    identifier: str,
    labels: Labels = no_labels,
    language: str = "en",
    page: Mapping[str, Any] | None = None,
    standards: Iterable[Standard] = (),
    field: Callable[[str], str | None] = known_field,
) -> Json:
    """Answer an AMB document, valid against release 20231019 and the draft after it.

    `identifier` is the resource's public address. `page` describes our page about it: `id`,
    `dateCreated`, `dateModified` (full dates), `provider` ({id, name}); without it, the page is
    the identifier. `field` answers a subject's concept in Hochschulfaechersystematik or
    Schulfaecher; subjects without any are keywords, as `about` needs at least one.
    """
    language = _base(language) or "en"
    document: Json = {
        "@context": [_CONTEXT, {"@language": language}],
        "id": identifier,
        "type": ["LearningResource", *_known(_TYPES, description.get("types", ()))],
        "name": _text(description.get("titles", {}), language) or identifier,
    }
    if about := _text(description.get("descriptions", {}), language):
        document["description"] = about
    _put_subjects(document, description, labels, field)
    _put_concepts(document, description, labels)
    _put_people(document, description)
    _put_facts(document, description)
    _put_files(document, description)
    _put_relations(document, description)
    if taught := [_taught(standard) for standard in standards]:
        document["teaches"] = taught
    document["mainEntityOfPage"] = [{"id": identifier, "type": "WebContent", **(page or {})}]
    return document


def _base(tag: str) -> str | None:
    code = tag.split("-")[0]
    return code if code in _LANGUAGES else None


def _text(texts: Mapping[str, str], language: str) -> str:
    """Answer one text: in the language of the document, else the first one."""
    same = (text for tag, text in texts.items() if _base(tag) == language)
    return next(same, next(iter(texts.values()), ""))


def _known(table: Mapping[str, str], keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(table[key] for key in keys if key in table))


def _pref_label(labels: Mapping[str, str]) -> dict[str, str]:
    """Answer labels under two-letter languages; the first of several varieties stands."""
    words: dict[str, str] = {}
    for tag, text in labels.items():
        if code := _base(tag):
            words.setdefault(code, text)
    return words


def _concept(address: str, labels: Mapping[str, str]) -> Json:
    concept: Json = {"id": address, "type": "Concept"}
    if words := _pref_label(labels):
        concept["prefLabel"] = words
    return concept


def _taught(standard: Standard) -> Json:
    words = _pref_label(standard["texts"])
    return {"id": standard["address"], **({"prefLabel": words} if words else {})}


def _put_subjects(
    document: Json, description: Description, labels: Labels, field: Callable[[str], str | None]
) -> None:
    subjects = description.get("subjects", [])
    fields = list(dict.fromkeys(address for key in subjects if (address := field(key))))
    keywords = list(description.get("keywords", ()))
    if fields:
        own = [
            _concept(concept_address("subjects", key), labels("subjects", key)) for key in subjects
        ]
        document["about"] = [*own, *({"id": address, "type": "Concept"} for address in fields)]
    else:
        language = document["@context"][1]["@language"]
        keywords += [label_in(labels("subjects", key), language, key=key) for key in subjects]
    if keywords:
        document["keywords"] = keywords


def _put_concepts(document: Json, description: Description, labels: Labels) -> None:
    """Put types, levels and audiences: KIM's or LRMI's address with our words for the concept."""
    schemes = (
        ("learningResourceType", "types", description.get("types", ()), _HCRT, _RESOURCE_TYPES),
        ("educationalLevel", "levels", description.get("levels", ()), _LEVEL, _LEVELS),
        ("audience", "audiences", description.get("audiences", ()), _ROLE, _ROLES),
    )
    for name, scheme, keys, base, table in schemes:
        concepts: dict[str, Json] = {}
        for key in keys:
            if key in table:
                address = base + table[key]
                concepts.setdefault(address, _concept(address, labels(scheme, key)))
        if concepts:
            document[name] = list(concepts.values())


def _put_people(document: Json, description: Description) -> None:
    if creators := description.get("creators"):
        document["creator"] = [_agent(agent) for agent in creators]
    if "publisher" in description:
        document["publisher"] = [_agent(description["publisher"])]


def _agent(agent: Agent) -> Json:
    return agent_json(agent, key="id")


def _put_facts(document: Json, description: Description) -> None:
    languages = [code for tag in description.get("languages", ()) if (code := _base(tag))]
    if languages:
        document["inLanguage"] = list(dict.fromkeys(languages))
    licence = _licence(description.get("licence", ""))
    if licence:
        document["license"] = {"id": licence}
    if "free" in description:
        document["isAccessibleForFree"] = description["free"]
    published, modified = description.get("published", ""), description.get("modified", "")
    if _DAY.match(published):
        document["datePublished"] = published
    if _DAY.match(modified):
        document["dateModified"] = modified
    if "minutes" in description:
        document["duration"] = iso_duration(description["minutes"])


def _licence(address: str) -> str:
    if address.startswith(_LICENCE_STEWARDS):
        return address
    return _LICENCES.get(address, "")


def _put_files(document: Json, description: Description) -> None:
    media = [media_object(file, key="type") for file in description.get("files", ())]
    for entry in media:
        if not _MEDIA_TYPE.match(entry.get("encodingFormat", "")):
            entry.pop("encodingFormat", None)
    if media:
        document["encoding"] = media


def _put_relations(document: Json, description: Description) -> None:
    names = {"based_on": "isBasedOn", "translation_of": "isBasedOn", "part_of": "isPartOf"}
    for relation in description.get("relations", ()):
        name = names.get(relation["kind"])
        if name and relation["target"].startswith(("http://", "https://")):
            part: Json = {"id": relation["target"], "type": ["LearningResource"]}
            if name == "isBasedOn":  # release 20231019 asks for a name
                part["name"] = relation["target"]
            document.setdefault(name, []).append(part)
