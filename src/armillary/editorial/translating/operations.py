"""Save translations of what people here write. Each goes through the operation of its own context, which
checks the permission; here it is made sure that it is a translation of the original as it is."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.core.languages import language_name
from armillary.core.texts import TranslatedText
from armillary.editorial.content import clean_line, clean_text
from armillary.editorial.errors import InvalidTranslation, TranslationConflict
from armillary.editorial.translating.queries import (
    TextRow,
    TextState,
    may_translate_any,
    text_row,
)
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "editorial"


def translate_text(
    kind: str, key: str, language: str, words: str, *, seen: str = "", before: Any = None, by: Actor
) -> bool:
    """Save a translation; no words take it away. False where it is there already and up to date.

    `seen` names the original that was translated (`TextRow.seen`), `before` is the translation that
    was there. Raises `NoSuchText`, `InvalidTranslation`, `TranslationConflict` where either has
    changed since, and what the operation of its context does.
    """
    require(may_translate_any(by))
    return save_translation(
        text_row(kind, key, language, by), words, seen=seen, before=before, by=by
    )


@transaction.atomic
def save_translation(
    row: TextRow, words: str, *, seen: str = "", before: Any = None, by: Actor
) -> bool:
    """The same for a text that was looked up already. What is compared is what it says once its
    context has locked it, since somebody may have been faster."""
    clean = (clean_line if row.written.is_line else clean_text)(words)
    _check(row, clean, seen, before)
    if clean == row.words and row.state != TextState.STALE:
        return False

    def check(text: TranslatedText) -> None:
        _check(row.of(text), clean, seen, before)

    row.kind.translate(row.written.key, row.language, clean, check=check, by=by)
    facts = {"kind": row.kind.key, "language": row.language}
    write_log(STREAM, "translate-text", by=by, on=row.written.key[:120], **facts)
    return True


def _check(row: TextRow, words: str, seen: str, before: Any) -> None:
    if seen and seen != row.seen:
        raise TranslationConflict(
            _("The original of “%(name)s” has changed since. Look at it again first.")
            % {"name": row.written.name}
        )
    if before is not None and before != row.words:
        raise TranslationConflict(
            _("Somebody else has translated “%(name)s” since. Look at it again first.")
            % {"name": row.written.name}
        )
    if len(words) > row.written.longest:
        facts = {
            "language": language_name(row.language, within="en"),
            "limit": row.written.longest,
            "length": len(words),
        }
        raise InvalidTranslation(
            _("In %(language)s a text has %(length)d characters; there is room for %(limit)d.")
            % facts
        )
