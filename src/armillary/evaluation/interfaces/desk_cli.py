"""`armillary desk …`: what the first page of the desk and the page of decisions show and do."""

import json
from datetime import timedelta
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from armillary.core.clock import now
from armillary.core.errors import InvalidInput
from armillary.evaluation import operations
from armillary.evaluation.desk import decisions as kept
from armillary.evaluation.desk import operations as desk
from armillary.evaluation.desk.overview import Overview, overview, overview_facts
from armillary.evaluation.enums import ListingKind
from armillary.evaluation.interfaces.desk_facts import decided_facts
from armillary.harvest.submissions.queries import undecided_resources
from armillary.people.actors import OPERATOR, Actor
from armillary.people.queries import person_by_email

app = typer.Typer(help="What came, what broke, what awaits a decision.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
After = Annotated[str, typer.Option(help="Cursor of the page before.")]
As = Annotated[str, typer.Option("--as", help="Account of whoever looks.")]


@app.command("overview")
def show(
    email: As = "",
    days: Annotated[int, typer.Option(min=0, help="Look back so many days; 0: as usual.")] = 0,
    after: After = "",
    as_json: AsJson = False,
) -> None:
    """Inboxes, what is new, and every source, those first that need somebody."""
    by: Actor = person_by_email(email) if email else OPERATOR
    since = now() - timedelta(days=days) if days else None
    found = overview(by=by, after=after, since=since)
    if as_json:
        _print_json(overview_facts(found))
        return
    Console().print(_inboxes(found), _news(found), _sources(found))
    _more(found.health.after)


def _inboxes(found: Overview) -> Table:
    lines = Table(_("What awaits a decision"), _("Number"))
    for row in found.inboxes:
        lines.add_row(escape(row.label), str(row.waiting))
    return lines


def _news(found: Overview) -> Table:
    head = _("New since %(moment)s") % {"moment": f"{found.since:%Y-%m-%d %H:%M}"}
    lines = Table(head, _("Failed"), _("New"), _("Changed"), _("Deleted"), _("Rejected"))
    for row in found.harvests.by_source:
        sums = row.sums
        numbers = (sums.failed, sums.created, sums.updated, sums.deleted, sums.rejected)
        lines.add_row(escape(row.title), *(str(number) for number in numbers))
    for deed in found.deeds:
        lines.add_row(escape(f"{deed.who}: {deed.what} ({deed.number})"))
    return lines


def _sources(found: Overview) -> Table:
    lines = Table(_("Source"), _("Health"), _("Last run"), _("Next run"), _("Why"))
    for row in found.health.rows:
        run, due = row.run, row.source.due_at
        last = f"{run.state} {run.started_at:%Y-%m-%d %H:%M}" if run else "-"
        following = f"{due:%Y-%m-%d %H:%M}" if due else "-"
        lines.add_row(row.source.name, str(row.health.label), last, following, escape(row.why))
    return lines


@app.command()
def seen(
    email: Annotated[str, typer.Option("--as", help="Account of whoever has seen it.")],
) -> None:
    """Mark all as seen: from now on, news are what comes after this."""
    desk.mark_seen(by=person_by_email(email))
    typer.echo(_("Marked as seen. From now on, news are what comes after this."))


@app.command()
def decide(
    decision: Annotated[str, typer.Argument(help="list, decline, withdraw or reopen.")],
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of resources.")] = None,
    submissions: Annotated[
        list[str] | None,
        typer.Option("--submission", help="All that is undecided in this one; repeatable."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; needed to decline and to withdraw.")] = "",
    as_json: AsJson = False,
) -> None:
    """One decision about many resources; `desk undo` undoes all of it."""
    if decision not in ListingKind:
        raise InvalidInput(_("Use one of: %(known)s.") % {"known": ", ".join(ListingKind.values)})
    chosen = [*(ids or []), *undecided_resources(submissions or [])]
    kind = ListingKind(decision)
    facts = decided_facts(operations.decide_resources(kind, chosen, reason=reason, by=OPERATOR))
    if as_json:
        _print_json(facts)
        return
    for public_id, problem in facts["problems"].items():
        typer.echo(f"{public_id}: {problem}", err=True)
    typer.echo(_("%(number)d decided (%(id)s).") % {"number": facts["decided"], "id": facts["id"]})


@app.command("decisions")
def list_decisions(
    after: After = "",
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The latest decisions of whatever kind, those that were undone too."""
    page = kept.latest_decisions(after=after, size=limit)
    if as_json:
        facts = [kept.decision_facts(row) for row in page.rows]
        _print_json({"items": facts, "next": page.after or None})
        return
    lines = Table(_("Decision"), _("When"), _("Who"), _("What"), "")
    for row in page.rows:
        undone = _("Undone") if row.is_undone else ""
        what = f"{row.what}: {row.how_many}"
        lines.add_row(row.id, f"{row.at:%Y-%m-%d %H:%M}", escape(row.who), escape(what), undone)
    Console().print(lines)
    _more(page.after)


@app.command()
def undo(decision: Annotated[str, typer.Argument(help="As `desk decisions` shows it.")]) -> None:
    """Undo a decision as a whole; what was changed since stays as it is."""
    undone = kept.undo_decision(decision, by=OPERATOR)
    said = _("%(done)d undone, %(left)d changed since.")
    typer.echo(said % {"done": undone.done, "left": undone.left})


def _more(after: str) -> None:
    if after:
        typer.echo(_("More: --after %(cursor)s") % {"cursor": after})


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
