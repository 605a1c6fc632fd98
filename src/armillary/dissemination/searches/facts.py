"""A saved search as JSON values, for the API and the command line."""

from typing import Any

from armillary.dissemination import addresses
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.search_feed import search_feed_address
from armillary.dissemination.searches.asked import asked_again, asked_facts


def search_page(found: SavedSearch) -> str:
    """Where its owner reads the results."""
    page = addresses.site("/resources/", found.language)
    return f"{page}?{found.query}" if found.query else page


def search_facts(found: SavedSearch) -> dict[str, Any]:
    asked = asked_again(found.query)
    return {
        "id": found.public_id,
        "name": found.name,
        **asked_facts(asked),
        "language": found.language,
        "mail": found.how_often,
        "mail_asked": found.mail_asked_at,
        "page": search_page(found),
        "feed": search_feed_address(asked, found.language),
        "saved": found.created_at,
    }
