"""What can be done with sources and suspicions. Each checks its permission and is logged."""

import ipaddress
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from armillary.catalogue.operations import merge_resources, undo_merge
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.http import Fetcher
from armillary.core.http.targets import is_reachable
from armillary.harvest import rules
from armillary.harvest.enums import RunState, SourceState, SuspicionState
from armillary.harvest.errors import (
    AlreadyDecided,
    InvalidSource,
    SourceBusy,
    SourceExists,
    SourceInUse,
)
from armillary.harvest.fetching import fetcher_of
from armillary.harvest.kinds import kind_of
from armillary.harvest.kinds.table import Table, limit_of, opened
from armillary.harvest.models import ADDRESS_LENGTH, TITLE_LENGTH, Record, Run, Source, Suspicion
from armillary.harvest.queries import forget_source_titles, has_records
from armillary.harvest.runs import LEASE, Harvest, Report, claim
from armillary.harvest.signals import suspicions_restated, trust_changed
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "harvest"
# Options that reach into this machine: for its operator only.
LOCAL: Final = frozenset({"served_from", "ignore_robots"})
# Options that may be changed later.
CHANGEABLE: Final = frozenset({"set", "prefix", "language"})


@transaction.atomic
def add_source(
    kind: str,
    address: str,
    name: str,
    *,
    title: str = "",
    trusted: bool = False,
    options: Mapping[str, Any] | None = None,
    mapping: Mapping[str, str] | None = None,
    by: Actor,
) -> Source:
    """A source that is ready to run. Raises `InvalidSource` or `SourceExists`."""
    require(rules.may_add_source(by))
    options = _stated(options or {})
    address = _checked_address(address, options, by=by)
    kind_of(kind).check(address, options)
    source = Source(
        name=_checked_name(name),
        title=_checked_title(title),
        kind=kind,
        address=address,
        is_trusted=trusted,
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
    paused: bool | None = None,
    title: str | None = None,
    address: str | None = None,
    options: Mapping[str, Any] | None = None,
    mapping: Mapping[str, str] | None = None,
    by: Actor,
) -> Source:
    """Change what is given and leave the rest. An empty value of `options` (set, prefix, language)
    takes it away. Raises `InvalidSource`, or `SourceBusy` while another list is gone through."""
    require(rules.may_add_source(by))
    row = Source.objects.select_for_update().get(pk=source.pk)
    before = row.is_trusted
    if trusted is not None:
        row.is_trusted = trusted
    if paused is not None:
        row.state = SourceState.PAUSED if paused else SourceState.ACTIVE
    if title is not None:
        row.title = _checked_title(title)
    changed = _relist(row, address=address, options=options, mapping=mapping, by=by)
    row.save()
    _forget_titles()
    facts = {"trusted": row.is_trusted, "state": row.state, "title": row.title, "changed": changed}
    write_log(STREAM, "change-source", by=by, on=row.name, **facts)
    if row.is_trusted != before:
        trust_changed.send(sender=Source, source=row.pk, trusted=row.is_trusted)
    return row


