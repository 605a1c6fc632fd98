"""The texts of pages and news, for the translators' desk."""

from collections.abc import Callable, Iterator
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armillary.core.texts import TranslatedText
from armillary.core.written import TextKind, WrittenText, register_text_kind
from armillary.editorial import rules
from armillary.editorial.content import FIELDS, LONGEST
from armillary.editorial.enums import PieceKind
from armillary.editorial.operations import translate_piece
from armillary.editorial.queries import newest_versions
from armillary.people.actors import Actor

PARTS = {"title": _("Title"), "summary": _("Summary"), "text": _("Text")}


def _texts(kind: PieceKind, view: str) -> Callable[[Actor, str], Iterator[WrittenText]]:
    def texts(_by: Actor, language: str) -> Iterator[WrittenText]:
        for piece in newest_versions(kind):
            page = reverse(view, args=[piece.key])
            for part in FIELDS:
                yield WrittenText(
                    f"{piece.key}/{part}",
                    piece.title.read(language) or piece.key,
                    PARTS[part],
                    getattr(piece, part),
                    page,
                    LONGEST[part],
                    is_line=part == "title",
                )

    return texts


def _translate(
    kind: PieceKind,
    key: str,
    language: str,
    words: str,
    *,
    check: Callable[[TranslatedText], None],
    by: Actor,
) -> None:
    name, _slash, part = key.rpartition("/")
    translate_piece(kind, name, part, language, words, check=check, by=by)


def register() -> None:
    """Called when the context starts."""
    for kind, name, label, view in (
        (PieceKind.PAGE, "pages", _("Pages"), "editorial:preview-pages"),
        (PieceKind.NEWS, "news", _("News"), "editorial:preview-news"),
    ):
        translate = partial(_translate, kind)
        register_text_kind(
            TextKind(name, label, rules.may_translate, _texts(kind, view), translate)
        )
