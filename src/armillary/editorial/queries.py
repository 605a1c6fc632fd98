"""What readers are shown of pages and news, and what their writers see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.models import VersionState
from armillary.core.paging import read_cursor, write_cursor
from armillary.core.texts import TranslatedText
from armillary.editorial.enums import PieceKind, Place
from armillary.editorial.errors import NoSuchPiece, Unpublished
from armillary.editorial.models import Piece

PAGE: Final = 20
MOST: Final = 100  # of a page that a machine asks for
IN_FEED: Final = 30
ABOUT: Final = "about"  # the page whose text stands on `/about/`
NEWS_PLACE: Final = "news"  # of the link to all news


@dataclass(frozen=True, slots=True)
class PiecePage:
    """`after` is the cursor of the next page, empty on the last one."""

    rows: Sequence[Piece]
    after: str


def published(kind: PieceKind) -> QuerySet[Piece]:
    return Piece.objects.filter(kind=kind, state=VersionState.PUBLISHED)


def current_news() -> QuerySet[Piece]:
    """What is news today, the latest first."""
    today = now().date()
    begun = published(PieceKind.NEWS).filter(starts_on__lte=today)
    return begun.filter(Q(ends_on=None) | Q(ends_on__gte=today)).order_by("-starts_on", "-pk")


def readable_page(kind: PieceKind, *, after: str = "", size: int = PAGE) -> PiecePage:
    """What readers find in lists: every page by name, and the news of today from the latest."""
    if kind == PieceKind.NEWS:
        return _news_page(after, size)
    rows = published(kind).order_by("key")
    if after:
        [last] = read_cursor(after, purpose="pages")
        rows = rows.filter(key__gt=last)
    found = list(rows[: size + 1])
    more = len(found) > size
    return PiecePage(
        found[:size], write_cursor(found[size - 1].key, purpose="pages") if more else ""
    )


def _news_page(after: str, size: int) -> PiecePage:
    rows = current_news()
    if after:
        day, last = read_cursor(after, purpose="news")
        rows = rows.filter(Q(starts_on__lt=day) | Q(starts_on=day, pk__lt=last))
    found = list(rows[: size + 1])
    cursor = ""
    if len(found) > size:
        shown = found[size - 1]
        cursor = write_cursor(str(shown.starts_on), shown.pk, purpose="news")
    return PiecePage(found[:size], cursor)


def newest_versions(kind: PieceKind) -> QuerySet[Piece]:
    """The draft of each, or else what was written last, by name."""
    newer = Piece.objects.filter(key=OuterRef("key"), number__gt=OuterRef("number"))
    return Piece.objects.filter(kind=kind).exclude(Exists(newer)).order_by("key")


def written_page(kind: PieceKind, *, after: str = "", size: int = PAGE) -> PiecePage:
    """The newest version of each, what changed last first, for those who write; `has_published` says
    whether one is before readers."""
    before_readers = Piece.objects.filter(key=OuterRef("key"), state=VersionState.PUBLISHED)
    rows = newest_versions(kind).annotate(has_published=Exists(before_readers))
    if after:
        [last] = read_cursor(after, purpose=f"written {kind}")
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    cursor = write_cursor(found[size - 1].pk, purpose=f"written {kind}") if more else ""
    return PiecePage(found[:size], cursor)


def public_piece(kind: PieceKind, key: str) -> Piece:
    """What readers get at its address; a news item also after its last day, not before its first.
    Raises `NoSuchPiece`, and `Unpublished` where it was taken from them."""
    found = published_of(kind, key)
    if found is not None and has_begun(found):
        return found
    if found is None and (gone := unpublished_of(kind, key)):
        raise Unpublished(gone.reason)
    raise _none(kind)


def has_begun(piece: Piece) -> bool:
    return piece.starts_on is None or piece.starts_on <= now().date()


def unpublished_of(kind: PieceKind, key: str) -> Piece | None:
    """The version that was taken from readers, while nothing has come in its place."""
    rows = Piece.objects.filter(kind=kind, key=key).exclude(state=VersionState.DRAFT)
    last = rows.order_by("-number").first()
    return last if last is not None and last.state == VersionState.RETIRED else None


def published_of(kind: PieceKind, key: str) -> Piece | None:
    return published(kind).filter(key=key).first()


def draft_of(kind: PieceKind, key: str) -> Piece | None:
    return Piece.objects.filter(kind=kind, key=key, state=VersionState.DRAFT).first()


def is_known(key: str, kind: PieceKind | None = None) -> bool:
    """Is there a page or a news item of this name, in whatever state?"""
    rows = Piece.objects.filter(key=key)
    return (rows.filter(kind=kind) if kind else rows).exists()


def versions_of(kind: PieceKind, key: str) -> list[Piece]:
    """The newest first. Raises `NoSuchPiece` where there is none."""
    found = list(Piece.objects.filter(kind=kind, key=key).order_by("-number"))
    if not found:
        raise _none(kind)
    return found


def newest_or_none(kind: PieceKind, key: str) -> Piece | None:
    """The draft, or else what was written last."""
    return Piece.objects.filter(kind=kind, key=key).order_by("-number").first()


def newest_of(kind: PieceKind, key: str) -> Piece:
    """The same. Raises `NoSuchPiece`."""
    found = newest_or_none(kind, key)
    if found is None:
        raise _none(kind)
    return found


def version_of(kind: PieceKind, key: str, number: int) -> Piece:
    """Raises `NoSuchPiece`."""
    found = next((each for each in versions_of(kind, key) if each.number == number), None)
    if found is None:
        raise NoSuchPiece(_("There is no version %(number)d of it.") % {"number": number})
    return found


def _none(kind: PieceKind) -> NoSuchPiece:
    if kind == PieceKind.NEWS:
        return NoSuchPiece(_("There is no such news item. Look through the news."))
    return NoSuchPiece(_("There is no such page. Look at what this site says about itself."))


def revision_of(newest: Piece | None) -> int:
    """A number that is another one once its newest version, draft or not, is another or says
    something else; 0 where there is no piece."""
    if newest is None:
        return 0
    return int(newest.changed_at.timestamp() * 1_000_000) + newest.number


@dataclass(frozen=True, slots=True)
class Link:
    """A page that is offered everywhere on the site."""

    place: str
    key: str
    title: TranslatedText


def offered_links() -> list[Link]:
    """Pages in the menu and in the footer, in their order, and behind them one of the news, if there
    is any."""
    one = current_news().values("pk")[:1]
    pages = Q(kind=PieceKind.PAGE) & ~Q(place=Place.NOWHERE)
    rows = Piece.objects.filter(pages | Q(pk__in=one), state=VersionState.PUBLISHED)
    found = rows.order_by("position", "key").values_list("kind", "place", "key", "title")
    links = [Link(place, key, title) for kind, place, key, title in found if kind == PieceKind.PAGE]
    if len(links) < len(found):
        links.append(Link(NEWS_PLACE, "", TranslatedText()))
    return links


def last_change_of_news() -> tuple[date, datetime | None, int]:
    """Another one whenever the list of today's news is: the day, when one of them was published last,
    and how many there are."""
    found = current_news().order_by().aggregate(last=Max("published_at"), count=Count("pk"))
    return now().date(), found["last"], found["count"]
