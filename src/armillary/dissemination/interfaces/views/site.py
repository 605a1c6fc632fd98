"""What crawlers ask a site for: where not to go, and where everything is."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses

PRIVATE = ("/desk/", "/accounts/", "/searches/")


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
