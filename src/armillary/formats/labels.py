"""How writers get the words of our vocabularies, which live where the vocabularies do."""

from collections.abc import Callable, Mapping

VOCABULARIES = "https://w3id.org/armillary"

# labels("subjects", "algebra") -> {"en": "Algebra", "fr": "Algèbre"}; schemes are subjects,
# levels, types, audiences, licences and countries, languages are BCP 47 tags in lower case.
Labels = Callable[[str, str], Mapping[str, str]]


def concept_address(scheme: str, key: str) -> str:
    """Answer the address that names a concept of ours."""
    return f"{VOCABULARIES}/{scheme}/{key}"


def no_labels(_scheme: str, _key: str) -> Mapping[str, str]:
    """Know no label, so that writers fall back on keys."""
    return {}


def label_in(labels: Mapping[str, str], language: str, *, key: str) -> str:
    """Answer one label: in `language`, else in English, else the key in words."""
    return labels.get(language) or labels.get("en") or key.replace("-", " ")
