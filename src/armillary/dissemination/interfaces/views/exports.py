"""Files of many resources. `?reader=ar` for names in Arabic, `?columns=keys` for tables whose headings and
terms never change."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from armillary.dissemination.exports.chosen import collected, on_list, searched
from armillary.dissemination.exports.table import Style
from armillary.dissemination.interfaces.exporting import export_response, style_asked
from armillary.dissemination.searches.asked import asked_in
from armillary.people.interfaces.requests import actor_of


@require_safe
def of_search(request: HttpRequest, kind: str) -> HttpResponseBase:
    """`/resources/export.<kind>?…` with the parameters of the search page."""
    style = _style(request)
    chosen = searched(asked_in(request.GET), style.language)
    return export_response(request, chosen, kind, style)


@require_safe
def of_collection(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    return export_response(request, collected(slug), kind, _style(request))


@require_safe
def of_list(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    chosen = on_list(public_id, by=actor_of(request))
    return export_response(request, chosen, kind, _style(request))


def _style(request: HttpRequest) -> Style:
    return style_asked(request.GET.get("reader", ""), request.GET.get("columns", ""))
