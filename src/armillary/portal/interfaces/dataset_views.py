"""The page of the whole catalogue as data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from armillary.portal.dataset_page import dataset_page


@require_safe
def dataset(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/dataset.html", {"page": dataset_page()})
