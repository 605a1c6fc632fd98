"""Lists for other people's pages: a search or a collection in a frame, without scripts or cookies, so
that nobody who looks at that page is followed from here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from armillary.core.content_policy import content_policy
from armillary.core.errors import InvalidInput
from armillary.core.texts import TranslatedText
from armillary.dissemination.searches.asked import AskedSearch
from armillary.portal.hits import Hit, found_hits
from armillary.portal.numbers import grouped
from armillary.portal.queries import collection_page
from armillary.portal.searches import JOINT, conditions_of
from armillary.search.queries import find

SHOWN: Final = 5
MOST: Final = 20
POLICY: Final = content_policy(
    {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "*",
    }
)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A list for a frame: `address` leads to all of it here, `total` says how much that is."""

    title: str
    address: str
    total: str
    hits: Sequence[tuple[Hit, TranslatedText | None]]


def shown_in(stated: str) -> int:
    """How many results a frame has. Raises `InvalidInput`."""
    if not stated:
        return SHOWN
    if not (stated.isascii() and stated.isdecimal() and 1 <= int(stated) <= MOST):
        raise InvalidInput(_("A frame has 1 to %(limit)d results.") % {"limit": MOST})
    return int(stated)


def embedded_search(asked: AskedSearch, *, language: str, size: int) -> Embedded:
    """Raises `InvalidInput` for what cannot be searched."""
    found = find(replace(asked.request(language, size=size), facets=False))
    query = f"?{asked.query}" if asked.query else ""
    return Embedded(
        title=JOINT.join(conditions_of(asked, language)),
        address=f"{reverse('portal:search')}{query}",
        total=grouped(found.total),
        hits=[(hit, None) for hit in found_hits(found, language=language)],
    )


def embedded_collection(slug: str, *, language: str, size: int) -> Embedded:
    """Raises as the collection's page does."""
    page = collection_page(slug, language=language)
    return Embedded(
        title=page.collection.title.read(language),
        address=reverse("portal:collection", args=[slug]),
        total=grouped(len(page.items)),
        hits=[(hit, item.note) for item, hit in page.items[:size]],
    )
