"""What can be done with sources and suspicions. Each checks its permission and is logged."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from armillary.catalogue.operations import merge_resources
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.http import Fetcher
from armillary.harvest import rules
from armillary.harvest.enums import SourceState, SuspicionState
from armillary.harvest.errors import AlreadyDecided, InvalidSource, SourceBusy, SourceExists
from armillary.harvest.fetching import fetcher_of
from armillary.harvest.kinds import kind_of
from armillary.harvest.models import ADDRESS_LENGTH, Run, Source, Suspicion
from armillary.harvest.runs import Harvest, Report, claim
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "harvest"
# Options that reach into this machine: for its operator only.
LOCAL: Final = frozenset({"served_from", "ignore_robots"})


@transaction.atomic
def add_source(
    kind: str,
    address: str,
    name: str,
    *,
    trusted: bool = False,
    options: Mapping[str, Any] | None = None,
    mapping: Mapping[str, str] | None = None,
    by: Actor,
) -> Source:
    """A source that is ready to run. Raises `InvalidSource` or `SourceExists`."""
    require(rules.may_add_source(by))
    options = {key: value for key, value in (options or {}).items() if value not in ("", None)}
    address = _checked_address(address, options, by=by)
    kind_of(kind).check(address, options)
    source = Source(
        name=_checked_name(name),
        kind=kind,
        address=address,
        is_trusted=trusted,
        options=options,
        mapping=dict(mapping or {}),
    )
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as error:
        raise SourceExists(
            _("There is already a source called %(name)s. Choose another name.") % {"name": name}
        ) from error
    write_log(STREAM, "add-source", by=by, on=source.name, kind=kind, trusted=trusted)
    return source


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


def _checked_address(address: str, options: Mapping[str, Any], *, by: Actor) -> str:
    address = address.strip()
    if address.startswith("file:") or LOCAL & options.keys():
        require(rules.may_read_files(by))
    elif not address.lower().startswith(("http://", "https://")):
        raise InvalidSource(_("An address starts with http:// or https://."))
    if len(address) > ADDRESS_LENGTH or "@" in address.split("/", 3)[2]:
        raise InvalidSource(_("The address is too long, or holds a user name or a password."))
    return address


@transaction.atomic
def change_source(
    source: Source, *, trusted: bool | None = None, paused: bool | None = None, by: Actor
) -> Source:
    """Trust a source or not, pause it or go on."""
    require(rules.may_add_source(by))
    row = Source.objects.select_for_update().get(pk=source.pk)
    if trusted is not None:
        row.is_trusted = trusted
    if paused is not None:
        row.state = SourceState.PAUSED if paused else SourceState.ACTIVE
    row.save()
    facts = {"trusted": row.is_trusted, "state": row.state}
    write_log(STREAM, "change-source", by=by, on=row.name, **facts)
    return row


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
    pair = [suspicion.first.public_id, suspicion.second.public_id]
    write_log(STREAM, f"decide-{state.value}", by=by, on=f"pair {suspicion.pk}", resources=pair)
    return suspicion
