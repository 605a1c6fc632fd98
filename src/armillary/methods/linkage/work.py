"""What helpers do with a chunk. In and out go plain values only, for they pass through pipes."""

from functools import lru_cache
from typing import Any

from armillary.methods.linkage.columns import Columns
from armillary.methods.linkage.entries import Band, Judgement, Reason, Tie
from armillary.methods.linkage.judging import judge_profiles
from armillary.methods.linkage.profiles import Profile, profile_of
from armillary.methods.linkage.spool import unpacked
from armillary.methods.linkage.titles import may_be_alike

Told = tuple[int, int, str, float, str, list[tuple[str, float, str]]]


def columns(blobs: list[bytes]) -> tuple[dict[str, bytes], list[str]]:
    """The tables of packed entries, and the texts of their titles."""
    made = Columns(map(unpacked, blobs))
    return made.tables(), made.texts


def alike(pairs: list[tuple[str, str]]) -> list[bool]:
    """Of each pair of titles, whether no word of one is quite another in the other."""
    return [may_be_alike(one, other) for one, other in pairs]


def judge(pairs: list[tuple[bytes, bytes]]) -> list[Told]:
    """Judgements of pairs of packed entries, those that are to be kept apart left out."""
    judged = (judge_profiles(_profile(first), _profile(second)) for first, second in pairs)
    return [_told(one) for one in judged if one is not None and one.band is not Band.APART]


@lru_cache(maxsize=20_000)
def _profile(blob: bytes) -> Profile:
    return profile_of(unpacked(blob))


def _told(found: Judgement) -> Told:
    reasons: list[Any] = [(reason.name, reason.weight, reason.value) for reason in found.reasons]
    tie, band = str(found.tie), str(found.band)
    return found.first, found.second, tie, found.probability, band, reasons


def judgement(told: Told) -> Judgement:
    first, second, tie, probability, band, reasons = told
    kept = tuple(Reason(*reason) for reason in reasons)
    return Judgement(first, second, Tie(tie), probability, Band(band), kept)
