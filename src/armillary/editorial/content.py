"""What a piece says, and what is wrong with it: one form for every door."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

from django.conf import settings
from django.core.validators import slug_re
from django.urls import resolve
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from armillary.core.cleaning import UNSEEN
from armillary.core.languages import language_name
from armillary.core.texts import Maker, TranslatedText
from armillary.editorial.enums import PieceKind, Place
from armillary.editorial.errors import InvalidPiece
from armillary.editorial.models import Piece
from armillary.formats.values.languages import language as known_language

FIELDS: Final = ("title", "summary", "text")
LONGEST: Final = {"title": 200, "summary": 500, "text": 20_000}  # characters in a language
LONGEST_KEY: Final = 80
MOST_LANGUAGES: Final = 40
FURTHEST: Final = 9_999  # place among the links
NO_TEXT: Final = TranslatedText()

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of a piece that is written. Pages have a place, news items have dates."""

    title: TranslatedText = NO_TEXT
    summary: TranslatedText = NO_TEXT
    text: TranslatedText = NO_TEXT
    place: str = Place.NOWHERE
    position: int = 100
    starts_on: date | None = None
    ends_on: date | None = None

    def rewritten(self, sent: Mapping[str, Texts]) -> "Content":
        """With other words in the languages that are named; those of other languages stay."""
        return replace(
            self,
            **{
                name: getattr(self, name).rewrite(_cleaned(name, sent[name]), by=Maker.PERSON)
                for name in FIELDS
                if name in sent
            },
        )

    def settled(self, **settings: Any) -> "Content":
        """With another place or other dates."""
        return replace(self, **settings)


def content_of(piece: Piece | None) -> Content:
    """What a version says; nothing where there is none."""
    if piece is None:
        return Content()
    names = Content.__dataclass_fields__
    return Content(**{name: getattr(piece, name) for name in names})


def _cleaned(name: str, texts: Texts) -> dict[str, str]:
    clean = clean_text if name == "text" else clean_line
    return {tag: clean(words) for tag, words in texts.items()}


def clean_line(words: str) -> str:
    return " ".join(UNSEEN.sub(" ", words).split())


def clean_text(words: str) -> str:
    """Markup keeps what its lines begin with, and the two spaces that break a line."""
    lines = unix_lines(words).split("\n")
    return "\n".join(_ended(*pair) for pair in pairwise([*lines, ""])).strip("\n")


def unix_lines(words: str) -> str:
    """As people count them: browsers send two characters for the end of a line."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _ended(line: str, after: str) -> str:
    bare = UNSEEN.sub(" ", line.expandtabs(4)).rstrip()
    breaks = bare and UNSEEN.sub(" ", after).strip() and line.endswith("  ")
    return f"{bare}  " if breaks else bare


def check_key(kind: PieceKind, key: str) -> None:
    """Raises `InvalidPiece`, also where the software has a page of its own at that address."""
    if not slug_re.match(key) or len(key) > LONGEST_KEY:
        raise InvalidPiece(_("Use letters, digits and hyphens only for the name in the address."))
    if kind == PieceKind.PAGE and not _is_free(key):
        raise InvalidPiece(
            _("This site has a page of its own at that address. Choose another name.")
        )


def _is_free(key: str) -> bool:
    with override(settings.LANGUAGE_CODE):  # the language whose addresses have no prefix
        return resolve(f"/about/{key}/").app_name == "editorial"


def check_content(kind: PieceKind, content: Content) -> None:
    """A draft may lack anything, but what is there must be sound. Raises `InvalidPiece`."""
    for name in FIELDS:
        text: TranslatedText = getattr(content, name)
        if len(text.versions) > MOST_LANGUAGES:
            raise InvalidPiece(_("These are too many languages."))
        for tag, words in text.texts.items():
            _check_words(name, tag, words)
    _check_position(content)
    if kind == PieceKind.PAGE:
        _check_place(content)
    elif content.place:
        raise InvalidPiece(_("Only a page has a place in the menu or in the footer."))
    if kind == PieceKind.NEWS:
        _check_dates(content)
    elif content.starts_on or content.ends_on:
        raise InvalidPiece(_("Only news items have dates."))


def _check_words(name: str, tag: str, words: str) -> None:
    if known_language(tag) != tag:
        raise InvalidPiece(_("“%(tag)s” is no language tag.") % {"tag": tag[:40]})
    if len(words) > LONGEST[name]:
        facts = {"language": _named(tag), "limit": LONGEST[name], "length": len(words)}
        raise InvalidPiece(
            _("In %(language)s a text has %(length)d characters; there is room for %(limit)d.")
            % facts
        )


def _check_place(content: Content) -> None:
    if content.place not in Place.values:
        raise InvalidPiece(_("A page can be in the menu, in the footer, or in neither."))


def _check_position(content: Content) -> None:
    if not 0 <= content.position <= FURTHEST:
        raise InvalidPiece(
            _("The place among the links is a number from 0 to %(most)d.") % {"most": FURTHEST}
        )


def _check_dates(content: Content) -> None:
    if content.starts_on and content.ends_on and content.ends_on < content.starts_on:
        raise InvalidPiece(_("The last day is before the first one."))


def check_complete(content: Content) -> None:
    """What readers get has a title and a text in the same languages. Raises `InvalidPiece`."""
    if not content.title or not content.text:
        raise InvalidPiece(_("A title and a text in at least one language are needed to publish."))
    for tag in content.text.languages:
        if not content.title.texts.get(tag):
            raise InvalidPiece(
                _("The text in %(language)s has no title.") % {"language": _named(tag)}
            )


def _named(tag: str) -> str:
    return language_name(tag, within=get_language() or "en")
