"""Signed addresses that stop mail without signing in: one search, or all of a member.

They do not expire, because the mail they stand in does not either; what they allow is only to be left
alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from armillary.dissemination import addresses
from armillary.dissemination.enums import HowOften
from armillary.dissemination.errors import NoSuchSearch
from armillary.dissemination.models import SavedSearch
from armillary.people.models import Person

ONE, ALL = "search", "person"


@dataclass(frozen=True, slots=True)
class Meant:
    """Searches that still send mail; `name` of the one that is meant, empty where all are."""

    searches: Sequence[SavedSearch]
    is_all: bool
    name: str = ""


def stop_address(found: SavedSearch, language: str) -> str:
    return _address(ONE, found.public_id, language)


def stop_all_address(person: Person, language: str) -> str:
    return _address(ALL, person.public_id, language)


def meant_by(token: str) -> Meant:
    """Raises `NoSuchSearch` for what we have not signed."""
    try:
        kind, _dash, public_id = _signer().unsign(token).partition("-")
    except BadSignature:
        raise NoSuchSearch(
            _("This address is damaged. Copy all of it from the mail, or sign in to stop mail.")
        ) from None
    rows = SavedSearch.objects.select_related("owner")
    if kind == ALL:
        return Meant(_sending(rows.filter(owner__public_id=public_id)), is_all=True)
    own = list(rows.filter(public_id=public_id))
    return Meant(_sending(own), is_all=False, name=own[0].name if own else "")


def _sending(rows: Iterable[SavedSearch]) -> list[SavedSearch]:
    return [row for row in rows if row.how_often != HowOften.NEVER]


def _address(kind: str, public_id: str, language: str) -> str:
    return addresses.site(f"/searches/stop/{_signer().sign(f'{kind}-{public_id}')}/", language)


def _signer() -> Signer:
    return Signer(salt="armillary.dissemination.searches", sep=".")
