"""Resources that are surely, likely or perhaps the same, made as if records had described them."""

from typing import Any, Final

SURE: Final[dict[str, Any]] = {
    "titles": {"en": "An introduction to the study of ecosystems"},
    "descriptions": {
        "en": "How living things depend on one another, from the pond to the rain forest, with "
        "questions for every chapter."
    },
    "creators": [{"name": "Jane Roe", "kind": "person", "address": ""}],
    "published": "2019",
    "types": ["textbook"],
    "languages": ["en"],
}
FRENCH: Final[dict[str, Any]] = {
    **SURE,
    "titles": {"fr": "Une introduction à l'étude des écosystèmes"},
    "descriptions": {"fr": "Comment les êtres vivants dépendent les uns des autres."},
    "languages": ["fr"],
    "addresses": ["https://eco.example/fr/book"],
}
SPANISH: Final[dict[str, Any]] = {
    **SURE,
    "titles": {"es": "Una introducción al estudio de los ecosistemas"},
    "descriptions": {"es": "Cómo los seres vivos dependen unos de otros."},
    "languages": ["es"],
    "addresses": ["https://eco.example/es/book"],
}
ENGLISH: Final[dict[str, Any]] = {**SURE, "addresses": ["https://eco.example/en/book"]}


def copy(number: int, **changes: Any) -> dict[str, Any]:
    """The same book on a host of its own."""
    return {**SURE, "addresses": [f"https://host{number}.example/ecosystems"], **changes}
