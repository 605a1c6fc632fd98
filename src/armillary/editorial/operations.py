"""Write for readers: draft a page or a news item, publish it, take it back. What is published never
changes; its next version is a draft first."""

from collections.abc import Callable
from dataclasses import fields
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armillary.core import versions
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.site_links import forget_site_links
from armillary.core.texts import TranslatedText
from armillary.core.written import translated
from armillary.editorial import rules
from armillary.editorial.content import (
    FIELDS,
    Content,
    check_complete,
    check_content,
    check_key,
    clean_line,
    clean_text,
    content_of,
)
from armillary.editorial.enums import PieceKind
from armillary.editorial.errors import InvalidPiece, NoSuchPiece, PieceConflict
from armillary.editorial.models import LONGEST_REASON, Piece
from armillary.editorial.queries import (
    draft_of,
    newest_of,
    newest_or_none,
    published_of,
    revision_of,
    version_of,
)
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "editorial"


@transaction.atomic
def save_draft(
    kind: PieceKind, key: str, content: Content, *, seen: int | None = None, by: Actor
) -> Piece:
    """Write the draft of the next version; what is published stays until the draft is.

    `seen` is the revision of the newest version that its writer had before them, draft or not
    (`revision_of`). Raises `InvalidPiece`, and `PieceConflict` where somebody has written another
    meanwhile or the name is that of a piece of the other kind.
    """
    require(rules.may_write(by))
    check_key(kind, key)
    check_content(kind, content)
    return _saved(kind, key, content, seen=seen, by=by)


def _saved(
    kind: PieceKind, key: str, content: Content, *, seen: int | None = None, by: Actor
) -> Piece:
    _require_own_name(kind, key)
    _lock(kind, key)
    newest = newest_or_none(kind, key)
    _require_seen(newest, seen)
    draft = newest if newest is not None and newest.is_draft else _next(kind, key)
    for each in fields(content):
        setattr(draft, each.name, getattr(content, each.name))
    draft.made_by = by.actor_id
    _store(draft)
    write_log(STREAM, f"save-{kind}-draft", by=by, on=key, number=draft.number)
    return draft


def _next(kind: PieceKind, key: str) -> Piece:
    return Piece(kind=kind, key=key, number=versions.next_number(Piece, key))


def _store(draft: Piece) -> None:
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:
        others = Piece.objects.filter(key=draft.key, number__gte=draft.number)
        if not others.exclude(pk=draft.pk).exists():
            raise
        raise _changed_meanwhile() from error  # both began the same version


def _require_own_name(kind: PieceKind, key: str) -> None:
    if Piece.objects.filter(key=key).exclude(kind=kind).exists():
        raise PieceConflict(_("A page or a news item has this name already. Choose another one."))


def _require_seen(newest: Piece | None, seen: int | None) -> None:
    if seen is not None and seen != revision_of(newest):
        raise _changed_meanwhile()


def _changed_meanwhile() -> PieceConflict:
    return PieceConflict(
        _("Somebody else has changed this draft meanwhile. Look at it again first.")
    )


@transaction.atomic
def discard_draft(kind: PieceKind, key: str, *, by: Actor) -> None:
    """Raises `NoSuchPiece` where there is none."""
    require(rules.may_write(by))
    _lock(kind, key)
    draft = _draft(kind, key)
    number = draft.number
    draft.delete()
    write_log(STREAM, f"discard-{kind}-draft", by=by, on=key, number=number)


@transaction.atomic
def publish_piece(kind: PieceKind, key: str, *, seen: int | None = None, by: Actor) -> Piece:
    """Readers see the draft from now on; a news item without a first day has today as its first.
    Raises `NoSuchPiece` where there is no draft, `InvalidPiece` where it is not whole, and
    `PieceConflict` where it is not the one that was `seen`, or says what is published already."""
    require(rules.may_write(by))
    _lock(kind, key)
    draft = _draft(kind, key)
    _require_seen(draft, seen)
    content = content_of(draft)
    check_complete(content)
    if kind == PieceKind.NEWS and draft.starts_on is None:
        draft.starts_on = now().date()
        check_content(kind, content_of(draft))
        draft.save(update_fields=["starts_on", "changed_at"])
    before = published_of(kind, key)
    if before is not None and content_of(before) == content_of(draft):
        raise PieceConflict(_("The draft says what is published already."))
    versions.publish(draft)
    forget_site_links()
    facts = {"number": draft.number, "languages": draft.text.languages}
    write_log(STREAM, f"publish-{kind}", by=by, on=key, **facts)
    return draft


@transaction.atomic
def unpublish_piece(kind: PieceKind, key: str, *, reason: str, by: Actor) -> Piece:
    """Readers who come to its address are told why it is not there. Nothing is lost. Raises
    `NoSuchPiece` where nothing is published, and `InvalidPiece` without a reason."""
    require(rules.may_write(by))
    said = clean_line(reason)
    if not said or len(said) > LONGEST_REASON:
        raise InvalidPiece(
            _("Say why in at most %(limit)d characters; readers see it at this address.")
            % {"limit": LONGEST_REASON}
        )
    _lock(kind, key)
    found = published_of(kind, key)
    if found is None:
        raise NoSuchPiece(_("Nothing of this name is published."))
    versions.retire(found)
    forget_site_links()
    found.reason = said
    found.save(update_fields=["reason", "changed_at"])
    write_log(STREAM, f"unpublish-{kind}", by=by, on=key, number=found.number, reason=said)
    return found


@transaction.atomic
def revert_piece(kind: PieceKind, key: str, number: int, *, by: Actor) -> Piece:
    """A draft that says what an earlier version said. Raises `NoSuchPiece`, and `PieceConflict`
    where a draft would be lost."""
    require(rules.may_write(by))
    _lock(kind, key)
    if draft_of(kind, key) is not None:
        raise PieceConflict(_("There is a draft already. Publish or discard it first."))
    return _saved(kind, key, content_of(version_of(kind, key, number)), by=by)


@transaction.atomic
def translate_piece(
    kind: PieceKind,
    key: str,
    field: str,
    language: str,
    words: str,
    *,
    check: Callable[[TranslatedText], None] | None = None,
    by: Actor,
) -> Piece:
    """Translate one of its texts, in the draft: readers see it once that is published. `check` may
    object to the text as it is now that nobody else can change it. Raises `NoSuchPiece`, and
    `InvalidPiece` for the language of the original."""
    require(rules.may_translate(by))
    _lock(kind, key)
    content = content_of(newest_of(kind, key))
    if field not in FIELDS:
        raise InvalidPiece(_("There is no such text."))
    text = getattr(content, field)
    if check is not None:
        check(text)
    if language == text.original or not text:
        raise InvalidPiece(_("This is the original, or there is none yet. Change it at its page."))
    clean = clean_text if field == "text" else clean_line
    changed = content.settled(**{field: translated(text, language, clean(words))})
    check_content(kind, changed)
    return _saved(kind, key, changed, by=by)


def _draft(kind: PieceKind, key: str) -> Piece:
    draft = draft_of(kind, key)
    if draft is None:
        raise NoSuchPiece(_("There is no draft of this name."))
    return draft


def _lock(kind: PieceKind, key: str) -> None:
    """Whoever writes the same piece waits."""
    list(Piece.objects.select_for_update().filter(kind=kind, key=key).values_list("pk", flat=True))
