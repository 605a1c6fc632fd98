"""Find things: one question, one answer with facets, a way to go on and a word on how it was read.

Every word is asked for first, itself or by a concept that it names. Where that finds too little, most of the words do; where it finds
nothing, words that nobody wrote are read as the nearest that somebody did. Where there is nothing at
all, the answer says what to leave out so that there is something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.core.paging import read_cursor, write_cursor
from armillary.search import analysis, counting
from armillary.search.counting import FacetCount
from armillary.search.documents import FACETS, RESOLVERS
from armillary.search.engines import engine
from armillary.search.engines.base import Hit, Order, Plan, Reader, Strictness
from armillary.search.language import Clause, Query, parse
from armillary.search.models import Change
from armillary.search.operations import MAX_FAILURES
from armillary.search.planning import Across, Named, across_of, plan_of

MAX_SIZE = 100
MAX_WAYS = 6
MAX_DEPTH = 1_000
MAX_VALUES = 50
MAX_VALUE_LENGTH = 200
SEVERAL = 3  # words
FEW = 5  # fewer make a search of three words or more look for half of them, too

Sort = Literal["relevance", "newest", "reviewed"]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`filters` maps a facet to values of which any will do (of `EVERY` all); `ui_language` is liked,
    not required. `across`: a word that names a concept also finds what carries it, and its names in
    other languages.

    With words, `relevance` reaches the first 1,000 results, because no engine can take up a ranking
    in its middle without computing it again. `newest`, `reviewed` (the best reviewed first), and
    everything without words, is paged by key: any depth costs the same.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: Sort = "relevance"
    after: str = ""
    size: int = 20
    ui_language: str = "en"
    kind: str = "resource"
    facets: bool = True  # counted; left empty for whoever does not look at them
    across: bool = True


@dataclass(frozen=True, slots=True)
class Way:
    """Out of a search that finds nothing: the search to make instead and how much it finds. Left out
    is a clause of the text, or one `value` of the filter `facet`, or all but the clause `only`."""

    text: str
    total: int
    clause: Clause | None = None
    facet: str = ""
    value: str = ""
    only: Clause | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`relaxed`: not every word was required or read as written; `complete` is how many have them all,
    as written. `is_cut`: there are more, but not in this order; offer `newest`. `suggestion` is a query
    text, empty if there is none. `readings` maps a word that nobody wrote to those it was read as.
    `ways` are there if `total` is 0, `across` where concepts found something. `several` are those of
    `ids` that stand for several things, `languages` those that were asked for, by a filter or in the
    text."""

    total: int
    ids: list[int]
    facets: dict[str, list[FacetCount]]
    next_cursor: str
    previous_cursor: str
    reading: Query
    suggestion: str = ""
    relaxed: bool = False
    complete: int = 0
    is_cut: bool = False
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ways: Sequence[Way] = ()
    across: Across | None = None
    several: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """`waiting` changes are not in the index yet; `failed` ones will not be before a rebuild."""

    generation: str
    documents: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class Page:
    ids: list[int]
    next_cursor: str = ""
    previous_cursor: str = ""
    is_cut: bool = False
    several: frozenset[int] = frozenset()
    rank: int | None = None  # of the first, by relevance


def find(request: SearchRequest) -> SearchResult:
    """Answer a search. Raises `InvalidInput` for what makes no sense and `IndexUnavailable`."""
    reader = engine().reader()
    asked, named = plan_as_asked(reader, request)
    facets = _facets(reader, asked, request)  # first, because totals come with them
    plan, suggestion = _widen(reader, asked)
    if plan is not asked:
        facets = _facets(reader, plan, request)
    page = _page(reader, plan, request)
    total = counting.total(reader, plan)
    return SearchResult(
        total=total,
        ids=page.ids,
        facets=facets,
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
        reading=asked.reading,
        suggestion=suggestion,
        relaxed=plan is not asked,
        complete=counting.total(reader, asked),
        is_cut=page.is_cut,
        readings=plan.corrections,
        ways=() if total else _ways(reader, asked),
        across=across_of(reader, plan, named, page.ids, total=total, rank=page.rank),
        several=page.several,
        languages=languages_asked(asked),
    )


