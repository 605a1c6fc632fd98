"""Sources, their runs and receipts over the API, for those who look after them and are signed in."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.core.stated import Flag, Whole
from armillary.harvest import operations, queries, rules
from armillary.harvest.enums import Schedule
from armillary.harvest.interfaces import tasks
from armillary.harvest.interfaces.labels import kind_facts
from armillary.harvest.kinds import KINDS
from armillary.harvest.models import Source
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Sources"], auth=django_auth)


class SourceIn(Schema):
    """A new source; `options` are those that `/sources/kinds` lists for its kind."""

    kind: str = Field(description="Name of a kind.")
    address: str = Field(max_length=2000, description="Where it is on the web.")
    name: str = Field(max_length=80, description="Letters, digits and hyphens.")
    title: str = Field("", max_length=200, description="What readers call it.")
    trusted: Flag = Field(False, description="List what passes the checks without asking.")
    only_stem: Flag = Field(False, description="Ask before listing what is not about STEM.")
    ask_before_merging: Flag = Field(False, description="No machine merges what it brings.")
    schedule: str = Field(Schedule.BY_HAND.value, description="How often it is harvested.")
    options: dict[str, str] = Field({}, description="What else the kind takes.")


class SourceChange(Schema):
    """What is given changes, the rest stays."""

    address: str | None = Field(None, max_length=2000)
    title: str | None = Field(None, max_length=200)
    trusted: Flag | None = None
    only_stem: Flag | None = None
    ask_before_merging: Flag | None = None
    paused: Flag | None = None
    schedule: str | None = None
    relist_days: Whole | None = Field(None, description="Days between two whole lists; 0: never.")
    options: dict[str, str] | None = None


class RunIn(Schema):
    """A wish for a run."""

    full: Flag = Field(False, description="Go through the whole list.")


@router.get("/sources/kinds", summary="The kinds of sources and their options")
def list_kinds(request: HttpRequest) -> dict[str, Any]:
    require(rules.may_see_sources(person_of(request)))
    return {"items": [kind_facts(kind) for kind in KINDS.values()]}


@router.get("/sources", summary="All sources with their last runs")
def list_sources(request: HttpRequest) -> dict[str, Any]:
    require(rules.may_see_sources(person_of(request)))
    return {"items": [queries.source_facts(row) for row in queries.sources_with_last_run()]}


@router.post("/sources", response={201: Any}, summary="Add a source")
def add_source(request: HttpRequest, stated: SourceIn) -> Status[dict[str, Any]]:
    added = operations.add_source(
        stated.kind,
        stated.address,
        stated.name,
        title=stated.title,
        trusted=stated.trusted,
        only_stem=stated.only_stem,
        ask_before_merging=stated.ask_before_merging,
        schedule=stated.schedule,
        options=stated.options,
        by=person_of(request),
    )
    return Status(201, _facts(added))


@router.get("/sources/{name}", summary="One source with its last run")
def read_source(request: HttpRequest, name: str) -> dict[str, Any]:
    return _facts(_seen(request, name))


@router.patch("/sources/{name}", summary="Change a source")
def change_source(request: HttpRequest, name: str, stated: SourceChange) -> dict[str, Any]:
    changes = stated.dict(exclude_unset=True)
    require(rules.may_add_source(person_of(request)))
    source = queries.source_by_name(name)
    return _facts(operations.change_source(source, **changes, by=person_of(request)))


@router.get("/sources/{name}/removal", summary="What removing a source would do")
def plan_removal(request: HttpRequest, name: str) -> dict[str, Any]:
    plan = operations.plan_removal(queries.source_by_name(name), by=person_of(request))
    return plan.facts()


@router.delete("/sources/{name}", response={202: Any}, summary="Remove a source")
@transaction.atomic
def remove_source(request: HttpRequest, name: str, retire: bool = False) -> Status[dict[str, Any]]:
    """One that has given records is retired if `retire` says so, and refused otherwise."""
    source = queries.source_by_name(name)
    removal = operations.remove_source(source, retire=retire, by=person_of(request))
    if removal.is_retired:
        tasks.let_go_of_records.enqueue(source.pk)
    return Status(202, removal.facts())


@router.get("/sources/{name}/runs", summary="The latest runs of a source, the newest first")
def list_runs(request: HttpRequest, name: str) -> dict[str, Any]:
    runs = queries.latest_runs(_seen(request, name))
    return {"items": [queries.receipt(run) for run in runs]}


@router.post("/sources/{name}/runs", response={202: Any}, summary="Ask for a run")
def run_source(request: HttpRequest, name: str, wish: RunIn) -> Status[dict[str, Any]]:
    source = _seen(request, name)
    require(rules.may_run_source(person_of(request), source))
    tasks.run_source.enqueue(source.pk, full=wish.full)
    return Status(202, _facts(source))


@router.get("/sources/{name}/runs/{number}", summary="The receipt of a run")
def read_receipt(request: HttpRequest, name: str, number: int) -> dict[str, Any]:
    return queries.receipt(queries.run_of(_seen(request, name), number))


def _seen(request: HttpRequest, name: str) -> Source:
    require(rules.may_see_sources(person_of(request)))
    return queries.source_by_name(name)


def _facts(source: Source) -> dict[str, Any]:
    last = next(iter(queries.latest_runs(source, count=1)), None)
    return queries.source_facts(queries.SourceRow(source, last))
