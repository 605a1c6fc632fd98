"""The desk of whoever puts collections together: the list, and one page for all that can be done."""

from collections.abc import Callable
from functools import partial
from typing import Final

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from armillary.catalogue import operations, queries, rules
from armillary.catalogue.interfaces.forms import AddForm, NewCollectionForm, TextsForm
from armillary.catalogue.models import Collection
from armillary.core.errors import ArmillaryError, InvalidInput, require
from armillary.core.texts import TranslatedText
from armillary.people.actors import Actor
from armillary.people.interfaces.requests import person_of

Change = Callable[..., object]

STATES: Final[dict[str, tuple[Change, Promise]]] = {
    "publish": (operations.publish_collection, gettext_lazy("The collection is published.")),
    "unpublish": (
        operations.unpublish_collection,
        gettext_lazy("Readers no longer see the collection."),
    ),
}
MOVES: Final[dict[str, tuple[Change, Promise]]] = {
    "up": (partial(operations.move_in_collection, up=True), gettext_lazy("Moved up.")),
    "down": (partial(operations.move_in_collection, up=False), gettext_lazy("Moved down.")),
    "remove": (operations.remove_from_collection, gettext_lazy("Removed.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def collections(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    require(rules.may_see_collections(by))
    form = NewCollectionForm(request.POST or None)
    if request.method == "POST":
        require(rules.may_edit(by))
        if _carried_out(form, partial(_create, form, by)):
            messages.success(request, _("The collection is made. Add resources, then publish it."))
            return redirect("catalogue:collection", form.cleaned_data["slug"])
    context = {
        "collections": queries.collections_of(by),
        "form": form if rules.may_edit(by) else None,
    }
    return render(request, "catalogue/collections.html", context)


def _create(form: NewCollectionForm, by: Actor) -> None:
    language, sent = _reader_language(), form.cleaned_data
    introduction = {language: sent["introduction"]} if sent["introduction"] else {}
    operations.create_collection(
        sent["slug"],
        title=TranslatedText.written({language: sent["title"]}),
        introduction=TranslatedText.written(introduction),
        by=by,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    by = person_of(request)
    require(rules.may_see_collections(by))
    found = queries.collection_on_desk(slug)
    require(rules.may_edit_collection(by, found))
    texts = TextsForm(request.POST if "texts" in request.POST else None, collection=found)
    adding = AddForm(request.POST if "add" in request.POST else None)
    if request.method == "POST":
        done = _sent_change(request, found, texts, adding)
        if done:
            messages.success(request, done)
            return redirect("catalogue:collection", slug)
    context = {
        "collection": found,
        "texts": texts,
        "adding": adding,
        "resources": list(queries.places_in(found)),
    }
    return render(request, "catalogue/collection.html", context)


def _sent_change(
    request: HttpRequest, collection: Collection, texts: TextsForm, adding: AddForm
) -> str:
    """Carry out what the button pressed stands for; empty if a form has to be shown again."""
    by = person_of(request)
    if texts.is_bound:
        return _("Saved.") if _carried_out(texts, partial(_edit, texts, by)) else ""
    if adding.is_bound:
        add = partial(_add, collection, adding, by)
        return _("The resource is in the collection.") if _carried_out(adding, add) else ""
    return _pressed(request, collection, by)


def _edit(form: TextsForm, by: Actor) -> None:
    language = _reader_language()
    operations.edit_collection(
        form.collection, title=form.title(language), introduction=form.introduction(language), by=by
    )


def _add(collection: Collection, form: AddForm, by: Actor) -> None:
    resource = queries.resource_named(form.cleaned_data["resource"])
    operations.add_to_collection(collection, resource, by=by)


def _pressed(request: HttpRequest, collection: Collection, by: Actor) -> str:
    """A button beside a resource holds its id."""
    for name, (change, done) in STATES.items():
        if name in request.POST:
            change(collection, by=by)
            return str(done)
    for name, (change, done) in MOVES.items():
        if name in request.POST:
            change(collection, queries.row_by_public_id(request.POST[name]), by=by)
            return str(done)
    raise InvalidInput(_("This is no change. Go back and choose one of the buttons."))


def _carried_out(form: forms.Form, action: Callable[[], object]) -> bool:
    """Do it if the form is in shape; why it cannot be done is said on the form."""
    if not form.is_valid():
        return False
    try:
        action()
    except ArmillaryError as error:
        form.add_error(None, error.message)
        return False
    return True


def _reader_language() -> str:
    return get_language() or "en"
