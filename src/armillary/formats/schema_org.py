"""Write descriptions as schema.org LearningResource with the LRMI properties, in JSON-LD."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from armillary.formats.description import Agent, Description, File, SiblingEdition, Standard
from armillary.formats.labels import VOCABULARIES, Labels, concept_address, label_in, no_labels

Json = dict[str, Any]

# A second type where schema.org has one that means the same.
_TYPES = {
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
    "data": "Dataset",
    "study": "Report",
    "web-page": "WebPage",
}
_ROLES = {
    "learner": "student",
    "teacher": "teacher",
    "parent": "parent",
    "school-leader": "administrator",
    "public": "general public",
}
_RELATIONS = {
    "based_on": "isBasedOn",
    "part_of": "isPartOf",
    "translation_of": "translationOfWork",
    "version_of": "isBasedOn",
}
_UNSAFE = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def write_json_ld(
    description: Description,
    *,
    identifier: str,
    labels: Labels = no_labels,
    language: str = "en",
    standards: Iterable[Standard] = (),
    editions: Sequence[SiblingEdition] = (),
    kind: str = "",
    expired: str = "",
) -> Json:
    """Answer a schema.org LearningResource (https://schema.org/LearningResource, LRMI 1.1).

    `identifier` is the public address of the resource here; `url` is where a reader is sent.
    `editions` are the others of its work, and `kind` says which this one is among them.
    `expired` is the day since which it could not be opened, if so: schema.org's `expires`, "date the
    content expires and is no longer useful or available".
    Labels are in `language`; a text in several languages is a list of language-tagged values.
    """
    document: Json = {
        "@context": "https://schema.org/",
        "@type": ["LearningResource", *_kinds(description)],
        "@id": identifier,
    }
    _put_texts(document, description)
    _put_terms(document, description, labels, language)
    _put_people(document, description)
    _put_facts(document, description, labels, language)
    _put_files(document, description)
    _put_relations(document, description)
    _put_editions(document, editions, kind)
    if aligned := [_alignment(standard, language) for standard in standards]:
        document["educationalAlignment"] = aligned
    if expired:
        document["expires"] = expired
    return document


def script_safe(document: Mapping[str, Any]) -> str:
    """Answer JSON that can stand inside an HTML `script` element (HTML, section 4.12.1.3)."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return text


def iso_duration(minutes: int) -> str:
    """Answer an ISO 8601 duration: 90 is `PT1H30M`."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest or not hours else "")


def _kinds(description: Description) -> list[str]:
    return list(dict.fromkeys(_TYPES[key] for key in description.get("types", ()) if key in _TYPES))


def _texts(texts: Mapping[str, str]) -> str | list[Json]:
    """Answer one text as it is, several with their languages (JSON-LD 1.1, section 4.2.4)."""
    if len(texts) == 1:
        return next(iter(texts.values()))
    return [
        {"@value": text} if tag == "und" else {"@language": tag, "@value": text}
        for tag, text in texts.items()
    ]


def _put_texts(document: Json, description: Description) -> None:
    if titles := description.get("titles"):
        document["name"] = _texts(titles)
    if descriptions := description.get("descriptions"):
        document["description"] = _texts(descriptions)
    if keywords := description.get("keywords"):
        document["keywords"] = list(keywords)
    if languages := description.get("languages"):
        document["inLanguage"] = list(languages)


def _term(scheme: str, key: str, labels: Labels, language: str) -> Json:
    return {
        "@type": "DefinedTerm",
        "@id": concept_address(scheme, key),
        "name": label_in(labels(scheme, key), language, key=key),
        "inDefinedTermSet": f"{VOCABULARIES}/{scheme}",
        "termCode": key,
    }


def _put_terms(document: Json, description: Description, labels: Labels, language: str) -> None:
    if subjects := description.get("subjects"):
        document["about"] = [_term("subjects", key, labels, language) for key in subjects]
    if kinds := description.get("types"):
        document["learningResourceType"] = [_term("types", key, labels, language) for key in kinds]
    steps = [_term("levels", key, labels, language) for key in description.get("levels", ())]
    if grades := description.get("grades"):
        steps.append({"@type": "DefinedTerm", "name": grades_in_words(grades)})
    if steps:
        document["educationalLevel"] = steps
    if audiences := description.get("audiences"):
        document["audience"] = [
            {
                "@type": "EducationalAudience",
                "@id": concept_address("audiences", key),
                "educationalRole": _ROLES.get(key, key.replace("-", " ")),
                "audienceType": label_in(labels("audiences", key), language, key=key),
            }
            for key in audiences
        ]


def _alignment(standard: Standard, language: str) -> Json:
    """Answer an AlignmentObject (https://schema.org/AlignmentObject, from LRMI 1.1)."""
    return {
        "@type": "AlignmentObject",
        "alignmentType": "teaches",
        "educationalFramework": standard["framework"],
        "targetName": standard["code"],
        "targetDescription": label_in(standard["texts"], language, key=standard["code"]),
        "targetUrl": standard["address"],
    }


def grades_in_words(grades: list[int]) -> str:
    """Answer English words, which readers of every format know: `[3, 5]` is `Grades 3-5`."""
    low, high = grades[0], grades[-1]
    return f"Grade {low}" if low == high else f"Grades {low}-{high}"


def agent_json(agent: Agent, *, key: str) -> Json:
    """Answer a Person or Organization whose address, if it has one, stands under `key`."""
    kind = "Organization" if agent["kind"] == "organization" else "Person"
    document: Json = {"type" if key == "id" else "@type": kind, "name": agent["name"]}
    if agent["address"]:
        document[key] = agent["address"]
    return document


def _put_people(document: Json, description: Description) -> None:
    if creators := description.get("creators"):
        document["creator"] = [agent_json(agent, key="@id") for agent in creators]
    if "publisher" in description:
        document["publisher"] = agent_json(description["publisher"], key="@id")


def _put_facts(document: Json, description: Description, labels: Labels, language: str) -> None:
    if addresses := description.get("addresses"):
        document["url"] = addresses[0]
        if others := addresses[1:]:
            document["sameAs"] = others
    for name, value in (
        ("license", description.get("licence")),
        ("isAccessibleForFree", description.get("free")),
        ("datePublished", description.get("published")),
        ("dateModified", description.get("modified")),
    ):
        if value is not None:
            document[name] = value
    if "minutes" in description:
        document["timeRequired"] = iso_duration(description["minutes"])
    if countries := description.get("countries"):
        document["countryOfOrigin"] = [_country(key, labels, language) for key in countries]
    if features := description.get("accessibility"):
        document["accessibilityFeature"] = list(features)


def _country(key: str, labels: Labels, language: str) -> Json:
    """Answer a Country (https://schema.org/countryOfOrigin), with its code as identifier."""
    name = label_in(labels("countries", key), language, key=key)
    return {"@type": "Country", "identifier": key, "name": name}


def _put_files(document: Json, description: Description) -> None:
    if files := description.get("files"):
        document["encoding"] = [media_object(file, key="@type") for file in files]


def media_object(file: File, *, key: str) -> Json:
    """Answer a MediaObject; `key` is what the context calls a type. Sizes are bytes, in digits."""
    document: Json = {key: "MediaObject", "contentUrl": file["address"]}
    if file["media_type"]:
        document["encodingFormat"] = file["media_type"]
    if "size" in file:
        document["contentSize"] = str(file["size"])
    return document


def _put_relations(document: Json, description: Description) -> None:
    for relation in description.get("relations", ()):
        name = _RELATIONS.get(relation["kind"])
        if name:
            document.setdefault(name, []).append(_target(relation["target"]))


def _put_editions(document: Json, editions: Sequence[SiblingEdition], kind: str) -> None:
    """All editions are examples of one work; originals and translations name each other (schema.org
    `exampleOfWork`, `workTranslation`, `translationOfWork`)."""
    if not editions:
        return
    document["exampleOfWork"] = {
        "@type": "CreativeWork",
        "workExample": [{"@id": document["@id"]}, *(_edition(each) for each in editions)],
    }
    if kind == "original":
        others = [each for each in editions if each["kind"] == "translation"]
        _add_works(document, "workTranslation", others)
    elif kind == "translation":
        others = [each for each in editions if each["kind"] == "original"]
        _add_works(document, "translationOfWork", others)


def _add_works(document: Json, name: str, editions: Iterable[SiblingEdition]) -> None:
    works = [_edition(each) for each in editions]
    if works:
        document[name] = [*document.get(name, []), *works]


def _edition(edition: SiblingEdition) -> Json:
    """Answer a LearningResource with what tells editions apart."""
    found: Json = {"@type": "LearningResource", "@id": edition["address"]}
    if edition["titles"]:
        found["name"] = _texts(edition["titles"])
    if edition["language"]:
        found["inLanguage"] = [edition["language"]]
    if edition["label"]:
        found["version"] = edition["label"]
    return found


def _target(target: str) -> Json:
    address = "@id" if target.startswith(("http://", "https://")) else "identifier"
    return {"@type": "LearningResource", address: target}
