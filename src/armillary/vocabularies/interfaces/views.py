"""The vocabularies' desk: look, name, import, take away as a file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from armillary.core.errors import ArmillaryError, require
from armillary.people.interfaces.requests import person_of
from armillary.vocabularies import desk, operations, rules
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.exporting import exported
from armillary.vocabularies.interfaces.forms import ImportForm, NamesForm
from armillary.vocabularies.previewing import plan_import
from armillary.vocabularies.queries import scheme_named


@require_safe
@login_required
def schemes(request: HttpRequest) -> HttpResponse:
    require(rules.may_name(person_of(request)))
    return render(request, "vocabularies/schemes.html", {"rows": desk.scheme_rows()})


@require_safe
@login_required
def scheme(request: HttpRequest, key: str) -> HttpResponse:
    require(rules.may_name(person_of(request)))
    text = request.GET.get("q", "").strip()
    above = request.GET.get("above", "")
    page = desk.scheme_page(key, above=above, text=text, language=_language())
    return render(request, "vocabularies/scheme.html", {"page": page, "text": text})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def term(request: HttpRequest, key: str) -> HttpResponse:
    by = person_of(request)
    require(rules.may_name(by))
    named = request.GET.get("key", "")
    page = desk.concept_page(key, named, language=_language())
    form = NamesForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid():
        try:
            operations.name_concept(key, named, labels=form.labels(), others=form.others(), by=by)
        except ArmillaryError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved."))
            here = reverse("vocabularies:term", args=[key])
            return redirect(f"{here}?{urlencode({'key': named})}")
    return render(request, "vocabularies/term.html", {"page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_in(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    require(rules.may_import(by))
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    plan = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if "plan" not in request.POST:
                return _imported(request, form.cleaned_data, file.read(), file.name)
            stated = form.cleaned_data
            plan = plan_import(file.read(), key=stated["key"], file_name=file.name, by=by)
        except ArmillaryError as error:
            form.add_error(None, error.message)
    return render(request, "vocabularies/import.html", {"form": form, "plan": plan})


def _imported(request: HttpRequest, stated: dict[str, Any], body: bytes, name: str) -> HttpResponse:
    found = operations.import_scheme(
        body,
        key=stated["key"],
        file_name=name,
        purpose=Purpose(stated["purpose"]) if stated["purpose"] else None,
        by=person_of(request),
    )
    messages.success(request, _("Imported."))
    return redirect("vocabularies:scheme", found.key)


@require_safe
@login_required
def turtle(request: HttpRequest, key: str) -> HttpResponse:
    require(rules.may_name(person_of(request)))
    response = HttpResponse(exported(scheme_named(key)), content_type="text/turtle; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}.ttl"'
    return response


def _language() -> str:
    return get_language() or "en"
