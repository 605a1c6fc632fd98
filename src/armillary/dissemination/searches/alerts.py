"""Tell members what is new for the searches they follow: each thing once, and none left out.

A search remembers the number of the last arrival that its owner was told of (`arrivals` says why no
date would do). An alert asks the index which of the arrivals since then the search finds, puts one
message for all due searches of a member into the outbox, and moves their numbers on in the same
transaction, only where they are still what was read. So a run that fails, or a machine that dies,
leaves everything as it was and the next run tells it; two runs at once tell it once; and what the
index did not hold yet has no number yet, so that it comes with a later alert instead of never. What is
new is what was listed: a resource that only came to match, because somebody described it better, is
found and not told of, and so is one that was taken back before the mail went out.
"""

import logging
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import Conflict, InvalidInput, require
from armillary.dissemination import rules
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.searches.arrivals import latest_arrival, number_arrivals
from armillary.dissemination.searches.letters import letter
from armillary.dissemination.searches.news import Fresh, News, fresh_since, news_of
from armillary.dissemination.searches.queries import searches_due
from armillary.notices.models import Notice
from armillary.notices.operations import send_notice
from armillary.people.actors import SYSTEM, Actor
from armillary.people.models import Person
from armillary.people.queries import is_confirmed

logger = logging.getLogger(__name__)


def alert_person(person_id: int, *, by: Actor) -> Notice | None:
    """Write to a member what is new for their due searches; None where it is not time, nothing is new
    or they have no confirmed address. Raises `Conflict` where a search changed meanwhile, and
    `IndexUnavailable`; nothing has happened then."""
    require(rules.may_refresh(by))
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    due = searches_due(person) if person and is_confirmed(person) else []
    if person is None or not due:
        return None
    number_arrivals()
    up_to = latest_arrival()
    news = _news(due, up_to)
    with transaction.atomic():
        _move_on(due, up_to)
        return _written(person, news) if news else None


def _news(searches: Sequence[SavedSearch], up_to: int) -> list[News]:
    """Of those that have any."""
    told = {search.told_up_to for search in searches}
    fresh = {number: fresh_since(number, up_to=up_to) for number in told}
    looked = [_news_of(search, fresh[search.told_up_to]) for search in searches]
    return [news for news in looked if news and news.count]


def _news_of(search: SavedSearch, fresh: Fresh) -> News | None:
    """None for what could be searched once and cannot be any more: one such search is no reason to
    keep quiet about the others."""
    try:
        return news_of(search, fresh)
    except InvalidInput:
        logger.warning("Saved search %s cannot be searched any more.", search.public_id)
        return None


def _move_on(searches: Sequence[SavedSearch], up_to: int) -> None:
    moment = now()
    for each in searches:
        same = SavedSearch.objects.filter(
            pk=each.pk,
            how_often=each.how_often,
            told_up_to=each.told_up_to,
            told_at=each.told_at,
        )
        if not same.update(told_up_to=up_to, told_at=moment):
            raise Conflict(_("A saved search changed meanwhile. It will be looked at again."))


def _written(person: Person, news: Sequence[News]) -> Notice:
    written = letter(person, news)
    notice = send_notice(
        person.email,
        subject=written.subject,
        body=written.text,
        html=written.html,
        headers=written.headers,
        by=SYSTEM,
    )
    for each in news:
        each.search.alerts.add(notice)
    return notice
