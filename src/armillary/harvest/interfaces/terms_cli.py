"""`armillary harvest terms …`: the inbox of unknown values in a terminal and for scripts."""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from armillary.core.errors import InvalidInput
from armillary.core.tasks import drain
from armillary.harvest.models import Source, TermDecision
from armillary.harvest.operations import terms as operations
from armillary.harvest.queries import source_by_name
from armillary.harvest.terms import queries
from armillary.harvest.terms.exchange import Read, decisions_csv, read_facts, table_text
from armillary.people.actors import OPERATOR
from armillary.search.operations import drain_outbox

EVERYWHERE: Final = "-"

app = typer.Typer(help="Say what words mean that no vocabulary has.", no_args_is_help=True)

Kind = Annotated[str, typer.Argument(help="Such as subjects; `harvest terms list` shows all.")]
AnyKind = Annotated[str, typer.Argument(help="Such as subjects; without it, all kinds.")]
OfSource = Annotated[str, typer.Option("--source", help="Name of a source.")]
Words = Annotated[str, typer.Option(help="Part of a value.")]
Limit = Annotated[int, typer.Option(min=1, help="How many to show.")]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Leave the records that are kept to the worker.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_terms_commands(below: typer.Typer) -> None:
    below.add_typer(app, name="terms")


@app.command("list")
def list_terms(
    kind: AnyKind = "",
    source: OfSource = "",
    words: Words = "",
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Values that wait for a decision, the most frequent first; without a kind, how many there are."""
    of = _source(source)
    if not kind:
        _show_counts(
            {name: str(each) for name, each in queries.waiting_by_kind(of).items()}, as_json
        )
        return
    page = queries.waiting_terms(kind, source=of, words=words, size=limit, reader=_reader())
    if as_json:
        _print_json([queries.term_facts(row) for row in page.rows])
        return
    Console().print(_term_lines(page.rows))


@app.command()
def decide(
    kind: Kind,
    values: Annotated[list[str], typer.Argument(help="As sources write them, however spelt.")],
    means: Annotated[str, typer.Option(help="Key of the vocabulary that they mean.")] = "",
    nothing: Annotated[bool, typer.Option("--nothing", help="They mean nothing.")] = False,
    source: Annotated[str, typer.Option(help="The only source for which that holds.")] = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Say what values mean, once for all records: those that are kept and those to come."""
    if bool(means) == nothing:
        raise typer.BadParameter(_("Say --means KEY or --nothing."))
    of = _source(source)
    key = None if nothing else means
    made = operations.decide_terms(kind, values, key, source=of, by=OPERATOR)
    _settle(wait=not no_wait)
    _show_decisions(made, as_json)


@app.command()
def undo(
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER...", help="`harvest terms decisions` shows them.")
    ],
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Undo decisions: the values wait again, and their records are as they were before."""
    undone = operations.undo_terms(queries.decisions_by_id(numbers), by=OPERATOR)
    _settle(wait=not no_wait)
    if as_json:
        _print_json([queries.decision_facts(each, reader=_reader()) for each in undone])
        return
    said = ngettext("%(count)d decision is undone.", "%(count)d decisions are undone.", len(undone))
    typer.echo(said % {"count": len(undone)})


@app.command()
def decisions(
    kind: AnyKind = "", words: Words = "", limit: Limit = 20, as_json: AsJson = False
) -> None:
    """Decisions in force, the latest first."""
    _show_decisions(queries.latest_decisions(kind=kind, words=words, size=limit).rows, as_json)


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="CSV with the columns kind, value, key, source.")],
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Take over decisions of a table. What is decided here otherwise stays."""
    read = operations.import_terms(table_text(_bytes_of(file)), by=OPERATOR)
    _settle(wait=not no_wait)
    if as_json:
        _print_json(read_facts(read))
        return
    _show_read(read)


@app.command()
def export() -> None:
    """Every decision in force as CSV, which `harvest terms import` reads."""
    typer.echo(decisions_csv(), nl=False)


@app.command()
def collect() -> None:
    """Look for unknown values in every record that is kept, such as after an update of Armillary."""
    read = operations.collect_terms(by=OPERATOR)
    said = ngettext("%(count)d record was read.", "%(count)d records were read.", read)
    typer.echo(said % {"count": read})


def _source(name: str) -> Source | None:
    return source_by_name(name) if name else None


def _reader() -> str:
    return get_language() or "en"


def _settle(*, wait: bool) -> None:
    if wait:
        drain()
        drain_outbox()


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(_("%(path)s cannot be read.") % {"path": path}) from error


def _show_counts(counts: dict[str, str], as_json: bool) -> None:
    if as_json:
        _print_json(counts)
        return
    lines = Table(_("Kind"), _("Waiting"))
    for kind, number in counts.items():
        lines.add_row(kind, number)
    Console().print(lines)


def _term_lines(rows: list[queries.TermRow]) -> Table:
    lines = Table(_("Records"), _("Value"), _("Sources"), _("Nearest terms"))
    for row in rows:
        sources = "\n".join(f"{source.name} {number}" for source, number in row.sources)
        nearest = "\n".join(each.key for each in row.suggestions)
        lines.add_row(str(row.records), escape(row.term.value), sources, nearest)
    return lines


def _show_decisions(rows: list[TermDecision], as_json: bool) -> None:
    facts = [queries.decision_facts(row, reader=_reader()) for row in rows]
    if as_json:
        _print_json(facts)
        return
    lines = Table(_("Decision"), _("Kind"), _("Value"), _("Means"), _("Only for"), _("When"))
    for fact in facts:
        means = fact["key"] or _("nothing")
        only = fact["source"] or EVERYWHERE
        when = fact["decided_at"][:10]
        lines.add_row(str(fact["id"]), fact["kind"], escape(fact["value"]), means, only, when)
    Console().print(lines)


def _show_read(read: Read) -> None:
    said = _("%(taken)d decisions taken over, %(same)d in force already, %(left)d rows left out.")
    facts = {"taken": len(read.meanings), "same": read.same, "left": len(read.problems)}
    typer.echo(said % facts)
    for line, why in read.problems:
        typer.echo(_("line %(number)d: %(why)s") % {"number": line, "why": why})


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
