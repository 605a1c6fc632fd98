"""A few resources for a lesson, and of each wish whether the resource meets it, on whose word.

The search is asked with all wishes as filters first, then with one less at a time, until there is enough.
What nobody says of a resource is unknown, neither a yes nor a no, and nothing is said that is not kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import override

from armillary.catalogue.facets import SHORT, VOCABULARY_OF, derived_facets
from armillary.catalogue.models import Resource
from armillary.dissemination.agents.answers import Fit, LessonGiven, Suggested
from armillary.dissemination.agents.asking import LessonAsked, one_line
from armillary.dissemination.agents.searching import (
    in_short,
    interface_language,
    licence_of,
    request_of,
    shown,
    ways_of,
)
from armillary.evaluation.why import reasons_for
from armillary.formats.values.levels import levels
from armillary.formats.values.licences import licence
from armillary.search.documents import LADDERS, RESOLVERS
from armillary.search.queries import SearchRequest, find
from armillary.vocabularies.queries import label

POOL: Final = 10  # results looked at of each search
INCOMPLETE: Final = frozenset({"some-words", "not-found"})  # reasons that say so
Filters = dict[str, list[str]]
Verdict = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was asked, understood: facet → values, what must be met at last standing last."""

    asked: LessonAsked
    filters: Filters
    not_understood: list[str]

    @property
    def reader(self) -> str:
        return interface_language(self.asked.language)

    def request(self, filters: Mapping[str, Sequence[str]], *, size: int = POOL) -> SearchRequest:
        return request_of(self.asked.topic, filters, self.asked.language, size=size)


def suggest_for_lesson(asked: LessonAsked) -> LessonGiven:
    """Raises `InvalidInput` for a topic that makes no sense and `IndexUnavailable`."""
    lesson = _understood(asked)
    on_topic = find(lesson.request({}, size=1))
    found = [(each, list(_fits(each, lesson))) for each in _pool(lesson)]
    found.sort(key=lambda pair: _misses(pair[1]))  # among equals, the search's own order stays
    best = found[: asked.size]
    short = in_short([resource for resource, _fits in best], asked.language)
    return LessonGiven(
        items=[
            Suggested(resource=resource, why=[_topic(row, lesson), *fits])
            for resource, (row, fits) in zip(short, best, strict=True)
        ],
        total=on_topic.total,
        not_understood=lesson.not_understood,
        suggestion=on_topic.suggestion,
        ways=ways_of(on_topic),
    )


def _understood(asked: LessonAsked) -> Lesson:
    level = RESOLVERS["level"](asked.level) if asked.level else None
    read = levels(asked.level) if asked.level and level is None else None
    keys = [level] if level else list(read.keys) if read else []
    wanted: dict[str, Sequence[str]] = {
        "language": [asked.language.lower()],
        "level": keys,
        "classroom": asked.classroom,
        "duration": _rung(asked.minutes),
        "reuse": ["adapt"] if asked.adapt else [],
    }
    missing = [] if keys or not asked.level else [f"level: no level is {one_line(asked.level)}."]
    return Lesson(asked, {facet: list(keys) for facet, keys in wanted.items() if keys}, missing)


def _rung(minutes: int | None) -> list[str]:
    """The narrowest value of the facet that holds everything of that length."""
    if minutes is None:
        return []
    return [rung for rung in LADDERS["duration"] if minutes <= int(rung)][:1]


def _pool(lesson: Lesson) -> list[Resource]:
    """What the search finds with all wishes, then with the last one left out, and so on."""
    found: dict[int, Resource] = {}
    names = list(lesson.filters)
    for count in range(len(names), -1, -1):
        filters = {facet: lesson.filters[facet] for facet in names[:count]}
        for each in shown(find(lesson.request(filters)), lesson.asked.language):
            found.setdefault(each.pk, each)
        if len(found) >= lesson.asked.size:
            break
    return list(found.values())


def _misses(fits: Sequence[Fit]) -> tuple[int, int]:
    said = [fit.fits for fit in fits]
    return said.count("no"), said.count("unknown")


def _fits(resource: Resource, lesson: Lesson) -> Iterator[Fit]:
    asked, facts = lesson.asked, resource.facts
    base = asked.language.lower().partition("-")[0]
    tags = facts.get("languages", [])
    is_in_it = any(tag.partition("-")[0] == base for tag in tags)
    yield _fit("language", resource, "languages", is_met=is_in_it, reader=lesson.reader)
    if lesson.filters.get("level"):
        is_level = bool(set(lesson.filters["level"]) & set(facts.get("levels", [])))
        yield _fit("level", resource, "levels", is_met=is_level, reader=lesson.reader)
    if asked.minutes is not None:
        is_short = facts.get("minutes", 0) <= asked.minutes
        yield _fit("minutes", resource, "minutes", is_met=is_short, reader=lesson.reader)
    met = derived_facets(facts, licence(facts.get("licence", "")))["classroom"]
    for wish in asked.classroom:
        field = "minutes" if wish == SHORT else VOCABULARY_OF[wish]
        yield _fit(wish, resource, field, is_met=wish in met, reader=lesson.reader)
    if asked.adapt:
        yield _licence(resource, lesson.reader)


def _topic(resource: Resource, lesson: Lesson) -> Fit:
    """In the sentences of “Why is this here?”."""
    with override(lesson.reader):
        reasons = reasons_for(resource, lesson.request({}))
    has_all = not any(reason.key in INCOMPLETE for reason in reasons)
    said = [reason.text for reason in reasons if reason.key == "word"]
    return Fit(wish="topic", fits="yes" if has_all else "no", known="; ".join(said), by="")


def _fit(wish: str, resource: Resource, field: str, *, is_met: bool, reader: str) -> Fit:
    stated = resource.facts.get(field)
    if not stated:
        return Fit(wish=wish, fits="unknown", known="", by="")
    return Fit(
        wish=wish,
        fits="yes" if is_met else "no",
        known=_in_words(field, stated, reader),
        by=_whose(resource, field),
    )


def _licence(resource: Resource, reader: str) -> Fit:
    terms = licence_of(resource, reader)
    verdicts: dict[str, Verdict] = {"adapt": "yes", "unclear": "unknown"}
    fits = verdicts.get(terms.allows, "no")
    return Fit(wish="licence", fits=fits, known=terms.name, by=_whose(resource, "licence"))


def _in_words(field: str, stated: Any, reader: str) -> str:
    if field == "minutes":
        return str(stated)
    keys = [stated] if isinstance(stated, str) else stated
    return ", ".join(label(field, key, reader) for key in keys)


def _whose(resource: Resource, field: str) -> str:
    return str(resource.provenance.get(field, {}).get("by", ""))
