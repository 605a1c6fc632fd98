"""What browsers and crawlers ask a site for: how to search it, and where not to go."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.markup import DECLARATION, element

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
PRIVATE = ("/desk/", "/accounts/", "/searches/")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """A description for browsers (OpenSearch 1.1), `?language=ar` for pages in Arabic."""
    wanted = request.GET.get("language", "en")
    language = wanted if wanted in INTERFACE_LANGUAGES else "en"
    with override(language):
        body = _description(language)
    return HttpResponse(body, content_type="application/opensearchdescription+xml; charset=utf-8")


def _description(language: str) -> str:
    words = "?q={searchTerms}"
    query = "" if language == "en" else f"?language={language}"
    parts = [
        element("ShortName", addresses.SITE_NAME[:16]),
        element("Description", _("Search resources for STEM education")),
        element("Url", type="text/html", template=addresses.site("/resources/", language) + words),
        element(
            "Url",
            type="application/json",
            template=addresses.site("/api/v1/resources") + words,
        ),
        element(
            "Url",
            type="application/opensearchdescription+xml",
            rel="self",
            template=addresses.site("/opensearch.xml") + query,
        ),
        element("Language", language),
        element("InputEncoding", "UTF-8"),
        element("OutputEncoding", "UTF-8"),
    ]
    inner = "\n".join(parts)
    return (
        f'{DECLARATION}<OpenSearchDescription xmlns="{OPENSEARCH}">\n'
        f"{inner}\n</OpenSearchDescription>\n"
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    prefixes = ["", *(f"/{tag}" for tag in INTERFACE_LANGUAGES if tag != "en")]
    closed = [f"Disallow: {prefix}{path}" for path in PRIVATE for prefix in prefixes]
    lines = [
        "User-agent: *",
        *closed,
        "Disallow: /resources/export.",
        "",
        f"Sitemap: {addresses.site('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
