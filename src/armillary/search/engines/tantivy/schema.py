"""Fields of the index and how a document is laid into them."""

import hashlib
from functools import lru_cache

from tantivy import Document as TantivyDocument
from tantivy import Index, Schema, SchemaBuilder

from armillary.search import analysis
from armillary.search.analysis import STEMMED
from armillary.search.documents import FACETS, LADDERS, Document, narrowed

BEGINNINGS = "beginnings"  # of names, see `beginnings_of`
_BEFORE_NAME = "\x1f"
_MOST_WORDS = 6
NEUTRAL_FIELDS = ("title", "body", "names", "keywords")
_ID_BITS = 40
_DAY_SHIFT = 1 << 20  # days before 1970 become positive
_STEPS = 1_000_000
# Raised by hand when text is analysed otherwise; a change of fields is noticed by itself.
ANALYSIS_VERSION = 4


def build_schema() -> Schema:
    builder = SchemaBuilder()
    for name in ("key", "kind", "about"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=False)
    builder.add_text_field(BEGINNINGS, tokenizer_name="raw", index_option="basic", fast=False)
    for name in NEUTRAL_FIELDS:
        builder.add_text_field(name, tokenizer_name="neutral")
    for language in STEMMED:
        builder.add_text_field(f"title_{language}", tokenizer_name=f"stem_{language}")
        builder.add_text_field(f"body_{language}", tokenizer_name=f"stem_{language}")
    for facet in FACETS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    # Signed, all of them: deleting by a term of an unsigned field silently deletes nothing.
    for name in ("id", "day", "newest", "reviewed", "best", "members"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


def fingerprint() -> str:
    """Changes whenever an index made before can no longer be read as it is meant."""
    parts = (ANALYSIS_VERSION, analysis.WORD_PATTERN, sorted(STEMMED.items()), FACETS, LADDERS)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def register_analyzers(index: Index) -> None:
    index.register_tokenizer("neutral", analysis.neutral_analyzer())
    for language in STEMMED:
        index.register_tokenizer(f"stem_{language}", analysis.stemming_analyzer(language))


def key(kind: str, number: int) -> str:
    return f"{kind}:{number}"


def lay_out(kind: str, document: Document) -> TantivyDocument:
    """One of our documents as the engine takes it."""
    made = TantivyDocument()
    made.add_text("key", key(kind, document.id))
    made.add_text("kind", kind)
    _add_texts(made, "title", document.titles)
    _add_texts(made, "body", document.bodies)
    for name in document.names:
        made.add_text("names", analysis.neutral(name))
        for beginning in beginnings_of(name):
            made.add_text(BEGINNINGS, beginning)
    for keyword in document.keywords:
        made.add_text("keywords", _neutral_keyword(keyword))
    _add_facets(made, document.facets)
    for place, concepts in document.about.items():
        for concept in dict.fromkeys(concepts):
            made.add_text("about", concept_term(place, concept))
    _add_numbers(made, document)
    return made


def concept_term(place: str, concept: str) -> str:
    return f"{place}:{concept}"


@lru_cache(maxsize=8192)
def beginnings_of(name: str) -> tuple[str, ...]:
    """A name from each of its words on, folded, and the name as it is written: terms in whose order
    everything that begins alike stands together."""
    name = analysis.clean(name)
    words = analysis.words(name)[:_MOST_WORDS]
    return tuple(" ".join(words[at:]) + _BEFORE_NAME + name for at in range(len(words)))


def name_in(beginning: str) -> str:
    return beginning.partition(_BEFORE_NAME)[2]


def _add_texts(made: TantivyDocument, field: str, texts: dict[str, str]) -> None:
    for language, text in texts.items():
        made.add_text(field, analysis.neutral(text))
        if base := analysis.stemmer_of(language):
            made.add_text(f"{field}_{base}", analysis.stemmable(text, base))


@lru_cache(maxsize=8192)
def _neutral_keyword(keyword: str) -> str:
    """Keywords come again and again, the names of subjects above all."""
    return analysis.neutral(keyword)


def _add_facets(made: TantivyDocument, facets: dict[str, list[str]]) -> None:
    for facet, values in facets.items():
        for value in narrowed(facet, values):
            made.add_text(facet, analysis.clean(value))


def _add_numbers(made: TantivyDocument, document: Document) -> None:
    weight, reviewed = document.weight, min(max(document.reviewed, 0.0), 1.0)
    made.add_integer("id", document.id)
    made.add_integer("day", document.day)
    made.add_integer("members", document.members)
    made.add_integer("newest", _position(document.day + _DAY_SHIFT, document.id))
    made.add_integer("reviewed", _position(round(reviewed * _STEPS), document.id))
    made.add_integer("best", _position(round(weight * _STEPS), document.id))
    made.add_float("weight", weight)


def _position(rank: int, number: int) -> int:
    """A place that no two documents of a kind share, so that pages by key never skip or repeat."""
    return (min(max(rank, 0), 2 * _DAY_SHIFT) << _ID_BITS) | number
