"""Answer plans from one commit of the index."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from heapq import nlargest
from itertools import repeat
from operator import itemgetter
from typing import Any

from tantivy import FieldType, Index, Occur, Searcher
from tantivy import Order as TantivyOrder
from tantivy import Query as TantivyQuery

from armillary.search import analysis
from armillary.search.documents import FACETS, WHOLE
from armillary.search.engines.base import Hit, Order, Plan
from armillary.search.engines.tantivy import spelling
from armillary.search.engines.tantivy.compiler import STEM_BOOSTS, Compiler
from armillary.search.engines.tantivy.schema import BEGINNINGS, NEUTRAL_FIELDS, name_in

MAX_VALUES = 100  # of one facet, the most frequent; nobody reads further
EVERY_VALUE = 1_000
# Above this share of all documents, walking the dictionary beats collecting the hits. Not where there
# are words: each walk looks for them again, and collecting all facets looks for them once.
DICTIONARY_SHARE = 0.25
SHORT = 300
LOOKED_AT = 500  # terms that begin alike, of which the most used are offered
SPARE = 4  # of them may be gone


class TantivyReader:
    def __init__(self, index: Index, *, stamp: str) -> None:
        self.stamp = stamp
        self._schema = index.schema
        self._searcher: Searcher = index.searcher()
        kinds = frozenset(kind for kind, _ in self._searcher.terms_with_prefix("kind", ""))
        self._compiler = Compiler(self._schema, self._searcher, kinds)
        self._latest: tuple[str, TantivyQuery] | None = None

    def best_matches(self, plan: Plan, *, offset: int, size: int) -> tuple[int, list[Hit]]:
        first, *others = self._compiler.in_tiers(plan)
        direct, hits = self._ranked(first, offset, size)
        for query in others if len(hits) < size else ():
            hits += self._ranked(query, max(0, offset - direct), size - len(hits))[1]
        return direct, hits

    def _ranked(self, query: TantivyQuery, offset: int, size: int) -> tuple[int, list[Hit]]:
        # Every hit is scored, by a field of its own; so counting them costs nothing. The stub of
        # the answer lacks `count`.
        found: Any = self._searcher.search(
            query, limit=size, offset=offset, count=True, weight_by_field="weight"
        )
        return int(found.count), self._hits(found.hits, repeat(0))

    def in_order(
        self, plan: Plan, *, order: Order, size: int, after: int | None, backwards: bool = False
    ) -> list[Hit]:
        field = order.value
        query = self._matching(plan)
        if after is not None:
            query = self._beyond(query, field, after, backwards=backwards)
        way = TantivyOrder.Asc if backwards else TantivyOrder.Desc
        found = self._searcher.search(
            query, limit=size, count=False, order_by_field=field, order=way
        )
        return self._hits(found.hits, (place for place, _ in found.hits))

    def _matching(self, plan: Plan) -> TantivyQuery:
        """The plan without scores. One plan is asked for its total, a page and its counts in turn."""
        latest, canonical = self._latest, plan.canonical
        if latest is None or latest[0] != canonical:
            latest = (canonical, self._compiler.compile(plan, scored=False))
            self._latest = latest
        return latest[1]

    def _beyond(
        self, query: TantivyQuery, field: str, position: int, *, backwards: bool
    ) -> TantivyQuery:
        beyond = TantivyQuery.range_query(
            self._schema,
            field,
            FieldType.Integer,
            lower_bound=position + 1 if backwards else None,
            upper_bound=None if backwards else position - 1,
        )
        return TantivyQuery.boolean_query([(Occur.Must, query), (Occur.Must, beyond)])

    def _hits(self, hits: list[tuple[Any, Any]], places: Iterable[int]) -> list[Hit]:
        ids, members = self._values("id", hits), self._values("members", hits)
        return [Hit(*values) for values in zip(ids, places, members, strict=False)]

    def _values(self, field: str, hits: list[tuple[Any, Any]]) -> list[int]:
        values: list[Any] = self._searcher.fast_field_values(field, [each for _, each in hits])
        return values

    def total(self, plan: Plan) -> int:
        return self._count(self._matching(plan))

    def _count(self, query: TantivyQuery) -> int:
        # By a field, because ranking would score every hit.
        found: Any = self._searcher.search(query, limit=1, count=True, order_by_field="id")
        return int(found.count)

    def counts(
        self, plan: Plan, facets: Sequence[str], *, total: Callable[[], int]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        query = self._matching(plan)
        if plan.reading.wanted or total() <= DICTIONARY_SHARE * self._searcher.num_docs:
            return self._by_collecting(query, facets)
        looked_up = [facet for facet in facets if facet in self._short_facets]
        collected = [facet for facet in facets if facet not in self._short_facets]
        counts = self._by_collecting(query, collected)[1] if collected else {}
        counts |= {facet: self._by_dictionary(query, facet) for facet in looked_up}
        return total(), counts

    def _by_collecting(
        self, query: TantivyQuery, facets: Sequence[str]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """The total comes with them at next to no cost: every document has one id."""
        wanted = {f: {"terms": {"field": f, "size": _most(f)}} for f in facets}
        found = self._searcher.aggregate(query, wanted | {"id": {"value_count": {"field": "id"}}})
        counts = {f: {b["key"]: b["doc_count"] for b in found[f]["buckets"]} for f in facets}
        return int(found["id"]["value"]), counts

    def _by_dictionary(self, query: TantivyQuery, facet: str) -> dict[str, int]:
        """Counted through a filter even for everything, or deleted documents would count too."""
        found = self._searcher.terms_with_prefix(facet, "", query)
        ranked = nlargest(_most(facet), found, key=itemgetter(1))
        return {value: count for value, count in ranked if count}

    @cached_property
    def _short_facets(self) -> frozenset[str]:
        """Facets with few values. Walking the thousands of values of another would cost more."""
        return frozenset(
            facet
            for facet in FACETS
            if len(self._searcher.terms_with_prefix(facet, "", limit=SHORT + 1)) <= SHORT
        )

    def days(self, plan: Plan) -> dict[int, int]:
        wanted = {"days": {"histogram": {"field": "day", "interval": 1, "min_doc_count": 1}}}
        found = self._searcher.aggregate(self._matching(plan), wanted)
        return {int(each["key"]): each["doc_count"] for each in found["days"]["buckets"]}

    def among(self, plan: Plan, ids: Sequence[int]) -> set[int]:
        if not ids:
            return set()
        these = TantivyQuery.term_set_query(self._schema, "id", list(ids))
        query = TantivyQuery.boolean_query(
            [(Occur.Must, these), (Occur.Must, self._compiler.compile(plan, scored=False))]
        )
        found = self._searcher.search(query, limit=len(ids), count=False, order_by_field="id")
        return set(self._values("id", found.hits))

    def frequency(self, word: str, *, language: str = "") -> int:
        languages = (language,) if language else analysis.stem_languages(word)
        stemmed = (
            self._least(f"{field}_{each}", analysis.stems(word, each))
            for each in languages
            for field in STEM_BOOSTS
        )
        if language:
            return max(stemmed)
        tokens = analysis.words(word)
        neutral = (self._least(field, tokens) for field in NEUTRAL_FIELDS)
        return max(*neutral, *stemmed)

    def _least(self, field: str, tokens: Sequence[str]) -> int:
        return min((int(self._searcher.doc_freq(field, token)) for token in tokens), default=0)

    def corrections(self, word: str) -> list[str]:
        tokens = analysis.words(word)
        return spelling.corrections(self._searcher, tokens[0]) if len(tokens) == 1 else []

    def names_beginning(self, words: Sequence[str], *, size: int) -> list[tuple[str, int]]:
        if not words:
            return []
        terms = self._searcher.terms_with_prefix(BEGINNINGS, " ".join(words), limit=LOOKED_AT)
        ranked = sorted(terms, key=lambda term: -term[1])[: size + SPARE]
        # The dictionary still has the terms of deleted documents; only a search leaves those out.
        counted = {name_in(term): self._having(BEGINNINGS, term) for term, _ in reversed(ranked)}
        found = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return [(name, count) for name, count in found if count][:size]

    def _having(self, field: str, term: str) -> int:
        return self._count(TantivyQuery.term_query(self._schema, field, term, index_option="basic"))

    def documents(self) -> int:
        return int(self._searcher.num_docs)


def _most(facet: str) -> int:
    return EVERY_VALUE if facet in WHOLE else MAX_VALUES
