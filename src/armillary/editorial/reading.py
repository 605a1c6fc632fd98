"""A piece for one reader: in their language where there is one, else in the best there is, with the way
to the others."""

from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any, Final

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from armillary.core.clock import now
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, direction, language_name
from armillary.editorial.enums import PieceKind
from armillary.editorial.markup import html_of
from armillary.editorial.models import Piece
from armillary.editorial.queries import ABOUT

LEAD: Final = 40  # words


@dataclass(frozen=True, slots=True)
class Other:
    """Another language of the same piece, named in itself."""

    language: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Reading:
    """`language` is that of the words, `language_said` its name for the reader where it is not theirs;
    `is_stale` says that the original has changed since, `is_over` that it is no news any more."""

    piece: Piece
    title: str
    summary: str
    html: SafeString
    language: str
    direction: str
    language_said: str
    is_stale: bool
    is_over: bool
    others: list[Other]

    @property
    def is_foreign(self) -> bool:
        return bool(self.language_said)

    @property
    def lead(self) -> str:
        """Its first words, for search engines. Plain text, which a template has to escape: what is
        safe between tags is not safe in an attribute."""
        words = " ".join(unescape(strip_tags(self.html)).split())
        return str(Truncator(words).words(LEAD))


def reading_of(piece: Piece, wanted: str, *, chosen: str = "") -> Reading:
    """For a reader of `wanted`, who may have `chosen` another of its languages."""
    tag = chosen if piece.text.texts.get(chosen) else piece.text.language_for(wanted)
    text = piece.text.versions.get(tag)
    return Reading(
        piece,
        title=piece.title.texts.get(tag, "") or piece.title.read(wanted),
        summary=piece.summary.texts.get(tag, ""),
        html=html_of(text.text) if text else SafeString(""),
        language=tag,
        direction=direction(tag),
        language_said=language_name(tag, within=wanted) if tag not in ("", wanted) else "",
        is_stale=text is not None and piece.text.is_stale(tag),
        is_over=_is_over(piece),
        others=[_other(piece, each) for each in piece.text.languages if each != tag],
    )


def _is_over(piece: Piece) -> bool:
    return piece.ends_on is not None and piece.ends_on < now().date()


def _other(piece: Piece, language: str) -> Other:
    """The whole page in that language where the interface speaks it, else the words only."""
    if language in INTERFACE_LANGUAGES:
        return Other(language, ENDONYMS[language], localised(path_of(piece), language))
    name = language_name(language, within=language)
    return Other(language, name, f"?text={language}")


def path_of(piece: Piece) -> str:
    """Where readers find it, without the prefix of a language."""
    if piece.kind == PieceKind.NEWS:
        return f"/news/{piece.key}/"
    return page_path(piece.key)


def page_path(key: str) -> str:
    """The page called “about” stands on the page about the whole site."""
    return "/about/" if key == ABOUT else f"/about/{key}/"


def localised(path: str, language: str) -> str:
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def piece_facts(piece: Piece) -> dict[str, Any]:
    """As JSON values, the texts in markup and as HTML."""
    return {
        "name": piece.key,
        "page": f"{settings.BASE_URL}{path_of(piece)}",
        "title": piece.title.texts,
        "summary": piece.summary.texts,
        "text": piece.text.texts,
        "html": {tag: str(html_of(words)) for tag, words in piece.text.texts.items()},
        "original": piece.text.original,
        "stale": [tag for tag in piece.text.languages if piece.text.is_stale(tag)],
        **_facts_of_kind(piece),
        "version": piece.number,
        "published": piece.published_at.isoformat() if piece.published_at else None,
    }


def _facts_of_kind(piece: Piece) -> dict[str, Any]:
    if piece.kind == PieceKind.PAGE:
        return {"place": piece.place, "position": piece.position}
    return {"starts": _day(piece.starts_on), "ends": _day(piece.ends_on)}


def version_facts(piece: Piece) -> dict[str, Any]:
    """A version for those who write."""
    return {
        **piece_facts(piece),
        "state": piece.state,
        "made_by": piece.made_by,
        "changed": piece.changed_at.isoformat(),
        "reason": piece.reason,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
