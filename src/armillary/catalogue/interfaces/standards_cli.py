"""`armillary catalogue standards …`: frameworks, what covers them, and alignments."""

import json
from typing import Annotated, Any

import typer

from armillary.catalogue.alignments import facts, operations, queries
from armillary.catalogue.alignments.coverage import coverage as coverage_of
from armillary.catalogue.queries import resource_named
from armillary.people.actors import OPERATOR

app = typer.Typer(help="Learning standards and what serves them.", no_args_is_help=True)

Framework = Annotated[str, typer.Argument(help="Key of a framework.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Ids = Annotated[list[int], typer.Argument(help="Numbers, as `waiting` lists them.")]


@app.command("list")
def list_frameworks(as_json: AsJson = False) -> None:
    """List the frameworks: statements, confirmed alignments, waiting suggestions."""
    rows = [facts.framework_facts(row) for row in queries.frameworks()]
    if as_json:
        _print(rows)
        return
    for row in rows:
        numbers = f"{row['statements']:>6} {row['confirmed']:>6} {row['waiting']:>6}"
        typer.echo(f"{row['key']:<20} {numbers}")


@app.command()
def coverage(
    framework: Framework,
    gaps: Annotated[bool, typer.Option(help="Only statements without a resource.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say how many listed resources serve each statement, or one below it."""
    found = facts.coverage_facts(coverage_of(framework), gaps=gaps)
    if as_json:
        _print(found)
        return
    for row in found["statements"]:
        typer.echo(f"{row['confirmed']:>6} {row['waiting']:>6}  {row['code']}")
    typer.echo(f"{found['covered']} of {found['leaves']} statements have a resource.")


@app.command()
def waiting(
    framework: Framework,
    after: Annotated[str, typer.Option(help="`next` of the page before.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what a machine suggests and nobody has decided on, the surest first."""
    page = queries.waiting_alignments(queries.framework_by_key(framework), after=after)
    found = facts.waiting_facts(page)
    if as_json:
        _print(found)
        return
    for row in found["items"]:
        typer.echo(f"{row['id']:>6} {row['confidence']:.2f} {row['resource']} {row['code']}")
    if found["next"]:
        typer.echo(f"More: --after {found['next']}")


@app.command()
def confirm(ids: Ids) -> None:
    """Confirm suggested alignments."""
    typer.echo(f"{len(operations.decide_alignments(ids, confirm=True, by=OPERATOR))} confirmed.")


@app.command()
def decline(ids: Ids) -> None:
    """Decline suggested alignments; nobody is asked again."""
    typer.echo(f"{len(operations.decide_alignments(ids, confirm=False, by=OPERATOR))} declined.")


@app.command()
def undo(ids: Ids) -> None:
    """Take decisions back."""
    typer.echo(f"{len(operations.undo_alignment_decisions(ids, by=OPERATOR))} undone.")


@app.command()
def align(
    resource: Annotated[str, typer.Argument(help="Public id or address of its page.")],
    statement: Annotated[str, typer.Argument(help="Code or address of a statement.")],
    framework: Annotated[str, typer.Option(help="Where several have this code.")] = "",
) -> None:
    """Say that a resource serves a statement."""
    found = resource_named(resource)
    row = operations.align(found, statement, framework=framework, by=OPERATOR)
    typer.echo(f"{found.public_id} serves {row.statement.key}.")


def _print(document: Any) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False))