def _facets(reader: Reader, plan: Plan, request: SearchRequest) -> dict[str, list[FacetCount]]:
    return counting.facet_counts(reader, plan) if request.facets else {}


def read_request(request: SearchRequest) -> Query:
    """What is asked for. Raises `InvalidInput` for what makes no sense."""
    _check(request)
    return parse(request.text).resolve(RESOLVERS)


def plan_as_asked(reader: Reader, request: SearchRequest) -> tuple[Plan, list[Named]]:
    """The question as it is asked first, and which words of it name something."""
    return plan_of(
        reader,
        read_request(request),
        kind=request.kind,
        filters=_filters(request),
        language=request.ui_language.lower(),
        is_across=request.across,
    )


def plans_of(reader: Reader, request: SearchRequest) -> tuple[Plan, Plan]:
    """The question as it is asked first, and as it is asked in the end. Raises `InvalidInput`."""
    asked, _named = plan_as_asked(reader, request)
    return asked, _widen(reader, asked)[0]


def languages_asked(plan: Plan) -> frozenset[str]:
    """By a filter or in the text."""
    named = (c.text for c in plan.reading.conditions if c.field == "language" and not c.excluded)
    return frozenset({*plan.filters.get("language", ()), *named})


def index_status() -> IndexStatus:
    """How the index stands. Raises `IndexUnavailable` if there is none."""
    reader = engine().reader()
    return IndexStatus(
        generation=engine().generation(),
        documents=reader.documents(),
        waiting=Change.objects.filter(failures__lt=MAX_FAILURES).count(),
        failed=Change.objects.filter(failures__gte=MAX_FAILURES).count(),
    )


def _check(request: SearchRequest) -> None:
    if request.sort not in get_args(Sort):
        raise InvalidInput(_("Results can be sorted by relevance, newest or reviewed."))
    if not 1 <= request.size <= MAX_SIZE:
        raise InvalidInput(_("A page has 1 to %(limit)d results.") % {"limit": MAX_SIZE})
    for facet in request.filters:
        if facet not in FACETS:
            raise InvalidInput(
                _("There is no filter “%(facet)s”. Use one of: %(facets)s.")
                % {"facet": facet[:40], "facets": ", ".join(FACETS)}
            )
    chosen = [value for values in request.filters.values() for value in values]
    if len(chosen) > MAX_VALUES or any(len(value) > MAX_VALUE_LENGTH for value in chosen):
        raise InvalidInput(
            _("A search has at most %(limit)d short filter values.") % {"limit": MAX_VALUES}
        )


def _filters(request: SearchRequest) -> dict[str, tuple[str, ...]]:
    cleaned = {
        facet: tuple(sorted({analysis.clean(value) for value in values if value}))
        for facet, values in request.filters.items()
    }
    return {facet: values for facet, values in cleaned.items() if values}


def _widen(reader: Reader, plan: Plan) -> tuple[Plan, str]:
    """The plan to use, and a better spelling to suggest where one helps."""
    found = counting.total(reader, plan)
    if not _is_little(found, len(plan.needed)):
        return plan, ""
    corrections = _corrections(reader, plan.reading)
    suggestion = _respell(plan.reading, corrections)
    corrected = replace(plan, corrections=corrections)
    candidates = [replace(plan, strictness=Strictness.MOST)]
    if corrections:
        candidates += [corrected, replace(corrected, strictness=Strictness.MOST)]
    for candidate in candidates:
        if counting.total(reader, candidate) > found:
            return candidate, suggestion
    return plan, suggestion if found else ""


def _is_little(found: int, words: int) -> bool:
    """With two words, one of them alone would bring a flood; so only nothing is too little."""
    return found == 0 if words < SEVERAL else found < FEW


def _corrections(reader: Reader, reading: Query) -> dict[str, tuple[str, ...]]:
    unknown = [c.text for c in reading.wanted if c.kind == "word" and not reader.frequency(c.text)]
    found = {word: tuple(reader.corrections(word)) for word in unknown}
    return {word: others for word, others in found.items() if others}


