"""What any search engine does out of the box: BM25 with an analyser per language over the fields that
ours searches, every word optional, no boosts.

Of a document, title and description go into fields of their language, names and keywords into two
more. Each field has its analyser: small words left out where the engine has a list of them, stems,
accents folded; Han and Kana as pairs of characters; where the engine has no stemmer, words as they
are. A query is read by the analyser of each field, and a document's score is the sum over all of
them (k1 = 1.2, b = 0.75). A reader's language is not known to it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from tantivy import (
    Document as TantivyDocument,
)
from tantivy import (
    Filter,
    Index,
    Occur,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)
from tantivy import Query as TantivyQuery

from armillary.search import analysis
from armillary.search.documents import Document

OTHERS = "other"
# Languages for which the engine has a stemmer; written down here, so that ours may change its own.
STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
LANGUAGES = (*STEMMERS, OTHERS)
WITHOUT_SMALL_WORDS = frozenset({"ar", "el", "ro", "ta", "tr"})  # no list of them in the engine
TITLES = tuple(f"title_{language}" for language in LANGUAGES)
BODIES = tuple(f"body_{language}" for language in LANGUAGES)
FIELDS = (*TITLES, *BODIES, "names", "keywords")
NEUTRAL = ("plain_title", "plain_body", "names", "keywords")

_WORD = r"[\p{L}\p{N}\p{M}]+(?:\+\+|#)?"
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


class Baseline:
    """An index in memory. Ties go to the document that came first."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._analysers = {field: _analyser(field) for field in (*FIELDS, *NEUTRAL)}
        builder = SchemaBuilder()
        builder.add_integer_field("id", indexed=True, fast=True)
        builder.add_text_field("spoken", tokenizer_name="raw")
        for field in self._analysers:
            builder.add_text_field(field, tokenizer_name=field)
        self._schema = builder.build()
        self._index = Index(self._schema)
        for field, analyser in self._analysers.items():
            self._index.register_tokenizer(field, analyser)
        writer = self._index.writer(64_000_000, 1)
        for document in documents:
            writer.add_document(_laid_out(document))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(
        self, text: str, *, size: int, fields: Sequence[str] = FIELDS, spoken: str = ""
    ) -> list[int]:
        """Ids, the best first; of documents in one language only, if `spoken` says which."""
        terms = [
            (Occur.Should, TantivyQuery.term_query(self._schema, field, token))
            for field in dict.fromkeys(fields)
            for token in dict.fromkeys(self._analysers[field].analyze(_readable(text, field)))
        ]
        if not terms:
            return []
        query = TantivyQuery.boolean_query(terms)
        if spoken:
            wanted = TantivyQuery.term_query(self._schema, "spoken", spoken)
            silent = TantivyQuery.const_score_query(wanted, 0.0)
            query = TantivyQuery.boolean_query([(Occur.Must, query), (Occur.Must, silent)])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=size, count=False).hits
        found: list[Any] = searcher.fast_field_values("id", [address for _score, address in hits])
        return found


def _analyser(field: str) -> TextAnalyzer:
    language = field.rpartition("_")[2]
    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD)).filter(Filter.lowercase())
    if language in STEMMERS and language not in WITHOUT_SMALL_WORDS:
        builder = builder.filter(Filter.stopword(STEMMERS[language]))
    if language in STEMMERS:
        builder = builder.filter(Filter.stemmer(STEMMERS[language]))
    return builder.filter(Filter.ascii_fold()).build()


def _readable(text: str, field: str) -> str:
    language = field.rpartition("_")[2]
    if language in STEMMERS:
        return _paired(analysis.stemmable(text, language))
    return _paired(analysis.neutral(text))


def _paired(text: str) -> str:
    """Runs of Han and Kana as pairs of neighbours, as in Lucene's analyser for Chinese and Japanese."""
    return _HAN.sub(lambda run: f" {' '.join(_pairs(run.group()))} ", text)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _laid_out(document: Document) -> TantivyDocument:
    made = TantivyDocument()
    made.add_integer("id", document.id)
    for tag in document.facets.get("language") or document.titles:
        made.add_text("spoken", _base(tag))
    for name, texts in (("title", document.titles), ("body", document.bodies)):
        for tag, text in texts.items():
            language = _base(tag) if _base(tag) in STEMMERS else OTHERS
            made.add_text(f"{name}_{language}", _readable(text, f"{name}_{language}"))
            made.add_text(f"plain_{name}", _readable(text, f"plain_{name}"))
    for field, several in (("names", document.names), ("keywords", document.keywords)):
        for text in several:
            made.add_text(field, _readable(text, field))
    return made


def _base(tag: str) -> str:
    return tag.partition("-")[0].lower()
