"""The page on which somebody picks resources for a course: the search as everywhere, with every link a
button of one form, so that what is ticked and what the platform asked for go along without a cookie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args
from urllib.parse import parse_qs, urlencode

from armillary.catalogue.errors import NoSuchResource, Paused, Withdrawn
from armillary.catalogue.public import public_resource
from armillary.core.errors import InvalidInput
from armillary.dissemination.lti.enums import ItemKind
from armillary.dissemination.lti.picking import Ticket, write_ticket
from armillary.portal.queries import SearchPage, search_page
from armillary.search.documents import FACETS
from armillary.search.queries import Sort

LONGEST: Final = 500  # characters of a search, as of the search box
SORTS: Final[Mapping[str, Sort]] = {sort: sort for sort in get_args(Sort)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A resource that is ticked and not on this page of the results."""

    public_id: str
    title: str
    is_offered: bool


@dataclass(frozen=True, slots=True)
class PickPage:
    """`here` is the search as the form carries it on, `page` none where it cannot be read."""

    ticket: str
    here: str
    text: str
    page: SearchPage | None
    ticked: frozenset[str]
    chosen: list[Chosen]
    kinds: list[tuple[str, str]]
    kind: str
    is_multiple: bool
    message: str = ""


def pick_page(
    ticket: Ticket,
    *,
    query: str = "",
    ticked: Sequence[str] = (),
    kind: str = "",
    message: str = "",
) -> PickPage:
    """The results of `query`, the parameters of an address, and what is ticked."""
    asked = parse_qs(query.removeprefix("?")[: LONGEST * 8])
    try:
        page = _searched(asked, ticket.language)
    except InvalidInput as error:
        page, message = None, message or error.message
    shown = {hit.public_id for hit in page.hits} if page else set()
    return PickPage(
        ticket=write_ticket(ticket),
        here=urlencode([(name, value) for name in asked for value in asked[name]]),
        text=_one(asked, "q"),
        page=page,
        ticked=frozenset(ticked),
        chosen=[_chosen(each, ticket.language) for each in ticked if each not in shown],
        kinds=[(each, str(ItemKind(each).label)) for each in ticket.kinds],
        kind=kind or ticket.kinds[0],
        is_multiple=ticket.is_multiple,
        message=message,
    )


def reworded(query: str, words: str) -> str:
    """The same search with other words, from its first page on."""
    asked = parse_qs(query.removeprefix("?"))
    kept = [
        (name, value)
        for name in asked
        if name not in ("q", "after", "why")
        for value in asked[name]
    ]
    text = words.strip()[:LONGEST]
    return urlencode([("q", text), *kept] if text else kept)


def _searched(asked: Mapping[str, list[str]], language: str) -> SearchPage:
    return search_page(
        text=_one(asked, "q"),
        selected={name: asked[name] for name in FACETS if name in asked},
        sort=SORTS.get(_one(asked, "sort"), "relevance"),
        after=_one(asked, "after"),
        is_across=_one(asked, "across") != "no",
        is_map=False,
        path="",
        language=language,
    )


def _one(asked: Mapping[str, list[str]], name: str) -> str:
    return asked[name][-1].strip() if name in asked else ""


def _chosen(public_id: str, language: str) -> Chosen:
    try:
        found = public_resource(public_id)
    except (NoSuchResource, Paused, Withdrawn):
        return Chosen(public_id, public_id, is_offered=False)
    return Chosen(public_id, found.titles.read(language), is_offered=True)