def _respell(reading: Query, corrections: Mapping[str, tuple[str, ...]]) -> str:
    if not corrections:
        return ""
    for word, others in corrections.items():
        reading = reading.replace_word(word, others[0])
    return str(reading)


def _ways(reader: Reader, plan: Plan) -> list[Way]:
    """What finds something once one condition is left out, or else alone; the most first."""
    ways = []
    for clause in plan.reading.clauses:
        rest = plan.reading.without(clause)
        if rest.clauses or plan.filters:
            found = counting.total(reader, replace(plan, reading=rest))
            ways.append(Way(str(rest), found, clause))
    for facet, values in plan.filters.items():
        for value in values:
            found = counting.total(reader, plan.leaving_out(facet, value))
            ways.append(Way(str(plan.reading), found, facet=facet, value=value))
    if not any(way.total for way in ways):
        for clause in plan.reading.clauses:
            alone = Plan(plan.kind, Query((clause,)), language=plan.language)
            if not clause.excluded:
                ways.append(Way(str(clause), counting.total(reader, alone), only=clause))
    found_some = sorted((way for way in ways if way.total), key=lambda way: -way.total)
    return found_some[:MAX_WAYS]


def _page(reader: Reader, plan: Plan, request: SearchRequest) -> Page:
    order = order_of(plan, request)
    position, backwards = _position(request.after, order)
    if order is Order.RELEVANCE:
        return _ranked_page(reader, plan, offset=position or 0, size=request.size)
    return _keyed_page(reader, plan, order, request.size, position, backwards=backwards)


def order_of(plan: Plan, request: SearchRequest) -> Order:
    if request.sort != "relevance":
        return Order(request.sort)
    return Order.RELEVANCE if plan.reading.wanted else Order.BEST


def _position(cursor: str, order: Order) -> tuple[int | None, bool]:
    if not cursor:
        return None, False
    match read_cursor(cursor, purpose="search"):
        case [order.value, int(position), bool(backwards)]:
            return position, backwards
    raise InvalidInput(_("This page belongs to another search. Start again from its first page."))


def _ranked_page(reader: Reader, plan: Plan, *, offset: int, size: int) -> Page:
    if offset >= MAX_DEPTH:
        raise InvalidInput(
            _(
                "By relevance only the first %(limit)d results can be seen. "
                "Sort by newest, or add a word or a filter."
            )
            % {"limit": MAX_DEPTH}
        )
    size = min(size, MAX_DEPTH - offset)
    hits = counting.best_matches(reader, plan, offset=offset, size=size)
    found = counting.total(reader, plan)
    end = offset + size
    return Page(
        ids=[hit.id for hit in hits],
        next_cursor=_cursor(Order.RELEVANCE, end) if end < min(found, MAX_DEPTH) else "",
        previous_cursor=_cursor(Order.RELEVANCE, max(0, offset - size)) if offset else "",
        is_cut=end >= MAX_DEPTH and found > MAX_DEPTH,
        several=_several(hits),
        rank=offset,
    )


def _keyed_page(
    reader: Reader, plan: Plan, order: Order, size: int, after: int | None, *, backwards: bool
) -> Page:
    hits = reader.in_order(plan, order=order, size=size + 1, after=after, backwards=backwards)
    has_more, hits = len(hits) > size, hits[:size]
    if backwards and not has_more:  # the first page again, filled up
        return _keyed_page(reader, plan, order, size, None, backwards=False)
    if backwards:
        hits.reverse()
    return Page(
        ids=[hit.id for hit in hits],
        next_cursor=_next(order, hits) if has_more or backwards else "",
        previous_cursor=_previous(order, hits) if after is not None else "",
        several=_several(hits),
    )


def _several(hits: Sequence[Hit]) -> frozenset[int]:
    return frozenset(hit.id for hit in hits if hit.members > 1)


def _next(order: Order, hits: list[Hit]) -> str:
    return _cursor(order, hits[-1].position) if hits else ""


def _previous(order: Order, hits: list[Hit]) -> str:
    return _cursor(order, hits[0].position, backwards=True) if hits else ""


def _cursor(order: Order, position: int, *, backwards: bool = False) -> str:
    return write_cursor(order.value, position, backwards, purpose="search")
