"""Reasons, merges and their fields in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.merging.queries import FieldStory, field_stories
from armillary.catalogue.models import Merge
from armillary.harvest.interfaces.mapping_labels import label_of, lines_of
from armillary.harvest.models import Suspicion
from armillary.harvest.queries import source_titles
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

REASONS: Final[dict[str, Any]] = {
    "same-title": _("The same title"),
    "same-words": _("The same words in the title, in another order"),
    "similar-title": _("A similar title"),
    "same-main-title": _("The same title but for what follows a colon"),
    "other-form": _("The same title in another form"),
    "more-words": _("One title has more words"),
    "other-title": _("Another title"),
    "same-name": _("The same creator"),
    "similar-name": _("A similar creator"),
    "other-names": _("Other creators"),
    "same-address": _("The same address"),
    "same-host": _("The same web site"),
    "other-language-address": _("Addresses that differ in the language only"),
    "same-identifier": _("The same identifier"),
    "same-year": _("The same year"),
    "other-year": _("Another year"),
    "same-kind": _("The same type"),
    "other-kind": _("Another type"),
    "same-description": _("The same description"),
    "similar-description": _("A similar description"),
    "other-description": _("Another description"),
    "shared-key": _("The same address or identifier, with different DOIs or records"),
}
STRONG: Final = 4.0  # log-odds: fifty to one
CLEAR: Final = 1.5  # four to one
ALMOST: Final = 0.999
WEIGHTS: Final = {
    (True, 2): _("speaks strongly for it"),
    (True, 1): _("speaks for it"),
    (True, 0): _("speaks a little for it"),
    (False, 2): _("speaks strongly against it"),
    (False, 1): _("speaks against it"),
    (False, 0): _("speaks a little against it"),
}
TIES: Final[dict[str, Any]] = {
    "same": _("Perhaps the same"),
    "translation": _("Perhaps a translation"),
    "version": _("Perhaps two versions of one work"),
}
ORIGINS: Final[dict[str, Any]] = {
    "record": _("Stated by the source"),
    "rule": _("Worked out by this site"),
    "curator": _("Set by a curator"),
    "machine": _("Guessed by a machine"),
}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """What speaks for or against a pair; `weight` is empty where nobody has weighed it."""

    label: Any
    value: str
    weight: Any


@dataclass(frozen=True, slots=True)
class OriginView:
    """Who says so; of a record, its source and its identifier there."""

    who: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a merged resource and where it came from; and the same of the absorbed one."""

    label: Any
    lines: list[str]
    origin: OriginView
    absorbed_lines: list[str]
    absorbed_origin: OriginView


@dataclass(frozen=True, slots=True)
class MergeView:
    """`sure` is empty where no machine has compared the two."""

    merge: Merge
    sure: str
    maker: str
    undone_by: str
    reasons: list[ReasonView]


@dataclass(frozen=True, slots=True)
class PairView:
    row: Suspicion
    tie: Any
    sure: str
    reasons: list[ReasonView]
    maker: str = ""


def reason_views(reasons: Iterable[Mapping[str, Any]]) -> list[ReasonView]:
    return [
        ReasonView(
            REASONS.get(entry["name"], entry["name"]),
            _value_in_words(entry["name"], str(entry.get("value", ""))),
            weight_in_words(float(entry.get("weight", 0.0))),
        )
        for entry in reasons
    ]


def _value_in_words(reason: str, value: str) -> str:
    if reason != "same-kind" or not value:
        return value
    return ", ".join(lines_of("types", value, get_language() or "en"))


def weight_in_words(weight: float) -> Any:
    if not weight:
        return ""
    size = abs(weight)
    return WEIGHTS[weight > 0, (size >= CLEAR) + (size >= STRONG)]


def sure_in_words(probability: float) -> str:
    """Never "100 %": no machine is as sure as that."""
    if probability > ALMOST:
        return gettext("more than %(number)s %%") % {"number": number_format(ALMOST * 100, 1)}
    return gettext("%(number)s %%") % {"number": number_format(probability * 100, 1)}


def pair_views(rows: Iterable[Suspicion]) -> list[PairView]:
    rows = list(rows)
    names = _names({row.decided_by for row in rows})
    return [
        PairView(
            row,
            TIES[row.tie],
            sure_in_words(row.probability),
            reason_views(row.reasons),
            names.get(row.decided_by, ""),
        )
        for row in rows
    ]


def merge_views(rows: Iterable[Merge]) -> list[MergeView]:
    rows = list(rows)
    names = _names({name for row in rows for name in (row.made_by, row.undone_by)})
    return [
        MergeView(
            row,
            "" if row.probability is None else sure_in_words(row.probability),
            names.get(row.made_by, ""),
            names.get(row.undone_by, ""),
            reason_views(row.reasons),
        )
        for row in rows
    ]


def field_views(merge: Merge, language: str) -> list[FieldView]:
    return [_field_view(story, language) for story in field_stories(merge)]


def _field_view(story: FieldStory, language: str) -> FieldView:
    return FieldView(
        label_of(story.name),
        lines_of(story.name, story.value, language),
        _origin_view(story.origin),
        lines_of(story.name, story.absorbed_value, language),
        _origin_view(story.absorbed_origin),
    )


def _origin_view(origin: Mapping[str, Any]) -> OriginView:
    if not origin:
        return OriginView()
    if origin["by"] != "record":
        return OriginView(str(ORIGINS[origin["by"]]))
    name, _colon, identifier = origin["ref"].partition(":")
    return OriginView(source_titles().get(name, name), identifier)


def _names(actors: set[str]) -> dict[str, str]:
    """Nobody is named who was erased."""
    persons = Person.objects.filter(public_id__in=actors, erased_at=None)
    return {
        SYSTEM.actor_id: gettext("The machine"),
        OPERATOR.actor_id: gettext("At the command line"),
        **{person.public_id: person.name or person.email for person in persons},
    }
