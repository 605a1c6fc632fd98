"""Which concepts words name, whatever the language: looked up by the stems of their names, so that a
question costs the same beside a thesaurus of any size."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from armillary.core.bulk import found_rows, insert_rows
from armillary.core.languages import INTERFACE_LANGUAGES, UNDETERMINED
from armillary.core.texts import TranslatedText
from armillary.formats.values.folding import fold
from armillary.methods.enrichment.words import telling_stems
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.models import Concept, Name, Scheme

LONGEST = 200  # characters of a form; what is longer is no name that anybody types
AT_ONCE = 400
KEPT_SECONDS = 60.0
MOST_KEPT = 5_000
READ = tuple(dict.fromkeys(tag.partition("-")[0] for tag in INTERFACE_LANGUAGES))


@dataclass(frozen=True, slots=True)
class Named:
    """A concept that somebody has named."""

    scheme: str
    key: str
    uri: str
    label: TranslatedText
    other_labels: dict[str, list[str]]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Its names as (language, name), the preferred ones first."""
        others = ((tag, text) for tag, texts in self.other_labels.items() for text in texts)
        return list(dict.fromkeys((*self.label.texts.items(), *others)))


def forms_of(text: str, language: str) -> list[str]:
    """How a name is looked up: as it is written, and by its stems in its language.

    >>> forms_of("The fractions", "en")
    [':the fractions', 'en:fraction']
    """
    plain = fold(text)
    stems = telling_stems(text, language.partition("-")[0]) if language else []
    forms = [f":{plain}"] if plain else []
    if stems:
        forms.append(f"{language.partition('-')[0]}:{' '.join(stems)}")
    return [form for form in forms if len(form) <= LONGEST]


def write_names(scheme: Scheme, only: Iterable[Concept] = ()) -> None:
    """Write down anew what the concepts of a vocabulary are called, or `only` some of them."""
    some = list(only)
    old = Name.objects.filter(concept__scheme=scheme)
    (old.filter(concept__in=some) if some else old).delete()
    concepts = some or Concept.objects.filter(scheme=scheme, is_deprecated=False)
    rows = (
        (each.pk, form)
        for each in concepts
        for form in forms_of_concept(each.label.texts, each.other_labels)
    )
    insert_rows(Name, ("concept_id", "form"), rows)


def forms_of_concept(labels: Mapping[str, str], others: Mapping[str, Sequence[str]]) -> list[str]:
    """The forms of all its names, each once."""
    names = [(text, "" if tag == UNDETERMINED else tag) for tag, text in labels.items()]
    names += [(text, tag) for tag, texts in others.items() for text in texts]
    return list(dict.fromkeys(form for text, tag in names for form in forms_of(text, tag)))


def every_name() -> Iterator[tuple[str, str, str, str]]:
    """All names of concepts of the topics as (form, key of the vocabulary, key, address)."""
    rows = Name.objects.filter(concept__scheme__purpose=Purpose.TOPICS).order_by("pk")
    columns = ("form", "concept__scheme__key", "concept__key", "concept__uri")
    return rows.values_list(*columns).iterator(chunk_size=5_000)


def state_of_names() -> tuple[tuple[str, ...], ...]:
    """Equal as long as no vocabulary is imported or is for something else."""
    return tuple(Scheme.objects.order_by("pk").values_list("key", "digest", "purpose"))


class _Kept:
    """What texts were found to name, and the concepts, for as long as tables of vocabularies are
    kept."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.answers: dict[tuple[str, str], list[Named]] = {}
        self.concepts: dict[int, Named | None] = {}  # None for one of no vocabulary of topics
        self.until = time.monotonic() + KEPT_SECONDS

    def fresh(self) -> dict[tuple[str, str], list[Named]]:
        if time.monotonic() > self.until or len(self.answers) > MOST_KEPT:
            self.forget()
        return self.answers


_KEPT = _Kept()
forget_names = _KEPT.forget


def concepts_named(texts: Sequence[str], *, language: str) -> dict[str, list[Named]]:
    """Text → the concepts of the topics that it names: those first that readers of `language` call so,
    then by the age of the concepts. Texts that name nothing are left out."""
    base, answers = language.partition("-")[0], _KEPT.fresh()
    fresh = [text for text in texts if (base, text) not in answers]
    if fresh:
        answers |= {(base, text): found for text, found in _look_up(fresh, base).items()}
    return {text: found for text in texts if (found := answers.get((base, text)))}


def _look_up(texts: Sequence[str], language: str) -> dict[str, list[Named]]:
    languages = dict.fromkeys((language, *READ))
    forms = {text: dict.fromkeys(_asked(text, languages)) for text in texts}
    found = _found(list(dict.fromkeys(form for each in forms.values() for form in each)))
    named: dict[str, list[Named]] = {}
    for text, asked in forms.items():
        unique: dict[tuple[str, str], Named] = {}
        for each in (each for form in asked for each in found.get(form, ())):
            unique.setdefault((each.scheme, each.key), each)
        named[text] = list(unique.values())
    return named


def _asked(text: str, languages: Iterable[str]) -> Iterable[str]:
    for language in languages:
        yield from reversed(forms_of(text, language))


def _found(forms: Sequence[str]) -> dict[str, list[Named]]:
    rows: list[tuple[int, str]] = []
    for start in range(0, len(forms), AT_ONCE):
        part = forms[start : start + AT_ONCE]
        rows += found_rows(Name, ("concept_id", "form"), "form", part)
    known = _KEPT.concepts
    if fresh := {number for number, _form in rows} - known.keys():
        concepts = Concept.objects.filter(scheme__purpose=Purpose.TOPICS).select_related("scheme")
        known |= dict.fromkeys(fresh) | {
            pk: _named(row) for pk, row in concepts.in_bulk(fresh).items()
        }
    found: dict[str, list[Named]] = {}
    for number, form in sorted(rows):
        if concept := known[number]:
            found.setdefault(form, []).append(concept)
    return found


def _named(concept: Concept) -> Named:
    return Named(concept.scheme.key, concept.key, concept.uri, concept.label, concept.other_labels)
