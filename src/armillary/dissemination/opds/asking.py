"""A search as the addresses of the catalogue put it: as those of the search page do, and `query` for
its words, which is what reading apps fill in."""

from django.http import QueryDict
from django.utils.http import urlencode

from armillary.dissemination.opds.publications import opds
from armillary.dissemination.searches.asked import AskedSearch, asked_in

TEMPLATE = "/search{?query}"


def asked_for(sent: QueryDict) -> AskedSearch:
    asked = sent.copy()
    if words := sent.get("query"):
        asked["q"] = words
    return asked_in(asked)


def search_address(asked: AskedSearch, language: str, after: str = "") -> str:
    """The one address of a search, or of a page of it."""
    page = urlencode({"after": after}) if after else ""
    query, address = "&".join(filter(None, (asked.query, page))), opds("/search", language)
    return f"{address}?{query}" if query else address


def toggled(asked: AskedSearch, facet: str, value: str) -> AskedSearch:
    """With a value of a facet, or without it where it is in force."""
    pairs = {(facet, value)} ^ set(asked.filters)
    chosen: dict[str, list[str]] = {}
    for name, each in sorted(pairs):
        chosen.setdefault(name, []).append(each)
    return AskedSearch.of(asked.text, chosen, sort=asked.sort, is_across=asked.is_across)
