"""`armillary evaluation …`"""

import json
from collections.abc import Iterator
from typing import Annotated

import typer

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import InvalidInput
from armillary.evaluation import operations, queries
from armillary.evaluation.interfaces.desk_facts import candidate_facts
from armillary.evaluation.interfaces.link_cli import app as links
from armillary.evaluation.interfaces.problem_cli import add_problem_commands
from armillary.evaluation.interfaces.takedown_cli import add_takedown_commands
from armillary.evaluation.interfaces.why_cli import add_why_command
from armillary.evaluation.queries import CandidateFilters
from armillary.people.actors import OPERATOR
from armillary.review.operations import load_shipped_rubrics

app = typer.Typer(help="Check resources, decide on candidates, load rubrics.", no_args_is_help=True)
rubrics = typer.Typer(help="What reviewers are asked.", no_args_is_help=True)
app.add_typer(rubrics, name="rubrics")
app.add_typer(links, name="links")
add_takedown_commands(app)
add_problem_commands(app)
add_why_command(app)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AT_A_TIME = 1_000


@app.command()
def check(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of resources.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every resource.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run the automatic checks; trusted resources that pass the gates are listed."""
    if bool(ids) == everything:
        raise InvalidInput("Give the ids of resources, or --all.")
    total = {"checked": 0, "changed": 0, "listed": 0}
    for part in _all_ids() if everything else [_row_ids(ids or [])]:
        outcome = operations.check_resources(part, by=OPERATOR)
        total["checked"] += outcome.checked
        total["changed"] += outcome.changed
        total["listed"] += len(outcome.listed)
    if as_json:
        typer.echo(json.dumps(total))
        return
    typer.echo("{checked} checked, {changed} changed, {listed} listed.".format(**total))


def _row_ids(ids: list[str]) -> list[int]:
    return [resource_by_public_id(public_id).pk for public_id in ids]


def _all_ids() -> Iterator[list[int]]:
    last = 0
    while True:
        rows = Resource.objects.filter(pk__gt=last, alias_of=None).order_by("pk")
        page = list(rows.values_list("pk", flat=True)[:AT_A_TIME])
        if not page:
            return
        yield page
        last = page[-1]


@app.command("list")
def list_one(public_id: Annotated[str, typer.Argument(help="Id of a resource.")]) -> None:
    """List a candidate."""
    operations.list_resource(resource_by_public_id(public_id), by=OPERATOR)
    typer.echo(f"{public_id}: listed.")


@app.command()
def decline(
    public_id: Annotated[str, typer.Argument(help="Id of a resource.")],
    reason: Annotated[str, typer.Option(help="Why, for whoever made it.")],
) -> None:
    """Turn a candidate down."""
    operations.decline_resource(resource_by_public_id(public_id), by=OPERATOR, reason=reason)
    typer.echo(f"{public_id}: declined.")


@app.command()
def candidates(
    failing: Annotated[str, typer.Option(help="Only those that do not pass this check.")] = "",
    source: Annotated[str, typer.Option(help="Only those of this source.")] = "",
    after: Annotated[str, typer.Option(help="Cursor of the page before.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what waits for a decision, a page at a time."""
    filters = CandidateFilters(ResourceState.CANDIDATE, check=failing, source=source)
    page = queries.candidates(filters, after=after, language="en")
    rows = candidate_facts(page, "en")["items"]
    if as_json:
        typer.echo(json.dumps({"candidates": rows, "after": page.after}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['title']}")
    if page.after:
        typer.echo(f"More: --after {page.after}")


@rubrics.command("load")
def load_rubrics(as_json: AsJson = False) -> None:
    """Load the rubrics that come with the software; those that are there stay as they are."""
    loaded = load_shipped_rubrics(by=OPERATOR)
    names = [{"key": rubric.key, "version": rubric.number} for rubric in loaded]
    if as_json:
        typer.echo(json.dumps(names))
        return
    for rubric in loaded:
        typer.echo(f"{rubric.key} {rubric.number}: {rubric.title.read('en')}")
