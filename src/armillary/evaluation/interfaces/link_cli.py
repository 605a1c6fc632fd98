"""`armillary evaluation links …`"""

import json
from typing import Annotated, Any

import typer

from armillary.core.errors import InvalidInput
from armillary.evaluation.enums import Standing
from armillary.evaluation.links import deciding, facts, queries
from armillary.evaluation.links.deciding import Decided
from armillary.evaluation.links.gathering import tend_forgotten
from armillary.evaluation.links.operations import Round, ask_due_links, ask_links
from armillary.evaluation.links.queries import LinkFilters
from armillary.evaluation.links.undoing import undo_decision
from armillary.people.actors import OPERATOR

app = typer.Typer(help="Addresses that resources lead to.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
After = Annotated[str, typer.Option(help="Cursor of the page before.")]
Named = Annotated[list[str], typer.Argument(help="Numbers or addresses of links.")]
AT_A_TIME = 2_000


@app.command("list")
def list_links(
    standing: Annotated[
        str, typer.Option(help="broken, moved, doubtful, respelt, missed, unclear, good or new.")
    ] = "broken",
    host: Annotated[str, typer.Option(help="Only of this host.")] = "",
    outcome: Annotated[str, typer.Option(help="Only with this outcome.")] = "",
    after: After = "",
    as_json: AsJson = False,
) -> None:
    """Show links, those first to which most resources lead."""
    if standing not in Standing.values:
        raise InvalidInput(f"Use one of: {', '.join(Standing.values)}.")
    page = queries.links(LinkFilters(standing, host, outcome), after=after)
    rows = [facts.link_facts(row) for row in page.rows]
    if as_json:
        document = {"is_on": queries.are_on(), "links": rows, "after": page.after}
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    _tell_if_off()
    for row in rows:
        typer.echo(f"{row['id']}  {row['address']}  {row['sentence']}")
        if row["leads_to"]:
            typer.echo(f"    {row['leads_to']}")
    _tell_more(page.after)


@app.command()
def hosts(after: After = "", as_json: AsJson = False) -> None:
    """Show broken links host by host; a host that is down is one event."""
    page = queries.broken_hosts(after=after)
    rows = [facts.host_facts(row) for row in page.rows]
    if as_json:
        typer.echo(json.dumps({"hosts": rows, "after": page.after}, ensure_ascii=False))
        return
    _tell_if_off()
    for row in rows:
        down = f"  down since {row['down_since'][:10]}" if row["is_down"] else ""
        typer.echo(f"{row['host']}  {row['broken']} broken, {row['affected']} uses{down}")
    _tell_more(page.after)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Number or address of a link.")],
    as_json: AsJson = False,
) -> None:
    """Show one link with its history."""
    story = queries.link_story(queries.link_named(name))
    document = facts.story_facts(story)
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    typer.echo(f"{document['address']}  {document['standing']}  {document['sentence']}")
    for line in document["history"]:
        typer.echo(f"  {line['at']}  {line['says']}")


@app.command()
def ask(
    names: Annotated[list[str] | None, typer.Argument(help="Numbers or addresses.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Whatever is due, one round.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask links now. Refused while link checks are off."""
    if bool(names) == due:
        raise InvalidInput("Give numbers or addresses of links, or --due.")
    done = ask_due_links(by=OPERATOR) if due else ask_links(_ids(names or []), by=OPERATOR)
    _tell_round(done, as_json=as_json)


@app.command()
def accept(names: Named, as_json: AsJson = False) -> None:
    """Give the resources that lead to moved links their new addresses."""
    _tell_decided(deciding.accept_moves(_ids(names), by=OPERATOR), as_json=as_json)


@app.command()
def reject(names: Named, as_json: AsJson = False) -> None:
    """Stay with the old addresses of moved links."""
    _tell_decided(deciding.reject_moves(_ids(names), by=OPERATOR), as_json=as_json)


@app.command()
def excuse(names: Named, as_json: AsJson = False) -> None:
    """Call what links answer now fine, until they answer something else."""
    _tell_decided(deciding.excuse_links(_ids(names), by=OPERATOR), as_json=as_json)


@app.command()
def withdraw(
    names: Named,
    reason: Annotated[str, typer.Option(help="Why; readers may see it.")],
    as_json: AsJson = False,
) -> None:
    """Withdraw the resources whose readers are sent to these links."""
    decided = deciding.withdraw_users(_ids(names), reason=reason, by=OPERATOR)
    _tell_decided(decided, as_json=as_json)


@app.command()
def decisions(as_json: AsJson = False) -> None:
    """Show what was decided lately, and can be undone."""
    rows = [facts.decision_facts(row.decision) for row in queries.decisions()]
    if as_json:
        typer.echo(json.dumps({"decisions": rows}))
        return
    for row in rows:
        undone = "  undone" if row["undone"] else ""
        typer.echo(f"{row['id']}  {row['kind']}  {row['links']} links{undone}")


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="Id of a decision.")], as_json: AsJson = False
) -> None:
    """Undo a decision, as far as nobody has gone on from it."""
    undone = undo_decision(queries.decision_by_public_id(decision), by=OPERATOR)
    if as_json:
        typer.echo(json.dumps({"done": undone.done, "left": undone.left}))
        return
    typer.echo(f"{undone.done} undone, {undone.left} left as they were changed since.")


@app.command()
def gather() -> None:
    """Look for resources whose links are not known yet; the worker does so every day."""
    after = tend_forgotten(after=0, count=AT_A_TIME, by=OPERATOR)
    while after:
        after = tend_forgotten(after=after, count=AT_A_TIME, by=OPERATOR)
    typer.echo("The links of all resources are known.")


def _ids(names: list[str]) -> list[int]:
    return [queries.link_named(name).pk for name in names]


def _tell_if_off() -> None:
    if not queries.are_on():
        typer.echo("Link checks are off: set ARMILLARY_LINK_CHECKS=on to have addresses asked.")


def _tell_more(after: str) -> None:
    if after:
        typer.echo(f"More: --after {after}")


def _tell_round(done: Round, *, as_json: bool) -> None:
    document: dict[str, Any] = done.as_json()
    if as_json:
        typer.echo(json.dumps(document))
        return
    outcomes = ", ".join(f"{count} {name}" for name, count in document["outcomes"].items())
    said = f"{document['asked']} asked on {document['hosts']} hosts"
    typer.echo(f"{said}: {outcomes}" if outcomes else f"{said}.")
    if done.left:
        typer.echo(f"{done.left} left alone: another worker is there, or the host wants a pause.")


def _tell_decided(decided: Decided, *, as_json: bool) -> None:
    document = facts.decision_facts(decided.decision)
    if as_json:
        typer.echo(json.dumps({**document, "left": decided.left}))
        return
    typer.echo(
        "{kind}: {links} links, {resources} resources. "
        "Undo with: armillary evaluation links undo {id}".format(**document)
    )
    if decided.left:
        typer.echo(f"{decided.left} links were left as they are.")
