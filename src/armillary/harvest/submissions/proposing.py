"""What is known of an address before anybody fills in a form: whether we have it, and what its page
says of itself. Fetched while a person waits, so it is fetched with little patience."""

import time
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resources_by_key
from armillary.core.errors import require
from armillary.core.http import (
    MEGABYTE,
    Fetched,
    Fetcher,
    FetchError,
    Manners,
    TryAgainLater,
    outgoing,
)
from armillary.formats.describe import describe
from armillary.formats.errors import FormatError
from armillary.formats.values.addresses import clean
from armillary.formats.values.identifiers import keys_of
from armillary.formats.web_page import propose
from armillary.harvest import rules
from armillary.harvest.errors import InvalidSubmission
from armillary.harvest.submissions.patience import require_patience
from armillary.harvest.submissions.words import Words, words_in
from armillary.people.actors import Actor
from armillary.vocabularies.queries import subject_resolver

LIMIT: Final = 5 * MEGABYTE
ACCEPT: Final = "text/html, application/xhtml+xml, application/ld+json;q=0.9, */*;q=0.5"
MOST_AN_HOUR: Final = 60
LONGEST_WAIT: Final = 3.0  # seconds


def _wait_shortly(seconds: float) -> None:
    """A machine that is being asked by others, or wants long pauses, is left alone for now."""
    if seconds > LONGEST_WAIT:
        raise TryAgainLater(_("This site is being asked by others just now. Try again later."))
    time.sleep(seconds)


HURRIED: Final = Manners(
    connect=3.0,
    read=4.0,
    total=6.0,
    altogether=8.0,
    attempts=1,
    redirects=4,
    sleep=_wait_shortly,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`words` as far as the page gave them; `problem` says why it gave none."""

    words: Words
    problem: str = ""


def known_resource(address: str) -> Resource | None:
    """The resource, in whatever state, that has this address already."""
    ids = set(resources_by_key(keys_of(address)).values())
    return Resource.objects.filter(pk__in=ids).order_by("pk").first() if ids else None


def checked_address(stated: str) -> str:
    """Raises `InvalidSubmission`."""
    typed = stated.strip()
    address = clean(typed if "://" in typed else f"https://{typed}")
    if address is None:
        raise InvalidSubmission(_("Give the web address of the resource, such as https://…"))
    return address


def proposal_for(
    address: str, *, language: str, by: Actor, fetcher: Fetcher | None = None
) -> Proposal:
    """What the page at an address says of itself; a page that cannot be had proposes nothing but
    its address. Raises `TooManySubmissions`."""
    require(rules.may_submit(by))
    require_patience("proposals", most=MOST_AN_HOUR, by=by)  # each asks somebody else's machine
    own = fetcher or outgoing(manners=HURRIED)
    try:
        fetched = own.fetch(address, limit=LIMIT, accept=ACCEPT)
        words = _words(fetched, address, language)
    except (FetchError, FormatError) as error:
        return Proposal(Words(address=address), str(error))
    finally:
        if fetcher is None:
            own.close()
    problem = "" if words.title else _("The page does not say what it is about.")
    return Proposal(words, problem)


def _words(fetched: Fetched, address: str, language: str) -> Words:
    stated = propose(fetched.body, fetched.final_address or address, fetched.encoding)
    described = describe(stated, subject=subject_resolver())
    found = next(iter(stated.addresses), address)
    return replace(words_in(described, preferred=language), address=clean(found) or address)
