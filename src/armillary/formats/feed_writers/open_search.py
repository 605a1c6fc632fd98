"""What a page of a search says of itself, in Atom and RSS alike (OpenSearch 1.1, response elements).

https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md
"""

from collections.abc import Iterator

from armillary.formats.feed_writers.outline import Page
from armillary.formats.markup import element

OPEN_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"


def page_elements(page: Page, *, link: str = "link") -> Iterator[str]:
    """`link` is what the feed around it calls Atom's links."""
    yield element("opensearch:totalResults", str(page.total))
    yield element("opensearch:startIndex", str(page.start))
    yield element("opensearch:itemsPerPage", str(page.size))
    asked = {"searchTerms": page.words} if page.words else {}
    language = {"language": page.language} if page.language else {}
    yield element("opensearch:Query", role="request", **asked, **language)
    if page.description:
        media_type = "application/opensearchdescription+xml"
        yield element(link, rel="search", type=media_type, href=page.description)
