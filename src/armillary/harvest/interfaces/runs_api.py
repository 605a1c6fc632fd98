"""`/api/v1/runs`: what is going on and what has ended, at all sources, and an end to what should not."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.harvest import operations, queries, rules, run_lists
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Sources"], auth=django_auth)


@router.get("/runs", summary="Runs of all sources, the newest first")
def list_runs(
    request: HttpRequest, source: str = "", state: str = "", after: str = ""
) -> dict[str, Any]:
    """`next` of a page is `after` of the following one. One that goes on shows how far it is."""
    require(rules.may_see_sources(person_of(request)))
    of = queries.source_by_name(source) if source else None
    page = run_lists.runs(of, state=state, after=after)
    return {"items": [run_lists.run_facts(run) for run in page.rows], "next": page.after or None}


@router.post("/sources/{name}/runs/{number}/stop", summary="Stop a run that goes on")
def stop_run(request: HttpRequest, name: str, number: int) -> dict[str, Any]:
    """What it took is kept; the next run of the source goes on from there."""
    person = person_of(request)
    require(rules.may_see_sources(person))
    found = queries.run_of(queries.source_by_name(name), number)
    return queries.receipt(operations.stop_run(found, by=person))
