"""Weigh what speaks against a page that answers. The best witness is heard first."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from armillary.formats.seen_page.doors import is_sign_in_address, looks_like_sign_in
from armillary.formats.seen_page.page import SeenPage
from armillary.formats.seen_page.parking import parked
from armillary.formats.seen_page.probes import Probe
from armillary.formats.seen_page.sketches import resemblance, sketch_of
from armillary.formats.seen_page.wording import DOORMEN, MISSING, is_bare_number, says
from armillary.formats.values.addresses import canonical
from armillary.formats.values.folding import fold
from armillary.formats.values.sites import is_front_page

WORTH_SAYING: Final = 0.6
THE_SAME: Final = 0.9  # resemblance of a page and what its host shows for a missing one
ALMOST: Final = 0.7
UNLIKE: Final = 0.3
VERY_SHORT: Final = 40  # words of its own
SHORT: Final = 120
LONG: Final = 250  # an article, whatever its title says
HONEST_HOST: Final = 0.65  # what wording weighs where missing pages are told by their status
OTHER_PAGE: Final = 0.5  # … where the host shows something else for a missing page


class DoubtKind(StrEnum):
    """What the page may be instead of what was asked for."""

    NOT_FOUND = "not-found"
    PARKED = "parked"
    SIGN_IN = "sign-in"
    FRONT_PAGE = "front-page"
    DOORMAN = "doorman"


@dataclass(frozen=True, slots=True)
class Doubt:
    """How sure it is, 0 to 1."""

    kind: DoubtKind
    sure: float


def doubt_about(
    page: SeenPage, *, asked: str, final: str, probe: Probe | None = None
) -> Doubt | None:
    """What speaks against a page that was asked for under one address and answered under another,
    or None. `probe` is what the host of the first one answers for a page that is missing."""
    was_led = canonical(asked) != canonical(final)
    doubts = (
        _sign_in(page, asked, final, was_led=was_led),
        Doubt(DoubtKind.PARKED, parked(page, final=final)),
        _doorman(page),
        _like_a_missing_page(page, asked, final, probe, was_led=was_led),
        _front_page(asked, final, was_led=was_led),
        Doubt(DoubtKind.NOT_FOUND, _wording(page, probe)),
    )
    return next((each for each in doubts if each and each.sure >= WORTH_SAYING), None)


def _sign_in(page: SeenPage, asked: str, final: str, *, was_led: bool) -> Doubt | None:
    if is_sign_in_address(asked):
        return None
    if was_led and is_sign_in_address(final):
        return Doubt(DoubtKind.SIGN_IN, 0.9)
    return Doubt(DoubtKind.SIGN_IN, 0.75) if looks_like_sign_in(page) else None


def _doorman(page: SeenPage) -> Doubt | None:
    """A page that keeps robots out and lets people in: nothing is known of what is behind it."""
    is_short = len(page.words) <= SHORT
    return Doubt(DoubtKind.DOORMAN, 0.8) if is_short and says(page.title, DOORMEN) else None


def _like_a_missing_page(
    page: SeenPage, asked: str, final: str, probe: Probe | None, *, was_led: bool
) -> Doubt | None:
    """Does the host show the same for a page that cannot exist?"""
    if probe is None or probe.is_honest or is_front_page(asked):
        return None
    if was_led and probe.led_to and canonical(final) == canonical(probe.led_to):
        return Doubt(DoubtKind.NOT_FOUND, 0.95)
    if page.says_little or not probe.sketch:
        says_so = says(page.title, MISSING) and fold(page.title)[:200] == probe.title
        return Doubt(DoubtKind.NOT_FOUND, 0.9) if says_so else None
    if _claims_its_place(page, asked):
        return None
    return Doubt(DoubtKind.NOT_FOUND, _sure_by_likeness(page, probe))


def _sure_by_likeness(page: SeenPage, probe: Probe) -> float:
    alike = resemblance(sketch_of(page.words), probe.sketch)
    same_title = fold(page.title)[:200] == probe.title
    if alike >= THE_SAME:
        return 0.97 if same_title else 0.9
    if alike >= ALMOST and same_title:
        return 0.85
    return 0.0


def _claims_its_place(page: SeenPage, asked: str) -> bool:
    """It states the very address that was asked for as its own, which a page that stands for all
    missing ones hardly does."""
    return bool(page.canonical) and canonical(page.canonical) == canonical(asked)


def _front_page(asked: str, final: str, *, was_led: bool) -> Doubt | None:
    """From a page of its own to the front page of the same site, or of another."""
    if not was_led or is_front_page(asked) or not is_front_page(final):
        return None
    return Doubt(DoubtKind.FRONT_PAGE, 0.8 if urlsplit(asked).path.count("/") > 1 else 0.7)


def _wording(page: SeenPage, probe: Probe | None) -> float:
    """What the page says of itself, for as much as that is worth on this host."""
    count = len(page.words)
    if count > LONG:
        return 0.0
    title = says(page.title, MISSING) or is_bare_number(page.title)
    heading = any(says(line, MISSING) or is_bare_number(line) for line in page.headings)
    short = 0.2 if count <= VERY_SHORT else 0.1 if count <= SHORT else 0.0
    sure = 0.5 * title + 0.3 * heading + (short if title or heading else 0.0)
    return round(sure * _weight(page, probe), 2)


def _weight(page: SeenPage, probe: Probe | None) -> float:
    if probe is None:
        return 1.0
    if probe.is_honest:
        return HONEST_HOST
    is_other = bool(probe.sketch) and not page.says_little
    if is_other and resemblance(sketch_of(page.words), probe.sketch) < UNLIKE:
        return OTHER_PAGE
    return 1.0
