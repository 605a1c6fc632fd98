"""The screens of those who write for readers: what there is, one of them with its versions, its preview.
Pages and news share them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.core.errors import ArmillaryError, Conflict, InvalidInput, require
from armillary.editorial import operations, queries, rules
from armillary.editorial.content import Content, check_complete, content_of
from armillary.editorial.enums import PieceKind
from armillary.editorial.errors import InvalidPiece
from armillary.editorial.interfaces.faces import FACES, Face, version_views
from armillary.editorial.interfaces.forms import PieceForm, UnpublishForm
from armillary.editorial.models import Piece
from armillary.editorial.reading import reading_of
from armillary.people.interfaces.requests import person_of


def _face(request: HttpRequest, kind: PieceKind) -> Face:
    require(rules.may_write(person_of(request)))
    return FACES[kind]


@require_safe
@login_required
def pieces(request: HttpRequest, kind: PieceKind) -> HttpResponse:
    face = _face(request, kind)
    page = queries.written_page(kind, after=request.GET.get("after", ""))
    return render(request, "editorial/pieces.html", {"face": face, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, kind: PieceKind) -> HttpResponse:
    face = _face(request, kind)
    sent = request.POST if request.method == "POST" else None
    form = PieceForm(sent, kind=kind, content=Content(), is_new=True)
    status = 200
    if sent is not None:
        status = _saved(request, kind, form, key="")
        if status == 302:
            return _onward(request, face, form.cleaned_data["key"])
    return render(request, "editorial/new.html", {"face": face, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def piece(request: HttpRequest, kind: PieceKind, key: str) -> HttpResponse:
    face, versions = _face(request, kind), queries.versions_of(kind, key)
    sent = request.POST if request.method == "POST" else None
    form = _form(kind, versions[0], sent)
    status = 200
    if sent is not None:
        status = _saved(request, kind, form, key=key)
        if status == 302:
            return _onward(request, face, key)
    context = {**_shown(face, versions), "form": form, "unpublishing": UnpublishForm()}
    return render(request, "editorial/piece_desk.html", context, status=status)


def _form(kind: PieceKind, newest: Piece, sent: Any) -> PieceForm:
    content, seen = content_of(newest), queries.revision_of(newest)
    return PieceForm(sent, kind=kind, content=content, seen=seen)


def _shown(face: Face, versions: list[Piece]) -> dict[str, Any]:
    published = next((each for each in versions if each.is_published), None)
    return {
        "face": face,
        "piece": versions[0],
        "draft": versions[0] if versions[0].is_draft else None,
        "published": published,
        "has_begun": published is not None and queries.has_begun(published),
        "versions": version_views(versions),
    }


def _saved(request: HttpRequest, kind: PieceKind, form: PieceForm, *, key: str) -> int:
    """The status of the answer; where it is not saved, the form says why and keeps what was typed."""
    if not form.is_valid():
        return 400
    said = form.cleaned_data
    try:
        _save(request, kind, form, key or said["key"], is_new=not key)
    except (InvalidInput, Conflict) as error:
        form.add_error(None, error.message)
        return error.status
    messages.success(request, _("The draft is saved. Readers see it once it is published."))
    return 302


def _save(
    request: HttpRequest, kind: PieceKind, form: PieceForm, key: str, *, is_new: bool
) -> None:
    if is_new and queries.is_known(key):
        raise Conflict(_("A page or a news item has this name already. Choose another one."))
    seen = form.cleaned_data["seen"] or 0
    operations.save_draft(kind, key, form.written(), seen=seen, by=person_of(request))


def _onward(request: HttpRequest, face: Face, key: str) -> HttpResponse:
    return redirect(face.preview_view if "preview" in request.POST else face.one_view, key)


@require_safe
@login_required
def preview(request: HttpRequest, kind: PieceKind, key: str) -> HttpResponse:
    """As readers will see it, in any of its languages; `?version=` shows an earlier one. Translators
    look at it, too."""
    by = person_of(request)
    require(rules.may_translate(by))
    face, versions = FACES[kind], queries.versions_of(kind, key)
    asked = request.GET.get("version", "")
    shown = next((each for each in versions if str(each.number) == asked), versions[0])
    chosen = request.GET.get("text", "")
    context = {
        **_shown(face, versions),
        "shown": shown,
        "readings": _readings(shown, chosen),
        "seen": queries.revision_of(shown),
        "lacking": _lacking(shown),
        "may_write": rules.may_write(by),
    }
    return render(request, "editorial/preview.html", context)


def _readings(shown: Piece, chosen: str) -> list[Any]:
    """In the language that was chosen, or else in each."""
    tags = [chosen] if chosen in shown.text.versions else shown.text.languages
    return [reading_of(shown, get_language() or "en", chosen=tag) for tag in tags]


def _lacking(shown: Piece) -> str:
    """What stands in the way of publishing it."""
    try:
        check_complete(content_of(shown))
    except InvalidPiece as error:
        return error.message
    return ""


@require_POST
@login_required
def decide(request: HttpRequest, kind: PieceKind, key: str) -> HttpResponse:
    """What the button pressed stands for."""
    face, sent, by = _face(request, kind), request.POST, person_of(request)
    done = {
        "publish": partial(_publish, kind, key, seen=sent.get("seen", ""), by=by),
        "unpublish": partial(_unpublish, kind, key, reason=sent.get("reason", ""), by=by),
        "discard": partial(_discard, kind, key, by=by),
        "revert": partial(_revert, kind, key, number=sent.get("revert", ""), by=by),
    }
    pressed = next((name for name in done if name in sent), "")
    try:
        messages.success(request, done[pressed]() if pressed else _("Nothing was changed."))
    except ArmillaryError as error:
        messages.error(request, error.message)
    known = queries.is_known(key)
    return redirect(face.one_view, key) if known else redirect(face.list_view)


def _publish(kind: PieceKind, key: str, *, seen: str, by: Any) -> str:
    number = int(seen) if seen.isdecimal() else None
    operations.publish_piece(kind, key, seen=number, by=by)
    return _("It is published.")


def _unpublish(kind: PieceKind, key: str, *, reason: str, by: Any) -> str:
    operations.unpublish_piece(kind, key, reason=reason, by=by)
    return _("Readers no longer see it.")


def _discard(kind: PieceKind, key: str, *, by: Any) -> str:
    operations.discard_draft(kind, key, by=by)
    return _("The draft is discarded.")


def _revert(kind: PieceKind, key: str, *, number: str, by: Any) -> str:
    wanted = int(number) if number.isdecimal() else 0
    operations.revert_piece(kind, key, wanted, by=by)
    return _("There is a draft that says what version %(number)d said.") % {"number": wanted}
