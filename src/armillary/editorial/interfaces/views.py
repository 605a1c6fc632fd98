"""Pages and news for readers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from armillary.editorial.enums import PieceKind
from armillary.editorial.errors import Unpublished
from armillary.editorial.queries import ABOUT, public_piece, readable_page
from armillary.editorial.reading import reading_of


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    if key == ABOUT:
        return redirect("portal:about", permanent=True)
    return _piece(request, PieceKind.PAGE, key)


@require_safe
def news_item(request: HttpRequest, key: str) -> HttpResponse:
    return _piece(request, PieceKind.NEWS, key)


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    page = readable_page(PieceKind.NEWS, after=after)
    language = get_language() or "en"
    readings = [reading_of(row, language) for row in page.rows]
    context = {"readings": readings, "after": page.after, "is_later": bool(after)}
    return render(request, "editorial/news.html", context)


def _piece(request: HttpRequest, kind: PieceKind, key: str) -> HttpResponse:
    try:
        found = public_piece(kind, key)
    except Unpublished as gone:
        context = {"reason": gone.message, "kind": kind}
        return render(request, "editorial/unpublished.html", context, status=gone.status)
    chosen = request.GET.get("text", "")
    reading = reading_of(found, get_language() or "en", chosen=chosen)
    return render(request, "editorial/piece.html", {"reading": reading})
