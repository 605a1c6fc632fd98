"""What a page lets see beside its description: the licence at its foot, and how long it takes to read.

It is worked out while the page is at hand, and only the result is kept with the record: the text of a
page changes with every visit, and a record that changes is described anew.
"""

from typing import Any, Final

from armillary.formats.errors import FormatError
from armillary.formats.main_text import main_text
from armillary.formats.page_footer import footer_of
from armillary.formats.values.licences import licence
from armillary.methods.enrichment.guess import Guess
from armillary.methods.enrichment.languages import language_of
from armillary.methods.enrichment.licences import licence_of
from armillary.methods.enrichment.reading import reading_minutes

KEPT: Final = ("value", "confidence", "rule", "evidence")
BEGINNING: Final = 2_000  # characters that show the language of a text

Glance = dict[str, dict[str, Any]]  # field → guess as JSON


def glance_at(page: bytes, address: str, encoding: str) -> Glance:
    """The guesses that a page allows, by field. Bytes that are no page allow none."""
    try:
        guesses = {
            "licence": _licence(page, address, encoding),
            "minutes": _minutes(page, encoding),
        }
    except FormatError:
        return {}
    return {name: _kept(guess) for name, guess in guesses.items() if guess is not None}


def seen_in(glance: Glance, field: str) -> Guess | None:
    """A guess as it was kept."""
    kept = glance.get(field)
    return Guess(**{name: kept[name] for name in KEPT}) if kept else None


def resolved(stated: str) -> str | None:
    """The address of a licence that we know, by whatever it is called."""
    known = licence(stated)
    return known.address if known else None


def _licence(page: bytes, address: str, encoding: str) -> Guess | None:
    footer = footer_of(page, address, encoding)
    return licence_of(footer.text, resolve=resolved, marked=footer.marked, addresses=footer.links)


def _minutes(page: bytes, encoding: str) -> Guess | None:
    """The count of words is not kept: it changes where the minutes do not."""
    text = main_text(page, encoding)
    language = language_of([text[:BEGINNING]])
    guess = reading_minutes(text, str(language.value) if language else "")
    return Guess(guess.value, guess.confidence, guess.rule) if guess else None


def _kept(guess: Guess) -> dict[str, Any]:
    return {name: getattr(guess, name) for name in KEPT}
