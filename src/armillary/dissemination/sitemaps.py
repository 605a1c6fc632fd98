"""What search engines should visit: pages of resources by ranges of ids, and the fixed pages.

A range is a fixed piece of the ids, so that a file keeps its resources as others come. Other
languages of a page are declared in the page itself; here they would make each file six times as
long.
"""

from functools import lru_cache

from django.db.models import F, Max

from armillary.catalogue.queries import published_collections
from armillary.catalogue.topics.queries import topics_in_use
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.markup import DECLARATION, element, timestamp
from armillary.dissemination.models import OaiRecord
from armillary.dissemination.queries import last_change
from armillary.editorial.reading import written_paths

RANGE = 5_000
LAST_RANGE = 2**63 // RANGE - 2  # beyond it no database has ids
FIXED = (
    "/",
    "/resources/",
    "/topics/",
    "/collections/",
    "/about/",
    "/about/coverage/",
    "/dataset/",
)

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_index() -> bytes:
    """The list of sitemaps; made once for each state of the records."""
    return _index(last_change()[0])


@lru_cache(maxsize=1)
def _index(_position: int) -> bytes:
    ranges = (
        OaiRecord.objects.filter(is_deleted=False)
        .values(number=F("resource_id") / RANGE)
        .annotate(last=Max("datestamp"))
        .order_by("number")
    )
    parts = [_place("sitemap", addresses.site("/sitemaps/pages.xml"))]
    parts += [
        _place(
            "sitemap",
            addresses.site(f"/sitemaps/resources-{found['number']}.xml"),
            timestamp(found["last"]),
        )
        for found in ranges
    ]
    return _document("sitemapindex", parts)


def resource_sitemap(number: int) -> bytes | None:
    """The resources of one range; None where it has none."""
    if number > LAST_RANGE:
        return None
    rows = OaiRecord.objects.filter(
        is_deleted=False, pk__gte=number * RANGE, pk__lt=(number + 1) * RANGE
    )
    found = rows.order_by("pk").values_list("resource__public_id", "datestamp")
    parts = [_place("url", addresses.landing(name), timestamp(moment)) for name, moment in found]
    return _document("urlset", parts) if parts else None


def page_sitemap() -> bytes:
    """The fixed pages, the topics, the collections, and what this site says of itself, in every
    language of the interface."""
    topics = (f"/topics/{topic.key}/" for topic in topics_in_use())
    collections = (f"/collections/{found.slug}/" for found in published_collections())
    written = (path for path in written_paths() if path not in FIXED)
    paths = [*FIXED, *topics, *collections, *written]
    parts = [
        _place("url", addresses.site(path, language))
        for path in paths
        for language in INTERFACE_LANGUAGES
    ]
    return _document("urlset", parts)


def _place(name: str, address: str, changed: str = "") -> str:
    last = element("lastmod", changed) if changed else ""
    return f"<{name}>{element('loc', address)}{last}</{name}>\n"


def _document(name: str, parts: list[str]) -> bytes:
    return f'{DECLARATION}<{name} xmlns="{_SPACE}">\n{"".join(parts)}</{name}>\n'.encode()
