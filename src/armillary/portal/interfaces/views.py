"""The public pages: read, render."""

from typing import get_args

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from armillary.catalogue import queries as catalogue
from armillary.catalogue.alignments import queries as alignments
from armillary.catalogue.coverage import coverage as found_coverage
from armillary.catalogue.coverage import coverage_csv
from armillary.catalogue.errors import Paused, Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.public import public_resource
from armillary.dissemination.exports.kinds import KINDS as EXPORTS
from armillary.dissemination.renditions import KINDS, representation
from armillary.dissemination.signposting import signposting_links
from armillary.editorial.enums import PieceKind
from armillary.editorial.queries import ABOUT, published_of
from armillary.editorial.reading import reading_of
from armillary.evaluation import queries as evaluation
from armillary.people.rules import is_curator
from armillary.portal import queries
from armillary.portal.addresses import MAP
from armillary.portal.coverage_page import coverage_page
from armillary.portal.framework_page import framework_page
from armillary.portal.resource_page import resource_page
from armillary.portal.topic_page import topic_page, topics_page
from armillary.search.documents import FACETS
from armillary.search.queries import Sort

# Media type → export of results. Without plain XML, by which readers of feeds mean their own kind.
SEVERAL = {
    each.media_type: name
    for name, each in reversed(EXPORTS.items())
    if each.media_type != "application/xml"
}
SORTS: dict[str, Sort] = {sort: sort for sort in get_args(Sort)}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = queries.home_page(search_path=reverse("portal:search"), language=_language())
    return render(request, "portal/home.html", {"page": page})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A page, or for whoever would rather have a file the way to that."""
    kind = _preferred(request, SEVERAL)
    response = _elsewhere(request, kind) if kind else _results(request)
    patch_vary_headers(response, ["Accept"])
    return response


def _elsewhere(request: HttpRequest, kind: str) -> HttpResponse:
    """303 rather than the file itself, so that every address has one thing behind it."""
    asked = request.GET.copy()
    asked.setdefault("reader", _language())
    address = f"{reverse('dissemination:export', args=[kind])}?{asked.urlencode()}"
    return HttpResponse(status=303, headers={"Location": address})


def _results(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = queries.search_page(
        text=asked.get("q", "").strip(),
        selected=_selected(request),
        sort=SORTS.get(asked.get("sort", ""), "relevance"),
        after=asked.get("after", ""),
        is_across=asked.get("across") != "no",
        is_map=asked.get("view") == MAP,
        path=request.path,
        language=_language(),
        why=asked.get("why", ""),
    )
    return render(request, "portal/search.html", {"page": page})


def _selected(request: HttpRequest) -> dict[str, list[str]]:
    """Facet → values, of those that have any."""
    chosen = {name: list(filter(None, request.GET.getlist(name))) for name in FACETS}
    return {name: values for name, values in chosen.items() if values}


@require_safe
def resource(request: HttpRequest, public_id: str) -> HttpResponse:
    found = catalogue.resource_by_public_id(public_id)
    if found.public_id != public_id:
        return HttpResponsePermanentRedirect(reverse("portal:resource", args=[found.public_id]))
    try:
        public_resource(public_id)
    except Withdrawn:
        return render(request, "portal/withdrawn.html", {"resource": found}, status=410)
    except Paused:
        return _paused(request, found)
    if kind := _other_kind(request):
        rendition = representation(found, kind)
        return _described(HttpResponse(rendition.content, rendition.content_type), found)
    language = _language()
    page = resource_page(found, search_path=reverse("portal:search"), language=language)
    context = {
        "page": page,
        "resource": found,
        "may_curate": is_curator(request.user) if request.user.is_authenticated else False,
        **evaluation.public_signals(found, language),
    }
    return _described(render(request, "portal/resource.html", context), found)


def _paused(request: HttpRequest, found: Resource) -> HttpResponse:
    """451 rather than 410: it may come back, so nobody is told to forget the address. The header
    says who keeps it back (RFC 7725)."""
    response = render(request, "portal/paused.html", {"resource": found}, status=451)
    response["Link"] = f'<{settings.BASE_URL}/>; rel="blocked-by"'
    response["Cache-Control"] = "no-store"
    return response


def _other_kind(request: HttpRequest) -> str:
    """The rendition that the client would rather have than the page; empty for the page."""
    return _preferred(request, {kind.media_type: name for name, kind in reversed(KINDS.items())})


def _preferred(request: HttpRequest, types: dict[str, str]) -> str:
    """Of media type → name, the name of what the client would rather have than the page; empty for
    the page, also where it would have none of these: a page is better than nothing."""
    preferred = request.get_preferred_type(["text/html", *types])
    return types.get(preferred or "text/html", "")


def _described(response: HttpResponse, found: Resource) -> HttpResponse:
    """With links for machines, after FAIR Signposting."""
    response["Link"] = signposting_links(found)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/topics.html", {"rows": topics_page(_language())})


@require_safe
def topic(request: HttpRequest, subject: str, level: str = "") -> HttpResponse:
    page = topic_page(subject, level, language=_language())
    return render(request, "portal/topic.html", {"page": page})


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    context = {"collections": catalogue.published_collections()}
    return render(request, "portal/collections.html", context)


@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.collection_page(slug, language=_language())
    return render(request, "portal/collection.html", {"page": page})


@require_safe
def frameworks(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/frameworks.html", {"rows": alignments.frameworks()})


@require_safe
def framework(request: HttpRequest, key: str, code: str = "") -> HttpResponse:
    page = framework_page(key, code=code, language=_language())
    return render(request, "portal/framework.html", {"page": page})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the people of this site say of it, where they have written that, before what it does."""
    written = published_of(PieceKind.PAGE, ABOUT)
    chosen = request.GET.get("text", "")
    reading = reading_of(written, _language(), chosen=chosen) if written else None
    return render(request, "portal/about.html", {"reading": reading})


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/ranking.html")


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    page = coverage_page(selected=_selected(request), path=request.path, language=_language())
    return render(request, "portal/coverage.html", {"page": page})


@require_safe
def coverage_table(request: HttpRequest, part: str) -> HttpResponse:
    table = coverage_csv(found_coverage(_selected(request)), part, language=_language())
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="armillary-{part}.csv"'
    return response


def _language() -> str:
    return get_language() or "en"
