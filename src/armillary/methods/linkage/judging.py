"""Judge one pair: what the two may be to one another, how likely that is, and why."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from armillary.methods.linkage import weights
from armillary.methods.linkage.entries import Band, Entry, Judgement, Reason, Tie
from armillary.methods.linkage.evidence import (
    addresses_differ,
    evidence,
    identifiers_differ,
)
from armillary.methods.linkage.profiles import Profile, Title, profile_of
from armillary.methods.linkage.titles import have_same_numbers, level_of
from armillary.methods.linkage.translations import translation_evidence

_SPEAKS_OF_ITSELF: Final = frozenset({"same-identifier", "same-address"})
_SAME_WORK: Final = frozenset({"same-title", "same-words", "similar-title"})
_DOUBTFUL: Final = frozenset({"more-words", "other-form"})
_DOUBTFUL_TOGETHER: Final = frozenset({"same-main-title", "same-host", "other-year"})
_NAMES_IN_COMMON: Final = frozenset({"same-name", "similar-name"})


class _Case(NamedTuple):
    """A possible tie of a pair with all that speaks for it and against it."""

    tie: Tie
    reasons: tuple[Reason, ...]

    @property
    def log_odds(self) -> float:
        return weights.PRIOR[self.tie] + sum(reason.weight for reason in self.reasons)


def judge(first: Entry, second: Entry) -> Judgement | None:
    """The pair with its probability; None where something keeps the two apart for certain, where
    nothing is common to them, or where they are one entry."""
    return judge_profiles(profile_of(first), profile_of(second))


def judge_profiles(first: Profile, second: Profile) -> Judgement | None:
    if first.id == second.id:
        return None
    if first.id > second.id:
        first, second = second, first
    case = max(_cases(first, second), key=lambda case: case.log_odds, default=None)
    if case is None:
        return None
    probability = weights.probability_of(case.log_odds)
    reasons = sorted(case.reasons, key=lambda reason: (-abs(reason.weight), reason.name))
    band = band_of(probability, may_merge=_may_merge(case))
    return Judgement(first.id, second.id, case.tie, probability, band, tuple(reasons))


def band_of(probability: float, *, may_merge: bool) -> Band:
    if probability >= weights.MERGE_AT and may_merge:
        return Band.MERGE
    return Band.ASK if probability >= weights.ASK_AT else Band.APART


def _may_merge(case: _Case) -> bool:
    """Never unasked: editions, translations, things of other titles; and, without an identifier,
    titles with a word more or in another form, and pairs with two of these: a subtitle more,
    another address of one site, another year."""
    names = _names(case.reasons)
    if case.tie is not Tie.SAME or "other-title" in names:
        return False
    if "same-identifier" in names:
        return True
    return names.isdisjoint(_DOUBTFUL) and len(names & _DOUBTFUL_TOGETHER) < 2


def _cases(one: Profile, other: Profile) -> Iterator[_Case]:
    pairs = [
        (mine, theirs) for mine in one.titles for theirs in other.titles if _may_meet(mine, theirs)
    ]
    if not pairs:
        if reasons := translation_evidence(one, other):
            yield _Case(Tie.TRANSLATION, reasons)
        return
    if any(_is_said_otherwise(mine, theirs) for mine, theirs in pairs):
        return
    rest = tuple(evidence(one, other))
    is_apart = identifiers_differ(one, other) or addresses_differ(one, other)
    is_version = any(mine.edition != theirs.edition for mine, theirs in pairs)
    for mine, theirs in pairs:
        if have_same_numbers(mine, theirs):
            title = title_reason(mine, theirs)
            case = _version(title, rest) if is_version else _same(title, rest, is_apart=is_apart)
            if case is not None:
                yield case


def _may_meet(one: Title, other: Title) -> bool:
    return one.language == other.language or not one.language or not other.language


def _is_said_otherwise(one: Title, other: Title) -> bool:
    """Do titles of one known language have other numbers? Then no other pair of titles helps."""
    return bool(one.language and other.language) and not have_same_numbers(one, other)


def title_reason(one: Title, other: Title) -> Reason:
    level = level_of(one, other)
    weight = weights.TITLE[level]
    if level != "other-title":
        letters = min(one.substance, other.substance, weights.MOST_LETTERS)
        weight += weights.PER_LETTER * letters
    return Reason(level, weight, one.text if level == "same-title" else "")


def _same(title: Reason, rest: tuple[Reason, ...], *, is_apart: bool) -> _Case | None:
    if is_apart:
        return None
    if title.name == "other-title" and not _names(rest) & _SPEAKS_OF_ITSELF:
        return None
    return _Case(Tie.SAME, (title, *rest))


def _version(title: Reason, rest: tuple[Reason, ...]) -> _Case | None:
    """One work in two editions: its title but for their marks, and a creator, are the same."""
    if title.name not in _SAME_WORK or not _names(rest) & _NAMES_IN_COMMON:
        return None
    kept = (reason for reason in rest if reason.name not in {"same-year", "other-year"})
    return _Case(Tie.VERSION, (title, *kept))


def _names(reasons: tuple[Reason, ...]) -> set[str]:
    return {reason.name for reason in reasons}
