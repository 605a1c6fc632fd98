"""What can be done with a saved search. That somebody asked for mail, and that they no longer want it,
stands in the log with its time: it is what allows us to write."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import rules
from armillary.dissemination.enums import HowOften
from armillary.dissemination.errors import InvalidSearch, SavedAlready
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.searches.arrivals import latest_arrival, number_arrivals
from armillary.dissemination.searches.asked import AskedSearch
from armillary.dissemination.searches.stopping import meant_by
from armillary.notices.enums import NoticeState
from armillary.notices.operations import give_up_notices
from armillary.people.actors import SYSTEM, Actor
from armillary.people.log import write_log
from armillary.people.models import Person
from armillary.search.queries import read_request

STREAM = "searches"
MOST_SEARCHES = 50  # of one member
LONGEST_NAME = 200


def save_search(
    name: str,
    asked: AskedSearch,
    *,
    language: str,
    how_often: HowOften = HowOften.NEVER,
    owner: Person,
    by: Actor,
) -> SavedSearch:
    """Keep a search for its owner, who reads it in `language`. Raises `InvalidSearch`, `SavedAlready`,
    and `InvalidInput` for what cannot be searched."""
    require(rules.may_keep_searches(by, owner))
    if language not in INTERFACE_LANGUAGES:
        raise InvalidSearch(_("This site is read in: %(tags)s.") % {"tags": _tags()})
    read_request(asked.request(language))
    made = SavedSearch(
        owner=owner,
        name=_checked_name(name),
        query=asked.query,
        language=language,
        fingerprint=asked.fingerprint(language),
    )
    with transaction.atomic():
        _insert(made)
        _set_how_often(made, how_often, by=by)
    return made


def _insert(made: SavedSearch) -> None:
    own = SavedSearch.objects.filter(owner=made.owner)
    if own.count() >= MOST_SEARCHES:
        raise InvalidSearch(
            _("You have %(most)d saved searches already. Delete one that you no longer need.")
            % {"most": MOST_SEARCHES}
        )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        before = own.get(fingerprint=made.fingerprint)
        raise SavedAlready(
            _("You have saved this search already, as “%(name)s”.") % {"name": before.name}
        ) from None


@transaction.atomic
def change_search(found: SavedSearch, *, name: str, how_often: HowOften, by: Actor) -> SavedSearch:
    """Another name, and mail as often as said. Raises `InvalidSearch`."""
    require(rules.may_edit_search(by, found))
    row = SavedSearch.objects.select_for_update().select_related("owner").get(pk=found.pk)
    row.name = _checked_name(name)
    row.save(update_fields=["name", "changed_at"])
    _set_how_often(row, how_often, by=by)
    return row


@transaction.atomic
def delete_search(found: SavedSearch, *, by: Actor) -> None:
    """For good; with it goes the mail about it."""
    require(rules.may_edit_search(by, found))
    _set_how_often(found, HowOften.NEVER, by=by)
    found.delete()


@transaction.atomic
def stop_mail(token: str) -> None:
    """No more mail about what a signed address stands for. Whoever holds the address is the reader of
    the mail it came with, so nobody has to sign in. Doing it twice changes nothing. Raises
    `NoSuchSearch` for an address that is not ours."""
    meant = meant_by(token)
    for found in meant.searches:
        _set_how_often(found, HowOften.NEVER, by=found.owner)


def _set_how_often(row: SavedSearch, how_often: HowOften, *, by: Actor) -> None:
    """Whoever asks for mail is told of what comes from then on."""
    if row.how_often == how_often:
        return
    if how_often == HowOften.NEVER:
        row.mail_asked_at = None
        write_log(STREAM, "stop-mail", by=by, on=row.public_id)
    elif row.mail_asked_at is None:
        number_arrivals()
        row.mail_asked_at = row.told_at = now()
        row.told_up_to = latest_arrival()
    if how_often != HowOften.NEVER:
        write_log(STREAM, "ask-for-mail", by=by, on=row.public_id, how_often=how_often.value)
    row.how_often = how_often
    row.save(update_fields=["how_often", "mail_asked_at", "told_at", "told_up_to", "changed_at"])
    if how_often == HowOften.NEVER:
        _take_back_alerts(row)


def _take_back_alerts(stopped: SavedSearch) -> None:
    """What waits for a mail server that is away is not sent, unless it tells of another search that
    still sends mail."""
    waiting = stopped.alerts.filter(state=NoticeState.WAITING)
    sending = SavedSearch.objects.exclude(how_often=HowOften.NEVER)
    wanted = sending.filter(alerts__in=waiting).values("alerts")
    give_up_notices(waiting.exclude(pk__in=wanted).values_list("pk", flat=True), by=SYSTEM)


def _checked_name(stated: str) -> str:
    """In one line. Raises `InvalidSearch`."""
    name = " ".join(cleaned(stated).split())
    if not name:
        raise InvalidSearch(_("Give the search a name."))
    if len(name) > LONGEST_NAME:
        raise InvalidSearch(
            _("A name has at most %(most)d characters. Shorten it.") % {"most": LONGEST_NAME}
        )
    return name


def _tags() -> str:
    return ", ".join(INTERFACE_LANGUAGES)
