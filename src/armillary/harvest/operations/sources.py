"""Add, change and remove sources."""

import ipaddress
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.core.http.targets import is_reachable
from armillary.harvest import rules
from armillary.harvest.claiming import stop_dead_runs
from armillary.harvest.enums import Schedule, SourceState
from armillary.harvest.errors import (
    InvalidSource,
    SourceExists,
)
from armillary.harvest.fetching import fetcher_of
from armillary.harvest.kinds import kind_of
from armillary.harvest.kinds.table import Table, limit_of, opened
from armillary.harvest.models import ADDRESS_LENGTH, TITLE_LENGTH, Record, Run, Source
from armillary.harvest.queries import forget_source_titles
from armillary.harvest.scheduling import first_due
from armillary.harvest.signals import trust_changed
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "harvest"
MOST_DAYS: Final = 3650
CHANGED: Final = "The source was changed meanwhile; its next run begins anew."
# Options that reach into this machine: for its operator only.
LOCAL: Final = frozenset({"served_from", "ignore_robots"})


@transaction.atomic
def add_source(
    kind: str,
    address: str,
    name: str,
    *,
    title: str = "",
    trusted: bool = False,
    only_stem: bool = False,
    ask_before_merging: bool = False,
    schedule: str = Schedule.BY_HAND,
    options: Mapping[str, Any] | None = None,
    mapping: Mapping[str, str] | None = None,
    by: Actor,
) -> Source:
    """A source that is ready to run; one with a schedule runs for the first time in a moment.
    Raises `InvalidSource` or `SourceExists`."""
    require(rules.may_add_source(by))
    options = _stated(options or {})
    address = _checked_address(address, options, by=by)
    _check_options(kind, options)
    kind_of(kind).check(address, options)
    source = Source(
        name=_checked_name(name),
        title=_checked_title(title),
        kind=kind,
        address=address,
        is_trusted=trusted,
        only_stem=only_stem,
        asks_before_merging=ask_before_merging,
        schedule=_checked_schedule(schedule),
        due_at=first_due(schedule),
        options=options,
        mapping=dict(mapping or {}),
    )
    _check_mapping(source)
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as error:
        raise SourceExists(
            _("There is already a source called %(name)s. Choose another name.") % {"name": name}
        ) from error
    _forget_titles()
    write_log(STREAM, "add-source", by=by, on=source.name, kind=kind, trusted=trusted)
    return source


def _stated(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if value not in ("", None)}


def _check_options(kind: str, options: Mapping[str, Any]) -> None:
    known = {option.name: option for option in kind_of(kind).options}
    if unknown := options.keys() - known.keys() - LOCAL:
        raise InvalidSource(
            _("%(kind)s has no option called %(names)s. It has: %(known)s.")
            % {"kind": kind, "names": ", ".join(sorted(unknown)), "known": ", ".join(known)}
        )
    absent = [name for name, option in known.items() if option.is_required and name not in options]
    if absent:
        raise InvalidSource(_("Say also: %(names)s.") % {"names": ", ".join(absent)})


def _check_mapping(source: Source) -> None:
    """The columns of a file of this machine are looked at right now; those of an address when it
    is fetched, since a form should not wait for somebody else's server."""
    if not source.mapping:
        return
    if source.kind != Table.name:
        raise InvalidSource(_("Only a table has columns to choose from."))
    if not source.address.startswith("file:"):
        return
    fetcher = fetcher_of(source)
    try:
        body = fetcher.fetch(source.address, limit=limit_of(source.address)).body
        opened(body, source.address, source.mapping)
    finally:
        fetcher.close()


def _checked_name(name: str) -> str:
    try:
        validate_slug(name)
    except ValidationError as error:
        raise InvalidSource(
            _("A name has letters, digits and hyphens only, such as open-textbooks.")
        ) from error
    if len(name) > 80:
        raise InvalidSource(_("This name is too long. Use at most 80 letters."))
    return name


def _checked_title(title: str) -> str:
    title = " ".join(title.split())
    if len(title) > TITLE_LENGTH:
        raise InvalidSource(
            _("This title is too long. Use at most %(most)d letters.") % {"most": TITLE_LENGTH}
        )
    return title


def _forget_titles() -> None:
    """At once for whoever reads in this transaction, and again when others can read it."""
    forget_source_titles()
    transaction.on_commit(forget_source_titles)


def _checked_address(address: str, options: Mapping[str, Any], *, by: Actor) -> str:
    address = address.strip()
    if address.startswith("file:") or LOCAL & options.keys():
        require(rules.may_read_files(by))
    elif not address.lower().startswith(("http://", "https://")):
        raise InvalidSource(_("An address starts with http:// or https://."))
    if len(address) > ADDRESS_LENGTH or "@" in address.split("/", 3)[2]:
        raise InvalidSource(_("The address is too long, or holds a user name or a password."))
    if not by.is_machine:
        _refuse_private(address)
    return address


