"""Saved searches as their pages show them: in the words of their owner, with the ways to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.core.languages import ENDONYMS
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.search_feed import search_feed_address
from armillary.dissemination.searches.asked import AskedSearch, asked_again
from armillary.dissemination.searches.facts import search_page
from armillary.dissemination.searches.operations import LONGEST_NAME
from armillary.portal.reading import in_words
from armillary.search.queries import read_request

JOINT = " · "


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A saved search; `conditions` say what is searched where its name does not, `language` in which
    language, where that is another than its reader's."""

    search: SavedSearch
    address: str
    feed: str
    conditions: list[str]
    language: str


def saved_rows(searches: Sequence[SavedSearch], language: str) -> list[SavedRow]:
    return [_row(search, language) for search in searches]


def _row(search: SavedSearch, language: str) -> SavedRow:
    asked = asked_again(search.query)
    conditions = conditions_of(asked, language)
    return SavedRow(
        search,
        search_page(search),
        search_feed_address(asked, search.language),
        [] if JOINT.join(conditions) == search.name else conditions,
        "" if search.language == language else ENDONYMS[search.language],
    )


def conditions_of(asked: AskedSearch, language: str) -> list[str]:
    """What is searched; what cannot be read any more as it was typed."""
    try:
        query = read_request(asked.request(language))
    except InvalidInput:
        return [asked.text]
    return in_words(query, asked.selected, language) or [_("All resources")]


def proposed_name(asked: AskedSearch, language: str) -> str:
    """Raises `InvalidInput` for what cannot be searched."""
    read_request(asked.request(language))
    return JOINT.join(conditions_of(asked, language))[:LONGEST_NAME]


def save_address(asked: AskedSearch) -> str:
    """The page that saves a search, with what is searched in its address."""
    path = reverse("portal:save-search")
    return f"{path}?{asked.query}" if asked.query else path
