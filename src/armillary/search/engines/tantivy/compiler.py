"""Turn a plan into a tantivy query.

Each word is worth its best field (title over stems over body), plus a tenth of the others, so that
a word said everywhere does not outweigh the other words. Filters and exclusions never score.

A word that names a concept is also worth the concept, but less. Whatever has all the words itself
comes first, whatever else is asked for: it is ranked by itself.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from tantivy import Occur, Schema, Searcher
from tantivy import Query as TantivyQuery

from armillary.search import analysis
from armillary.search.concepts import PLACES, Concept
from armillary.search.documents import EVERY, rungs
from armillary.search.engines.base import Plan, Strictness
from armillary.search.engines.tantivy.schema import concept_term
from armillary.search.language import Clause, is_plain

NEUTRAL_BOOSTS = {"title": 3.0, "body": 1.0, "names": 1.5, "keywords": 1.5}
# Fields a clause may be kept to.
NARROWED = {
    "title": ("title",),
    "author": ("names",),
    "keywords": ("keywords",),
    "body": ("body",),
}
STEM_BOOSTS = {"title": 2.0, "body": 0.7}
OTHER_FIELDS = 0.1
READERS_LANGUAGE = 1.5
CONCEPT = 0.3
LONG_HAN_RUN = 3
KEPT = 256  # clauses of the latest searches

Scored = tuple[Occur, TantivyQuery]


class Compiler:
    """Compiles for one commit, because words that no document has are left out early."""

    def __init__(self, schema: Schema, searcher: Searcher, kinds: frozenset[str]) -> None:
        self.schema = schema
        self.searcher = searcher
        self.kinds = kinds
        self._languages = languages_in(searcher)
        self._latest: dict[tuple[Clause, str, bool], tuple[TantivyQuery, ...]] = {}

    def compile(self, plan: Plan, *, scored: bool) -> TantivyQuery:
        """The whole query; without scores it matches the same and costs less."""
        parts = [*self._words(plan, scored=scored), *self._conditions(plan)]
        if not any(occur == Occur.Must for occur, _ in parts):
            parts.append((Occur.Must, TantivyQuery.all_query()))
        if scored and plan.language:
            parts.append((Occur.Should, self._liked_language(plan.language)))
        return parts[0][1] if len(parts) == 1 else TantivyQuery.boolean_query(parts)

    def in_tiers(self, plan: Plan) -> list[TantivyQuery]:
        """What comes first and what follows, with scores, each without what is in the other."""
        first = plan.themselves
        if first == plan:
            return [self.compile(plan, scored=True)]
        others = [
            (Occur.Must, self.compile(plan, scored=True)),
            (Occur.MustNot, self.compile(first, scored=False)),
        ]
        return [self.compile(first, scored=True), TantivyQuery.boolean_query(others)]

    def _words(self, plan: Plan, *, scored: bool) -> list[Scored]:
        needed = plan.needed
        if not needed:
            return []
        relaxed = plan.strictness is Strictness.MOST
        words = [self._clause(each, plan, relaxed=relaxed, scored=scored) for each in needed]
        words = self._with_concepts(needed, words, plan, scored=scored)
        parts = [*_most(words, scored=scored)] if relaxed else [(Occur.Must, q) for q in words]
        spare = [self._clause(clause, plan, scored=True) for clause in plan.spare if scored]
        return [*parts, *((Occur.Should, query) for query in spare)]

    def _with_concepts(
        self, clauses: Sequence[Clause], queries: list[TantivyQuery], plan: Plan, *, scored: bool
    ) -> list[TantivyQuery]:
        """Each clause, or what its word names instead, or each part of it."""
        if not plan.concepts:
            return queries
        return [
            self._named(clause, query, plan, scored=scored) if is_plain(clause) else query
            for clause, query in zip(clauses, queries, strict=True)
        ]

    def _named(
        self, clause: Clause, direct: TantivyQuery, plan: Plan, *, scored: bool
    ) -> TantivyQuery:
        direct = self._or_named(direct, plan.concepts.get(clause.text, ()), scored=scored)
        parts = [Clause("word", text) for text in plan.parts.get(clause.text, ())]
        if not parts:
            return direct
        each = [self._clause(part, plan, scored=scored) for part in parts]
        return _any_of([direct, _every(self._with_concepts(parts, each, plan, scored=scored))])

    def _or_named(
        self, direct: TantivyQuery, concepts: Sequence[Concept], *, scored: bool
    ) -> TantivyQuery:
        terms = (concept_term(place, each.key) for each in concepts for place in PLACES)
        named = [self._term("about", t) for t in terms if self.searcher.doc_freq("about", t)]
        if not named:
            return direct
        if not scored:
            return _any_of([direct, *named])
        less = TantivyQuery.boost_query(_any_of(named), CONCEPT)
        return TantivyQuery.disjunction_max_query([direct, less], 0.0)

    def _clause(
        self, clause: Clause, plan: Plan, *, relaxed: bool = False, scored: bool
    ) -> TantivyQuery:
        spellings = plan.corrections.get(clause.text, ()) if clause.kind == "word" else ()
        texts = spellings or (clause.text,)
        queries = [query for text in texts for query in self._kept(clause, text, relaxed=relaxed)]
        if is_plain(clause) and (parts := plan.parts.get(clause.text)):
            words = (Clause("word", part) for part in parts)
            queries.append(_every([self._clause(word, plan, scored=scored) for word in words]))
        return _best_of(queries) if scored else _any_of(queries)

    def _kept(self, clause: Clause, text: str, *, relaxed: bool) -> Sequence[TantivyQuery]:
        """A search is compiled several times: to rank, to count, and without what concepts bring."""
        key = (clause, text, relaxed)
        found = self._latest.get(key)
        if found is None:
            if len(self._latest) > KEPT:
                self._latest.clear()
            found = self._latest[key] = tuple(self._fields(clause, text, relaxed=relaxed))
        return found

    def _fields(self, clause: Clause, text: str, *, relaxed: bool) -> Iterable[TantivyQuery]:
        if clause.kind == "prefix":
            yield from self._neutral(clause, lambda field: self._prefix(field, text))
            return
        plain = analysis.plain_word(text) if clause.kind == "word" else text
        tokens = analysis.words(plain)
        build = self._pairs if relaxed and _is_long_han(tokens) else self._tokens
        yield from self._neutral(clause, lambda field: build(field, tokens))
        if clause.kind == "word":
            yield from self._stems(clause, plain)

    def _neutral(
        self, clause: Clause, build: Callable[[str], TantivyQuery | None]
    ) -> Iterable[TantivyQuery]:
        fields = NARROWED.get(clause.field, tuple(NEUTRAL_BOOSTS))
        for field in fields:
            if (query := build(field)) is not None:
                yield TantivyQuery.boost_query(query, NEUTRAL_BOOSTS[field])

    def _stems(self, clause: Clause, text: str) -> Iterable[TantivyQuery]:
        """Of a clause kept to a field, only the stems there; names and keywords have none."""
        fields = [field for field in STEM_BOOSTS if clause.field in ("", field)]
        for language in analysis.stem_languages(text):
            yield from self._stems_in(language, text, fields)

    def _stems_in(self, language: str, text: str, fields: Iterable[str]) -> Iterable[TantivyQuery]:
        if language not in self._languages:
            return
        tokens = analysis.stems(text, language)
        for field in fields:
            if (query := self._tokens(f"{field}_{language}", tokens)) is not None:
                yield TantivyQuery.boost_query(query, STEM_BOOSTS[field])

    def _tokens(self, field: str, tokens: Sequence[str]) -> TantivyQuery | None:
        """One word, or several that stand together; None where no document has one of them."""
        if not tokens or not all(self.searcher.doc_freq(field, token) for token in tokens):
            return None
        if len(tokens) == 1:
            return TantivyQuery.term_query(self.schema, field, tokens[0], index_option="freq")
        return TantivyQuery.phrase_query(self.schema, field, list(tokens))

    def _pairs(self, field: str, tokens: Sequence[str]) -> TantivyQuery | None:
        """Most of the neighbouring pairs of a long run of characters written without spaces."""
        pairs = [self._tokens(field, tokens[i : i + 2]) for i in range(len(tokens) - 1)]
        found = [pair for pair in pairs if pair is not None]
        least = (len(pairs) + 1) // 2
        return _at_least(found, least) if len(found) >= least else None

    def _prefix(self, field: str, text: str) -> TantivyQuery | None:
        tokens = analysis.words(text)
        if not tokens:
            return None
        return TantivyQuery.regex_query(self.schema, field, f"{_literal(tokens[-1])}.*")

    def _conditions(self, plan: Plan) -> Iterable[Scored]:
        if self.kinds != {plan.kind}:
            yield Occur.Must, _unscored(self._term("kind", plan.kind))
        for facet, values in plan.filters.items():
            for any_of in ([value] for value in values) if facet in EVERY else [values]:
                terms = [
                    self._term(facet, each) for value in any_of for each in rungs(facet, value)
                ]
                yield Occur.Must, _unscored(_any_of(terms))
        for clause in plan.reading.conditions:
            occur = Occur.MustNot if clause.excluded else Occur.Must
            yield occur, _unscored(self._condition(clause))

    def _condition(self, clause: Clause) -> TantivyQuery:
        if clause.kind == "facet":
            values = rungs(clause.field, clause.text)
            return _any_of([self._term(clause.field, value) for value in values])
        if clause.kind == "prefix":
            return _any_of(list(self._neutral(clause, lambda f: self._prefix(f, clause.text))))
        tokens = analysis.words(clause.text)
        return _any_of(list(self._neutral(clause, lambda field: self._tokens(field, tokens))))

    def _term(self, field: str, value: str) -> TantivyQuery:
        return TantivyQuery.term_query(self.schema, field, value, index_option="basic")

    def _liked_language(self, language: str) -> TantivyQuery:
        tags = dict.fromkeys((language, language.partition("-")[0]))
        wanted = _any_of([self._term("language", tag) for tag in tags])
        return TantivyQuery.const_score_query(wanted, READERS_LANGUAGE)


def languages_in(searcher: Searcher) -> frozenset[str]:
    """The languages with a stemmer in which there is any text."""
    return frozenset(
        language
        for language in analysis.STEMMED
        if any(
            searcher.terms_with_prefix(f"{field}_{language}", "", limit=1) for field in STEM_BOOSTS
        )
    )


def least_words(count: int) -> int:
    """How many of so many words a relaxed search asks for: half of them."""
    return max(1, (count + 1) // 2)


def _most(queries: list[TantivyQuery], *, scored: bool) -> Iterable[Scored]:
    """Half of the words at least. Each one more is worth as much as all that there are, so that the
    score is that of the words times how many there are."""
    least = least_words(len(queries))
    yield Occur.Must, _at_least(queries, least)
    for count in range(least + 1, len(queries) + 1) if scored else ():
        yield Occur.Should, _at_least(queries, count)


def _is_long_han(tokens: Sequence[str]) -> bool:
    return len(tokens) >= LONG_HAN_RUN and all(map(analysis.is_han, tokens))


def _literal(token: str) -> str:
    return re.sub(r"([^\w])", r"\\\1", token)


def _unscored(query: TantivyQuery) -> TantivyQuery:
    return TantivyQuery.const_score_query(query, 0.0)


def _best_of(queries: list[TantivyQuery]) -> TantivyQuery:
    if len(queries) > 1:
        return TantivyQuery.disjunction_max_query(queries, OTHER_FIELDS)
    return _any_of(queries)


def _any_of(queries: list[TantivyQuery]) -> TantivyQuery:
    if len(queries) > 1:
        return TantivyQuery.boolean_query([(Occur.Should, query) for query in queries])
    return queries[0] if queries else TantivyQuery.empty_query()


def _every(queries: list[TantivyQuery]) -> TantivyQuery:
    return TantivyQuery.boolean_query([(Occur.Must, query) for query in queries])


def _at_least(queries: list[TantivyQuery], least: int) -> TantivyQuery:
    if len(queries) == 1:
        return queries[0]
    return TantivyQuery.boolean_query([(Occur.Should, query) for query in queries], least)