def _refuse_private(address: str) -> None:
    """What a number or `localhost` shows at once. A name is looked up when it is fetched."""
    host = urlsplit(address).hostname or ""
    try:
        is_private = not is_reachable(ipaddress.ip_address(host), allow_private=False)
    except ValueError:
        is_private = host == "localhost" or host.endswith(".localhost")
    if is_private and not settings.ALLOW_PRIVATE_ADDRESSES:
        raise InvalidSource(
            _(
                "%(host)s is a private address, which this installation does not fetch. "
                "An administrator can allow it with ARMILLARY_ALLOW_PRIVATE_ADDRESSES."
            )
            % {"host": host}
        )


@transaction.atomic
def change_source(
    source: Source,
    *,
    trusted: bool | None = None,
    only_stem: bool | None = None,
    ask_before_merging: bool | None = None,
    paused: bool | None = None,
    title: str | None = None,
    schedule: str | None = None,
    relist_days: int | None = None,
    address: str | None = None,
    options: Mapping[str, Any] | None = None,
    mapping: Mapping[str, str] | None = None,
    by: Actor,
) -> Source:
    """Change what is given and leave the rest. An empty value of `options` (set, prefix, language)
    takes it away. Raises `InvalidSource`, or `SourceBusy` while another list is gone through."""
    require(rules.may_add_source(by))
    row = Source.objects.select_for_update().get(pk=source.pk)
    before = (row.is_trusted, row.only_stem)
    if trusted is not None:
        row.is_trusted = trusted
    if only_stem is not None:
        row.only_stem = only_stem
    if ask_before_merging is not None:
        row.asks_before_merging = ask_before_merging
    _plan(row, paused=paused, schedule=schedule, relist_days=relist_days)
    if title is not None:
        row.title = _checked_title(title)
    changed = _relist(row, address=address, options=options, mapping=mapping, by=by)
    row.save()
    _forget_titles()
    facts = {
        "trusted": row.is_trusted,
        "only_stem": row.only_stem,
        "ask_before_merging": row.asks_before_merging,
        "state": row.state,
        "title": row.title,
        "schedule": row.schedule,
        "changed": changed,
    }
    write_log(STREAM, "change-source", by=by, on=row.name, **facts)
    if (row.is_trusted, row.only_stem) != before:
        trust_changed.send(sender=Source, source=row.pk, trusted=row.is_trusted)
    return row


def _plan(
    row: Source, *, paused: bool | None, schedule: str | None, relist_days: int | None
) -> None:
    """Whoever resumes a source, or gives it a schedule, wants to see it run."""
    is_resumed = paused is False and row.state != SourceState.ACTIVE
    if paused is not None and not (paused and row.state == SourceState.RETIRED):
        row.state = SourceState.PAUSED if paused else SourceState.ACTIVE
    if paused or is_resumed:
        row.paused_because, row.failures = "", 0
    is_rescheduled = schedule is not None and schedule != row.schedule
    if schedule is not None:
        row.schedule = _checked_schedule(schedule)
    if is_resumed or is_rescheduled:
        row.due_at = first_due(row.schedule)
    if relist_days is not None:
        if not 0 <= relist_days <= MOST_DAYS:
            raise InvalidSource(
                _("Between two whole lists lie at most %(most)d days.") % {"most": MOST_DAYS}
            )
        row.relist_days = relist_days


def _checked_schedule(schedule: str) -> str:
    if schedule not in Schedule:
        raise InvalidSource(
            _("There is no schedule called %(name)s. Use one of: %(known)s.")
            % {"name": schedule, "known": ", ".join(Schedule.values)}
        )
    return schedule


def _relist(
    row: Source,
    *,
    address: str | None,
    options: Mapping[str, Any] | None,
    mapping: Mapping[str, str] | None,
    by: Actor,
) -> list[str]:
    """Set what decides on the list and how it is read; the names of what became different."""
    if local := LOCAL & (options or {}).keys():
        raise InvalidSource(
            _("This cannot be changed: %(names)s.") % {"names": ", ".join(sorted(local))}
        )
    old = _list_of(row)
    row.options = _stated({**row.options, **(options or {})})
    _check_options(row.kind, row.options)
    if address is not None and address.strip() != row.address:
        row.address = _checked_address(address, row.options, by=by)
    if mapping is not None:
        row.mapping = dict(mapping)
    new = _list_of(row)
    changed = sorted(name for name in new if new[name] != old[name])
    if changed:
        kind_of(row.kind).check(row.address, row.options)
        _check_mapping(row)
        rereads = {option.name for option in kind_of(row.kind).options if option.rereads}
        _begin_anew(row, is_read_anew=bool({"mapping", *rereads}.intersection(changed)))
    return changed


def _list_of(row: Source) -> dict[str, Any]:
    stated = {option.name: row.options.get(option.name, "") for option in kind_of(row.kind).options}
    return {**stated, "address": row.address, "mapping": row.mapping}


def _begin_anew(row: Source, *, is_read_anew: bool) -> None:
    """A place in the old list means nothing in the new one. Records that would be read in another
    way lose their digest, so that the next run does not take them for unchanged."""
    stop_dead_runs(row, why=CHANGED)
    harvests = Run.objects.filter(source=row, is_remapping=False)
    harvests.exclude(checkpoint={}).update(checkpoint={})
    row.since = ""
    row.validators = {}
    if is_read_anew:
        Record.objects.filter(source=row).update(digest="")