def _relist(
    row: Source,
    *,
    address: str | None,
    options: Mapping[str, Any] | None,
    mapping: Mapping[str, str] | None,
    by: Actor,
) -> list[str]:
    """Set what decides on the list and how it is read; the names of what became different."""
    if unknown := (options or {}).keys() - CHANGEABLE:
        raise InvalidSource(
            _("This cannot be changed: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    old = _list_of(row)
    row.options = _stated({**row.options, **(options or {})})
    if address is not None and address.strip() != row.address:
        row.address = _checked_address(address, row.options, by=by)
    if mapping is not None:
        row.mapping = dict(mapping)
    new = _list_of(row)
    changed = sorted(name for name in new if new[name] != old[name])
    if changed:
        kind_of(row.kind).check(row.address, row.options)
        _check_mapping(row)
        _begin_anew(row, is_read_anew=bool({"mapping", "language"}.intersection(changed)))
    return changed


def _list_of(row: Source) -> dict[str, Any]:
    stated = {name: row.options.get(name, "") for name in CHANGEABLE}
    return {**stated, "address": row.address, "mapping": row.mapping}


def _begin_anew(row: Source, *, is_read_anew: bool) -> None:
    """A place in the old list means nothing in the new one. Records that would be read in another
    way lose their digest, so that the next run does not take them for unchanged."""
    _refuse_running(row)
    Run.objects.filter(source=row).exclude(checkpoint={}).update(checkpoint={})
    row.since = ""
    if is_read_anew:
        Record.objects.filter(source=row).update(digest="")


def _refuse_running(row: Source) -> None:
    alive = Run.objects.filter(source=row, state=RunState.RUNNING, beat_at__gte=now() - LEASE)
    if alive.exists():
        raise SourceBusy(
            _("%(name)s is being harvested. Wait until it is done.") % {"name": row.name}
        )


@transaction.atomic
def remove_source(source: Source, *, by: Actor) -> None:
    """Forget a source that gave nothing. Raises `SourceInUse` where it has records."""
    require(rules.may_add_source(by))
    row = Source.objects.select_for_update().get(pk=source.pk)
    if has_records(row):
        raise SourceInUse(
            _("%(name)s has given records, so it cannot be removed. Pause it instead.")
            % {"name": row.name}
        )
    _refuse_running(row)
    name = row.name
    row.delete()
    _forget_titles()
    write_log(STREAM, "remove-source", by=by, on=name)


def run_source(
    source: Source,
    *,
    by: Actor,
    full: bool = False,
    progress: Report | None = None,
    fetcher: Fetcher | None = None,
) -> Run:
    """Harvest a source, or go on with a run that was interrupted. A run that fails is returned
    with its `problem`; everything it took is kept. Raises `SourceBusy`."""
    require(rules.may_run_source(by, source))
    if source.state == SourceState.PAUSED:
        raise SourceBusy(_("%(name)s is paused. Resume it first.") % {"name": source.name})
    run = claim(source, full=full)
    own = fetcher or fetcher_of(source)
    try:
        Harvest(run, fetcher=own, by=by, report=progress).go()
    finally:
        if fetcher is None:
            own.close()
    run.refresh_from_db()
    return run


@transaction.atomic
def decide_suspicion(suspicion: Suspicion, *, same: bool, by: Actor) -> Suspicion:
    """The same: the younger resource becomes an alias of the older. Nobody is asked again."""
    require(rules.may_judge(by))
    state = SuspicionState.SAME if same else SuspicionState.DIFFERENT
    undecided = Suspicion.objects.filter(pk=suspicion.pk, state=SuspicionState.OPEN)
    if not undecided.update(state=state, decided_by=by.actor_id, decided_at=now()):
        raise AlreadyDecided(_("Somebody has decided on this pair already."))
    suspicion.refresh_from_db()
    if same:
        merge_resources(suspicion.first, suspicion.second, by=by)
        _carry_over(suspicion)
    pair = [suspicion.first.public_id, suspicion.second.public_id]
    write_log(STREAM, f"decide-{state.value}", by=by, on=f"pair {suspicion.pk}", resources=pair)
    ids = _doubted_with(suspicion)
    suspicions_restated.send(sender=Suspicion, ids=ids)
    return suspicion


@transaction.atomic
def undo_decision(suspicion: Suspicion, *, by: Actor) -> Suspicion:
    """A merged pair is parted, and the question is open again."""
    require(rules.may_judge(by))
    decided = Suspicion.objects.filter(pk=suspicion.pk).exclude(state=SuspicionState.OPEN)
    was_same = decided.filter(state=SuspicionState.SAME).exists()
    if not decided.update(state=SuspicionState.OPEN, decided_by="", decided_at=None):
        raise AlreadyDecided(_("Nobody has decided on this pair yet."))
    suspicion.refresh_from_db()
    if was_same:
        undo_merge(suspicion.second, by=by)
        _take_back(suspicion)
    pair = [suspicion.first.public_id, suspicion.second.public_id]
    write_log(STREAM, "undo-decision", by=by, on=f"pair {suspicion.pk}", resources=pair)
    suspicions_restated.send(sender=Suspicion, ids=_doubted_with(suspicion))
    return suspicion


def _take_back(suspicion: Suspicion) -> None:
    """The pairs that `_carry_over` made; one that a run found itself stays."""
    kept, absorbed = suspicion.first_id, suspicion.second_id
    for row in _open_pairs_of(absorbed).exclude(pk=suspicion.pk):
        other = row.first_id if row.second_id == absorbed else row.second_id
        first, second = sorted((kept, other))
        copy = Suspicion.objects.filter(first_id=first, second_id=second, found_in=None)
        copy.filter(state=SuspicionState.OPEN, score=row.score).delete()


def _carry_over(suspicion: Suspicion) -> None:
    """What may be the same as the absorbed resource may now be the same as the one kept."""
    kept, absorbed = suspicion.first_id, suspicion.second_id
    copies = []
    for row in _open_pairs_of(absorbed):
        other = row.first_id if row.second_id == absorbed else row.second_id
        first, second = sorted((kept, other))
        copies.append(
            Suspicion(first_id=first, second_id=second, score=row.score, reasons=row.reasons)
        )
    Suspicion.objects.bulk_create(copies, ignore_conflicts=True)


def _open_pairs_of(resource: int) -> QuerySet[Suspicion]:
    either = Q(first_id=resource) | Q(second_id=resource)
    return Suspicion.objects.filter(either, state=SuspicionState.OPEN)


def _doubted_with(suspicion: Suspicion) -> list[int]:
    """Both resources of a pair, and those that may be the same as the second."""
    pairs = _open_pairs_of(suspicion.second_id).values_list("first_id", "second_id")
    both = {suspicion.first_id, suspicion.second_id}
    return sorted(both.union(*pairs))
