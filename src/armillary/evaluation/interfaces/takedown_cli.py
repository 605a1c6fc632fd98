"""`armillary evaluation takedowns`, `… uphold-takedown` and `… refuse-takedown`."""

import json
from typing import Annotated, Any

import typer

from armillary.evaluation import operations
from armillary.evaluation.queries.takedowns import (
    AnsweredTakedown,
    OpenTakedown,
    answered_takedowns,
    claims_of,
    open_takedowns,
    takedown_by_public_id,
)
from armillary.people.actors import OPERATOR

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="Id of a rights request.")]
Answer = Annotated[str, typer.Option(help="The answer: the claimant gets it, and it is public.")]


def add_takedown_commands(app: typer.Typer) -> None:
    """Put the commands beside those on resources."""
    app.command("takedowns")(takedowns)
    app.command("takedown")(takedown)
    app.command("uphold-takedown")(uphold)
    app.command("refuse-takedown")(refuse)


def takedowns(
    answered: Annotated[bool, typer.Option("--answered", help="Those with an answer.")] = False,
    after: Annotated[str, typer.Option(help="Cursor of the page before.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the rights requests that wait for an answer, a page at a time."""
    page = answered_takedowns(after=after) if answered else open_takedowns(after=after)
    rows = [_row(row) for row in page.rows]
    if as_json:
        typer.echo(json.dumps({"takedowns": rows, "after": page.after}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['state']}  {row['title']}")
    if page.after:
        typer.echo(f"More: --after {page.after}")


def takedown(public_id: Id, as_json: AsJson = False) -> None:
    """Show one rights request with every claim."""
    request = takedown_by_public_id(public_id)
    document = {
        "id": request.public_id,
        "resource": request.resource.public_id,
        "title": request.resource.titles.read("en"),
        "state": request.state,
        "paused": bool(request.paused_from),
        "answer": request.answer,
        "claims": [
            {
                "id": each.public_id,
                "name": each.name,
                "email": each.email,
                "on_behalf_of": each.on_behalf_of,
                "claim": each.claim,
                "evidence": each.evidence,
            }
            for each in claims_of(request)
        ],
    }
    typer.echo(json.dumps(document, ensure_ascii=False, indent=None if as_json else 2))


def uphold(public_id: Id, answer: Answer) -> None:
    """Agree with a claim: the resource is withdrawn for good."""
    operations.uphold_takedown(takedown_by_public_id(public_id), answer=answer, by=OPERATOR)
    typer.echo(f"{public_id}: upheld.")


def refuse(public_id: Id, answer: Answer) -> None:
    """Disagree with a claim: the resource is offered again as it was."""
    operations.refuse_takedown(takedown_by_public_id(public_id), answer=answer, by=OPERATOR)
    typer.echo(f"{public_id}: refused.")


def _row(row: OpenTakedown | AnsweredTakedown) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": row.public_id, "title": row.title.read("en")}
    if isinstance(row, OpenTakedown):
        asked, more = row.confirmed_at, {"state": "open", "paused": row.is_paused}
    else:
        asked, more = row.asked_at, {"state": row.outcome.value, "answer": row.answer}
    return {**facts, **more, "asked": asked and asked.isoformat(), "claimants": row.claimants}
