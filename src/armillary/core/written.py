"""The texts that people here write for readers. Each context declares which it has, for whom, and by
which of its operations a translation is saved, so that one desk can list what is missing or out of date.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from armillary.core.texts import Maker, TranslatedText


@dataclass(frozen=True, slots=True)
class WrittenText:
    """One text. `key` names it within its kind, `name` what it belongs to and `part` which text of
    that it is; `page` is the screen where it is written."""

    key: str
    name: str
    part: Promise | str
    text: TranslatedText
    page: str
    longest: int  # characters in a language
    is_line: bool = False


@dataclass(frozen=True, slots=True)
class TextKind:
    """The texts of one kind, in an order that stays. `texts` gives those that an actor may translate,
    named for a reader of a language; `translate` saves one, empty words take it away, and checks the
    permission."""

    key: str
    label: Promise | str
    allowed: Callable[..., bool]
    texts: Callable[[Any, str], Iterable[WrittenText]]
    translate: Callable[..., object]  # (key, language, words, check=, by=actor)


KINDS: list[TextKind] = []


def register_text_kind(kind: TextKind) -> None:
    """Called when a context starts."""
    KINDS.append(kind)


def kinds_for(actor: Any) -> list[TextKind]:
    """Those of which `actor` may translate some."""
    return [kind for kind in KINDS if actor.is_machine or kind.allowed(actor)]


def translated(text: TranslatedText, language: str, words: str) -> TranslatedText:
    """With a person's translation; without the language where there are no words."""
    if not words:
        return text.rewrite({language: ""}, by=Maker.PERSON)
    return text.translate(language, words, by=Maker.PERSON)
