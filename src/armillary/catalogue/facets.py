"""Facets that are worked out of what is known of a resource, each as a teacher asks: does it fit my
classroom, my lesson, may I adapt it, how old is it?"""

from collections.abc import Mapping
from typing import Any, Final

from armillary.formats.values.classroom import CONSTRAINTS
from armillary.formats.values.licences import Licence
from armillary.search.documents import LADDERS
from armillary.vocabularies.queries import key_named

SHORT: Final = "under-40"
SHORT_MINUTES: Final = 40
# What a reader may ask of a classroom, in the order in which it is offered, and what meets it.
MET_BY: Final[dict[str, tuple[str, ...]]] = {
    "offline": ("offline",),
    "phone": ("phone", "no-device"),
    "no-device": ("no-device",),
    "no-laboratory": ("no-laboratory", "simple-equipment"),
    SHORT: (),
    "no-cost": ("no-cost",),
    "low-cost": ("low-cost", "no-cost"),
    "no-hazard": ("no-hazard",),
    "alone": ("alone",),
    "pairs": ("pairs",),
    "small-groups": ("small-groups",),
    "whole-class": ("whole-class",),
}
VOCABULARY_OF: Final = {key: name for name, keys in CONSTRAINTS.items() for key in keys}
_MEETS: Final = {
    key: tuple(wish for wish, keys in MET_BY.items() if key in keys) for key in VOCABULARY_OF
}

LONGER, EARLIER = "longer", "earlier"
ADAPT, SHARE, READ, UNCLEAR = "adapt", "share", "read", "unclear"
# Three ways of showing what is said are one to whoever needs it; that there is nothing helps nobody.
_SAME_FEATURE: Final = {"closedCaptions": "captions", "openCaptions": "captions", "none": ""}


def derived_facets(facts: Mapping[str, Any], terms: Licence | None) -> dict[str, list[str]]:
    """Facet → values, of which `duration`, `reuse` and `date` have one at most."""
    return {
        "classroom": _wishes_met(facts),
        "duration": _duration(facts.get("minutes")),
        "reuse": [_reuse(terms)],
        "accessibility": _features(facts.get("accessibility", ())),
        "date": _date(facts.get("published", "")),
    }


def wish_named(name: str) -> str | None:
    """The key of a wish, by its key or by what a vocabulary calls it in any language."""
    if name in MET_BY:
        return name
    keys = (key_named(vocabulary, name) for vocabulary in CONSTRAINTS)
    return next((key for key in keys if key in MET_BY), None)


def _wishes_met(facts: Mapping[str, Any]) -> list[str]:
    met: list[str] = []
    for name in CONSTRAINTS:
        if stated := facts.get(name):
            keys = [stated] if isinstance(stated, str) else stated
            met += [wish for key in keys for wish in _MEETS.get(key, ())]
    if 0 < facts.get("minutes", 0) <= SHORT_MINUTES:
        met.append(SHORT)
    return met


def _duration(minutes: int | None) -> list[str]:
    if not minutes:
        return []
    return [next((rung for rung in LADDERS["duration"] if minutes <= int(rung)), LONGER)]


def _reuse(terms: Licence | None) -> str:
    if terms is None:
        return UNCLEAR
    if terms.adapt:
        return ADAPT
    return SHARE if terms.copy else READ


def _features(stated: list[str]) -> list[str]:
    features = (_SAME_FEATURE.get(feature, feature) for feature in stated)
    return [feature for feature in dict.fromkeys(features) if feature]


def _date(published: str) -> list[str]:
    year = published[:4]
    if not year:
        return []
    return [next((rung for rung in LADDERS["date"] if rung <= year), EARLIER)]
