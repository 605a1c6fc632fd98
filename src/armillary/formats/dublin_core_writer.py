"""Write descriptions as simple Dublin Core (`oai_dc`), the format every harvester asks for.

Elements are built by hand because a provider writes thousands a second; nothing but escaped
text is ever put between tags.
"""

import re
from collections.abc import Iterable

from armillary.formats.description import Description
from armillary.formats.labels import Labels, no_labels
from armillary.formats.markup import quick_text

_OPEN = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ '
    'http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)
_CLOSE = "</oai_dc:dc>"
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
# DCMI Type terms that are sure to hold; a harvester knows these and not ours.
_DCMI_TYPES = {
    "video": "MovingImage",
    "animation": "MovingImage",
    "audio": "Sound",
    "image": "Image",
    "map": "Image",
    "data": "Dataset",
    "software": "Software",
    "simulation": "InteractiveResource",
    "game": "InteractiveResource",
    "tool": "InteractiveResource",
    "portal": "Collection",
}
_READING = "textbook reference lesson-plan worksheet exercise assessment case study policy web-page"
_TEXTS = frozenset(_READING.split())


def write_oai_dc(
    description: Description, *, identifier: str, landing: str, labels: Labels = no_labels
) -> bytes:
    """Answer the `oai_dc:dc` element, UTF-8 without a declaration (OAI-PMH 2.0, section 2.5).

    `landing` is our page, the first `dc:identifier` because readers are sent there; `identifier`
    is the OAI identifier. `dc:contributor` and `dc:coverage` have nothing to hold: a description
    knows neither.
    """
    parts = [_OPEN]
    add = parts.append
    for tag, text in description.get("titles", {}).items():
        add(_element("title", text, tag))
    for agent in description.get("creators", ()):
        add(_element("creator", agent["name"]))
    _subjects(parts, description, labels)
    for tag, text in description.get("descriptions", {}).items():
        add(_element("description", text, tag))
    if "publisher" in description:
        add(_element("publisher", description["publisher"]["name"]))
    published = description.get("published") or description.get("modified")
    if published:
        add(_element("date", published))
    _types(parts, description, labels)
    _plain(parts, "format", (file["media_type"] for file in description.get("files", ())))
    _plain(parts, "identifier", (landing, *description.get("addresses", ()), identifier))
    _relations(parts, description)
    _plain(parts, "language", description.get("languages", ()))
    _plain(parts, "rights", (description.get("licence", ""),))
    add(_CLOSE)
    return "".join(parts).encode()


def _element(name: str, text: str, language: str = "") -> str:
    if language and language != "und" and _LANGUAGE_TAG.match(language):
        return f'<dc:{name} xml:lang="{language}">{quick_text(text)}</dc:{name}>'
    return f"<dc:{name}>{quick_text(text)}</dc:{name}>"


def _plain(parts: list[str], name: str, values: Iterable[str]) -> None:
    """Add an element for every value but empty ones, each once."""
    parts.extend(_element(name, value) for value in dict.fromkeys(values) if value)


def _labelled(parts: list[str], name: str, words: dict[str, str], key: str) -> None:
    if words:
        parts.extend(_element(name, text, tag) for tag, text in words.items())
    else:
        parts.append(_element(name, key.replace("-", " ")))


def _subjects(parts: list[str], description: Description, labels: Labels) -> None:
    for key in description.get("subjects", ()):
        _labelled(parts, "subject", dict(labels("subjects", key)), key)
    _plain(parts, "subject", description.get("keywords", ()))


def _types(parts: list[str], description: Description, labels: Labels) -> None:
    kinds = description.get("types", ())
    dcmi = (_DCMI_TYPES.get(key) or ("Text" if key in _TEXTS else "") for key in kinds)
    _plain(parts, "type", dcmi)
    for key in kinds:
        _labelled(parts, "type", dict(labels("types", key)), key)


def _relations(parts: list[str], description: Description) -> None:
    """Put what a resource was made from into `dc:source`, other relations into `dc:relation`."""
    relations = description.get("relations", ())
    derived = ("based_on", "translation_of")
    _plain(parts, "source", (r["target"] for r in relations if r["kind"] in derived))
    _plain(parts, "relation", (r["target"] for r in relations if r["kind"] not in derived))
