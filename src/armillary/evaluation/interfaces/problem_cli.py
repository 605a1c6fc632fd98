"""`armillary evaluation problems`, `… problem` and `… settle-problem`."""

import json
from typing import Annotated

import typer

from armillary.evaluation.enums import ProblemState
from armillary.evaluation.problems import operations, queries
from armillary.people.actors import OPERATOR

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="Id of a report.")]


def add_problem_commands(app: typer.Typer) -> None:
    """Put the commands beside those on resources."""
    app.command("problems")(problems)
    app.command("problem")(problem)
    app.command("settle-problem")(settle)


def problems(
    settled: Annotated[bool, typer.Option("--settled", help="Those with an answer.")] = False,
    after: Annotated[str, typer.Option(help="Cursor of the page before.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the problems that readers have reported, a page at a time."""
    state = ProblemState.SETTLED if settled else ProblemState.OPEN
    page = queries.problems(state, after=after)
    rows = [queries.problem_facts(report) for report in page.rows]
    if as_json:
        typer.echo(json.dumps({"problems": rows, "after": page.after}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['kind']}  {row['resource']}  {row['text'][:80]}")
    if page.after:
        typer.echo(f"More: --after {page.after}")


def problem(public_id: Id, as_json: AsJson = False) -> None:
    """Show one reported problem."""
    facts = queries.problem_facts(queries.problem_by_public_id(public_id))
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=None if as_json else 2))


def settle(
    public_id: Id,
    answer: Annotated[str, typer.Option(help="What came of it; kept on record.")],
) -> None:
    """Say what came of a problem; it leaves the inbox."""
    report = queries.problem_by_public_id(public_id)
    operations.settle_problem(report, answer=answer, by=OPERATOR)
    typer.echo(f"{public_id}: settled.")
