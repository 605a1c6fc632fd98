"""Mounted at the root of the site: pages for readers, and the screens for those who write them."""

from typing import Any

from django.urls import URLPattern, path

from armillary.editorial.enums import PieceKind
from armillary.editorial.interfaces import desk_views, text_views, views

app_name = "editorial"


def _desk(kind: PieceKind, name: str) -> list[URLPattern]:
    """Pages and news are written at the same screens."""
    of_kind: dict[str, Any] = {"kind": kind}
    here = f"desk/{name}"
    return [
        path(f"{here}/", desk_views.pieces, of_kind, name=f"desk-{name}"),
        path(f"desk/new/{name}/", desk_views.new, of_kind, name=f"new-{name}"),
        path(f"{here}/<slug:key>/", desk_views.piece, of_kind, name=f"desk-{name}-one"),
        path(f"{here}/<slug:key>/preview/", desk_views.preview, of_kind, name=f"preview-{name}"),
        path(f"{here}/<slug:key>/do/", desk_views.decide, of_kind, name=f"decide-{name}"),
    ]


urlpatterns = [
    path("about/<slug:key>/", views.page, name="page"),
    path("news/", views.news, name="news"),
    path("news/<slug:key>/", views.news_item, name="news-item"),
    *_desk(PieceKind.PAGE, "pages"),
    *_desk(PieceKind.NEWS, "news"),
    path("desk/texts/", text_views.texts, name="texts"),
    path("desk/texts/table/", text_views.take_texts, name="take-texts"),
    path("desk/texts/table.csv", text_views.texts_table, name="texts-table"),
]
