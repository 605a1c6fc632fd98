"""What search engines should visit: pages of resources by ranges of ids, topics, and the other pages
that everybody may read.

A range is a fixed piece of the ids, so that a file keeps its resources as others come. Each page names
itself in every language of the interface. A day of change stands only where one is known.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from functools import lru_cache

from django.db.models import F, Max

from armillary.catalogue.alignments.queries import frameworks
from armillary.catalogue.queries import published_collections
from armillary.catalogue.topics.queries import topics_in_use
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.models import OaiRecord
from armillary.dissemination.queries import last_change
from armillary.editorial.enums import PieceKind
from armillary.editorial.models import Piece
from armillary.editorial.queries import current_news, published
from armillary.editorial.reading import path_of
from armillary.formats.markup import DECLARATION, element, timestamp
from armillary.search.following import state_of_index
from armillary.search.queries import SearchRequest
from armillary.search.spreading import crossed

RANGE = 2_000
LAST_RANGE = 2**63 // RANGE - 2  # beyond it no database has ids
FIXED = (
    "/",
    "/resources/",
    "/topics/",
    "/collections/",
    "/standards/",
    "/about/",
    "/about/coverage/",
    "/about/ranking/",
    "/takedowns/",
    "/dataset/",
)

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


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
    parts = [_place("sitemap", addresses.site(f"/sitemaps/{name}.xml")) for name in PAGES]
    parts += [
        _place(
            "sitemap",
            addresses.site(f"/sitemaps/resources-{found['number']}.xml"),
            changed=found["last"],
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
    parts = [
        _place("url", addresses.landing(name), _alternates(f"/resources/{name}/"), moment)
        for name, moment in found
    ]
    return _document("urlset", parts) if parts else None


def page_sitemap() -> bytes:
    """The fixed pages, the collections, the standards, and what this site says of itself, in every
    language of the interface."""
    return _pages([*_fixed(), *_collected(), *_written()])


def topic_sitemap() -> bytes:
    """The topics that have anything, in every language. Raises `IndexUnavailable`."""
    return _topics(state_of_index())


@lru_cache(maxsize=1)
def _topics(_state: str) -> bytes:
    keys = [topic.subject for topic in topics_in_use()]
    spread = crossed(SearchRequest(), "subject", keys, "level")
    paths = []
    for key in keys:
        levels = (level for level, count in spread[key].counts.items() if count)
        paths += [f"/topics/{key}/", *(f"/topics/{key}/{level}/" for level in levels)]
    return _pages((path, None) for path in paths)


PAGES = {"pages": page_sitemap, "topics": topic_sitemap}

Page = tuple[str, datetime | None]  # its path in English, and when it changed, if that is known


def _fixed() -> Iterator[Page]:
    written = {path for path, _changed in _written()}
    yield from ((path, None) for path in FIXED if path not in written)


def _collected() -> Iterator[Page]:
    yield from ((f"/collections/{found.slug}/", None) for found in published_collections())
    yield from ((f"/standards/{found.scheme.key}/", None) for found in frameworks())


def _written() -> Iterator[Page]:
    """Every page that readers have, and the news that is current."""
    news = list(current_news())
    pages = published(PieceKind.PAGE).order_by("key")
    yield from ((path_of(row), row.published_at) for row in pages)
    if news:
        yield "/news/", max(filter(None, map(_came, news)), default=None)
    yield from ((path_of(row), _came(row)) for row in news)


def _came(item: Piece) -> datetime | None:
    """Announced for a later day, it comes into being on that day."""
    begins = datetime.combine(item.starts_on, time(), UTC) if item.starts_on else None
    return max(filter(None, (item.published_at, begins)), default=None)


def _pages(pages: Iterable[Page]) -> bytes:
    parts = [
        _place("url", addresses.site(path, language), alternates, changed)
        for path, changed in pages
        for alternates in (_alternates(path),)
        for language in INTERFACE_LANGUAGES
    ]
    return _document("urlset", parts)


def _alternates(path: str) -> str:
    """The same page in every language; English for whoever reads none of them."""
    tags = [*((tag, tag) for tag in INTERFACE_LANGUAGES), ("x-default", "en")]
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{addresses.site(path, language)}"/>'
        for tag, language in tags
    )


def _place(name: str, address: str, more: str = "", changed: datetime | None = None) -> str:
    last = element("lastmod", timestamp(changed)) if changed else ""
    return f"<{name}>{element('loc', address)}{last}{more}</{name}>\n"


def _document(name: str, parts: list[str]) -> bytes:
    opened = f'<{name} xmlns="{_SPACE}" xmlns:xhtml="{_XHTML}">'
    return f"{DECLARATION}{opened}\n{''.join(parts)}</{name}>\n".encode()
