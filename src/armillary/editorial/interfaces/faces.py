"""How the two kinds of pieces look at the desk: their names, their addresses, their versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.core.models import VersionState
from armillary.editorial.enums import PieceKind
from armillary.editorial.models import Piece
from armillary.people.models import Person


@dataclass(frozen=True, slots=True)
class Face:
    """What a kind is called, and where its screens are."""

    title: Promise
    lead: Promise
    make: Promise
    none: Promise
    list_view: str
    new_view: str
    one_view: str
    preview_view: str
    decide_view: str
    public_view: str
    is_news: bool


def _face(
    name: str, public: str, title: Promise, lead: Promise, make: Promise, none: Promise
) -> Face:
    return Face(
        title,
        lead,
        make,
        none,
        f"editorial:desk-{name}",
        f"editorial:new-{name}",
        f"editorial:desk-{name}-one",
        f"editorial:preview-{name}",
        f"editorial:decide-{name}",
        f"editorial:{public}",
        is_news=name == "news",
    )


FACES: Final = {
    PieceKind.PAGE: _face(
        "pages",
        "page",
        _("Pages"),
        _(
            "Pages that this site has beside its resources: who you are, how to take part, what the rules are."
        ),
        _("New page"),
        _("There is no page yet."),
    ),
    PieceKind.NEWS: _face(
        "news",
        "news-item",
        _("News"),
        _(
            "What is new, with the day from which it is. The latest stand on the front page, and readers can follow a feed."
        ),
        _("New news item"),
        _("There is no news yet."),
    ),
}

STATES: Final = {
    VersionState.DRAFT.value: _("Draft"),
    VersionState.PUBLISHED.value: _("Published"),
    VersionState.RETIRED.value: _("Earlier"),
}


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in the history, with who made it."""

    version: Piece
    state: str
    maker: str


def version_views(versions: Sequence[Piece]) -> list[VersionView]:
    makers = Person.objects.filter(public_id__in={each.made_by for each in versions})
    names = {person.public_id: person.name for person in makers.filter(erased_at=None)}
    return [
        VersionView(each, str(STATES[each.state]), names.get(each.made_by) or each.made_by)
        for each in versions
    ]
