"""How often listed resources carry a term of a vocabulary, and the search that shows them."""

from functools import partial
from urllib.parse import urlencode

from django.urls import reverse

from armillary.catalogue.documents import SCHEMES
from armillary.search.queries import SearchRequest, find
from armillary.vocabularies.uses import Use, register_use


def _counted(facet: str) -> dict[str, int]:
    """Value → how many have it or what is below it. Raises `IndexUnavailable`."""
    found = find(SearchRequest("", size=1))
    return {count.value: count.count for count in found.facets[facet]}


def _leading_to(facet: str, key: str) -> str:
    return f"{reverse('portal:search')}?{urlencode({facet: key})}"


def register() -> None:
    """Called when the context starts."""
    for facet, scheme in SCHEMES.items():
        register_use(scheme, Use(partial(_counted, facet), partial(_leading_to, facet)))
