"""A page or a news item as a document: what the command line reads and the demonstration ships."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.editorial import operations, queries
from armillary.editorial.content import FIELDS, Content, content_of
from armillary.editorial.enums import PieceKind
from armillary.editorial.errors import InvalidPiece
from armillary.editorial.models import Piece
from armillary.people.actors import Actor

TEXTS: Final = frozenset(FIELDS)
DAYS: Final = {"starts": "starts_on", "ends": "ends_on"}
KNOWN: Final = TEXTS | set(DAYS) | {"name", "place", "position"}


@transaction.atomic
def save_document(kind: PieceKind, document: Any, *, by: Actor, publish: bool = False) -> Piece:
    """Write the draft that a document describes, and publish it if that is asked for."""
    name = name_in(document)
    before = queries.newest_or_none(kind, name)
    content, seen = content_in(document, content_of(before)), queries.revision_of(before)
    draft = operations.save_draft(kind, name, content, seen=seen, by=by)
    return operations.publish_piece(kind, name, by=by) if publish else draft


def name_in(document: Any) -> str:
    """Raises `InvalidPiece` for what is no document, or has no name."""
    if not isinstance(document, dict):
        raise InvalidPiece(_("A page or a news item is an object in braces."))
    if unknown := sorted(set(document) - KNOWN):
        raise InvalidPiece(_("“%(name)s” cannot be said of it.") % {"name": unknown[0][:40]})
    name = document.get("name")
    if not isinstance(name, str) or not name:
        raise InvalidPiece(_("It needs a “name”, which stands in its address."))
    return name


def content_in(document: Mapping[str, Any], before: Content) -> Content:
    """With what the document says; the rest stays as it was. Raises `InvalidPiece`."""
    sent = {name: _texts(name, document[name]) for name in FIELDS if name in document}
    stated: dict[str, Any] = {
        own: _day(name, document[name]) for name, own in DAYS.items() if name in document
    }
    if "place" in document:
        stated["place"] = str(document["place"] or "")
    if "position" in document:
        stated["position"] = _number(document["position"])
    return before.rewritten(sent).settled(**stated)


def _texts(name: str, stated: Any) -> dict[str, str]:
    is_sound = isinstance(stated, dict) and all(isinstance(each, str) for each in stated.values())
    if not is_sound:
        raise InvalidPiece(
            _("“%(name)s” is an object of a text for each language.") % {"name": name}
        )
    return dict(stated)


def _day(name: str, stated: Any) -> date | None:
    if not stated:
        return None
    try:
        return date.fromisoformat(str(stated))
    except ValueError as error:
        raise InvalidPiece(_("“%(name)s” is a day such as 2026-11-30.") % {"name": name}) from error


def _number(stated: Any) -> int:
    if isinstance(stated, bool) or not isinstance(stated, int):
        raise InvalidPiece(_("“%(name)s” is a number.") % {"name": "position"})
    return stated
