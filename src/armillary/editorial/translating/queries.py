"""What there is to translate into a language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput, Refused
from armillary.core.paging import read_cursor, write_cursor
from armillary.core.texts import TranslatedText, digest
from armillary.core.written import KINDS, TextKind, WrittenText, kinds_for
from armillary.editorial.errors import NoSuchText
from armillary.formats.values.languages import language as known_language
from armillary.people.actors import Actor

PAGE: Final = 10
MOST: Final = 100
PURPOSE: Final = "texts"


class TextState(TextChoices):
    """How a text stands in a language."""

    MISSING = "missing", gettext_lazy("Missing")
    STALE = "stale", gettext_lazy("Out of date")
    CURRENT = "current", gettext_lazy("Up to date")


TO_DO: Final = (TextState.MISSING, TextState.STALE)


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text and how it stands in one language."""

    kind: TextKind
    written: WrittenText
    language: str
    state: TextState

    def of(self, text: TranslatedText) -> "TextRow":
        """The row as it is with these words, which may have changed since it was looked up."""
        written = replace(self.written, text=text)
        return replace(self, written=written, state=_state(written, self.language))

    @property
    def original(self) -> str:
        return self.written.text.texts.get(self.written.text.original, "")

    @property
    def seen(self) -> str:
        """Names the original as it is, so that nobody translates one and saves it for another."""
        return digest(self.original)

    @property
    def words(self) -> str:
        return self.written.text.texts.get(self.language, "")

    @property
    def made_from(self) -> str:
        """The original as it was when this was translated; empty where nobody knows, or it is the
        same."""
        return self.written.text.made_from(self.language) if self.state == TextState.STALE else ""


@dataclass(frozen=True, slots=True)
class Count:
    """How much of a kind there is to do."""

    kind: TextKind
    missing: int
    stale: int
    current: int


@dataclass(frozen=True, slots=True)
class TextPage:
    """`counts` are of all kinds, whatever is shown of them; `after` is empty on the last page."""

    rows: list[TextRow]
    counts: list[Count]
    after: str


def checked_language(language: str) -> str:
    """Raises `InvalidInput` for what is no language tag."""
    if not language or known_language(language) != language:
        raise InvalidInput(_("“%(tag)s” is no language tag.") % {"tag": language[:40]})
    return language


def may_translate_any(actor: Any) -> bool:
    return actor.is_machine or any(kind.allowed(actor) for kind in KINDS)


def text_rows(by: Actor, language: str, *, reader: str = "en") -> Iterator[TextRow]:
    """Every text that `by` may translate and that is written in another language."""
    for kind in kinds_for(by):
        yield from rows_of(kind, by, language, reader=reader)


def rows_of(kind: TextKind, by: Actor, language: str, *, reader: str = "en") -> Iterator[TextRow]:
    for written in kind.texts(by, reader):
        text = written.text
        original = text.texts.get(text.original, "")
        if original and language != text.original:
            yield TextRow(kind, written, language, _state(written, language))


def _state(written: WrittenText, language: str) -> TextState:
    if not written.text.texts.get(language):
        return TextState.MISSING
    return TextState.STALE if written.text.is_stale(language) else TextState.CURRENT


def text_page(
    by: Actor,
    language: str,
    *,
    states: Sequence[str] = TO_DO,
    kind: str = "",
    after: str = "",
    size: int = PAGE,
) -> TextPage:
    """Texts of these states, and of one kind if it is named."""
    everything = list(text_rows(by, checked_language(language), reader=get_language() or "en"))
    begun = _behind(everything, read_cursor(after, purpose=PURPOSE)) if after else everything
    wanted = [row for row in begun if row.state in states and (not kind or row.kind.key == kind)]
    shown = wanted[:size]
    cursor = write_cursor(*_place(shown[-1]), purpose=PURPOSE) if len(wanted) > size else ""
    return TextPage(shown, _counts(kinds_for(by), everything), cursor)


def _place(row: TextRow) -> list[str]:
    return [row.kind.key, row.written.key]


def _behind(rows: list[TextRow], last: list[str]) -> list[TextRow]:
    """What comes after a text, be that done meanwhile; everything if it is there no more."""
    places = [_place(row) for row in rows]
    return rows[places.index(last) + 1 :] if last in places else rows


def _counts(kinds: Iterable[TextKind], rows: Iterable[TextRow]) -> list[Count]:
    found = Counter((row.kind.key, row.state) for row in rows)
    return [
        Count(
            kind,
            found[kind.key, TextState.MISSING],
            found[kind.key, TextState.STALE],
            found[kind.key, TextState.CURRENT],
        )
        for kind in kinds
    ]


def text_kind(key: str, by: Actor) -> TextKind:
    """Raises `Refused` for a kind that `by` may translate none of, `NoSuchText` for no kind."""
    if key not in {kind.key for kind in KINDS}:
        raise NoSuchText(_("There are no texts of this kind."))
    found = next((kind for kind in kinds_for(by) if kind.key == key), None)
    if found is None:
        raise Refused(_("You may not translate texts of this kind."))
    return found


def text_row(kind_key: str, key: str, language: str, by: Actor) -> TextRow:
    """Raises `NoSuchText` for what is not there, or has no original in another language."""
    rows = rows_of(text_kind(kind_key, by), by, checked_language(language))
    found = next((row for row in rows if row.written.key == key), None)
    if found is None:
        raise NoSuchText(
            _("There is no such text to translate. It may be the original, or still be empty.")
        )
    return found


def row_facts(row: TextRow) -> dict[str, Any]:
    """As JSON values."""
    return {
        "kind": row.kind.key,
        "key": row.written.key,
        "name": row.written.name,
        "part": str(row.written.part),
        "page": f"{settings.BASE_URL}{row.written.page}",
        "language": row.language,
        "state": row.state.value,
        "original_language": row.written.text.original,
        "original": row.original,
        "seen": row.seen,
        "made_from": row.made_from,
        "text": row.words,
        "longest": row.written.longest,
    }


def count_facts(count: Count) -> dict[str, Any]:
    return {
        "kind": count.kind.key,
        "missing": count.missing,
        "stale": count.stale,
        "current": count.current,
    }
