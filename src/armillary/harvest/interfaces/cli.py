"""`armillary harvest …`"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from armillary.core.errors import ArmillaryError, InvalidInput
from armillary.core.tasks import drain
from armillary.harvest import operations, queries
from armillary.harvest.enums import RunState, Schedule
from armillary.harvest.fetching import file_address
from armillary.harvest.interfaces import guessing_cli, health_cli, submission_cli
from armillary.harvest.interfaces.exports import receipt_csv
from armillary.harvest.interfaces.labels import kind_facts
from armillary.harvest.interfaces.mapping_cli import add_mapping_commands
from armillary.harvest.interfaces.pair_cli import add_pair_commands
from armillary.harvest.interfaces.rest_cli import add_rest_commands
from armillary.harvest.interfaces.runs_cli import add_run_commands
from armillary.harvest.interfaces.tables import (
    kind_lines,
    receipt_lines,
    source_lines,
)
from armillary.harvest.interfaces.terms_cli import add_terms_commands
from armillary.harvest.kinds import KINDS
from armillary.harvest.kinds.table import checked_mapping
from armillary.harvest.previewing import preview_of
from armillary.harvest.runs import Progress as RunProgress
from armillary.harvest.runs import Report
from armillary.people.actors import OPERATOR
from armillary.search.operations import drain_outbox

app = typer.Typer(help="Gather records from sources.", no_args_is_help=True)
app.add_typer(guessing_cli.app, name="guess")
add_rest_commands(app)
add_run_commands(app)
add_mapping_commands(app)
add_terms_commands(app)
add_pair_commands(app)

Name = Annotated[str, typer.Argument(help="Name of the source.")]
Title = Annotated[str, typer.Option(help="What readers call it; the name if empty.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="FIELD=COLUMN of a table, such as title=Titel; repeatable."),
]

Options = Annotated[
    list[str] | None,
    typer.Option("--option", help="NAME=VALUE of the kind, NAME=@FILE reads a file; repeatable."),
]


@app.command()
def kinds(as_json: AsJson = False) -> None:
    """The kinds of sources, and the options of each."""
    facts = [kind_facts(kind) for kind in KINDS.values()]
    if as_json:
        _print_json(facts)
        return
    Console().print(kind_lines(facts))


@app.command()
def add(
    kind: Annotated[str, typer.Argument(help="One of those that `harvest kinds` shows.")],
    address: Annotated[str, typer.Argument(help="http(s) address, or a file of this machine.")],
    name: Annotated[str, typer.Option("--name", help="Letters, digits and hyphens.")],
    title: Title = "",
    trust: Annotated[
        bool, typer.Option("--trust", help="List what passes the checks without asking.")
    ] = False,
    only_stem: Annotated[
        bool, typer.Option("--only-stem", help="Ask before listing what is not about STEM.")
    ] = False,
    ask_before_merging: Annotated[
        bool, typer.Option("--ask-before-merging", help="No machine merges what it brings.")
    ] = False,
    schedule: Annotated[
        str, typer.Option(help="by-hand, hourly, daily, weekly or monthly.")
    ] = Schedule.BY_HAND.value,
    mapping: Mapping = None,
    stated: Options = None,
    of_set: Annotated[str, typer.Option("--set", help="OAI-PMH set.")] = "",
    prefix: Annotated[str, typer.Option(help="OAI-PMH metadata format.")] = "",
    language: Annotated[str, typer.Option(help="Of texts that do not name their own.")] = "",
    served_from: Annotated[
        str, typer.Option(help="Folder that stands in for the address; nothing is requested.")
    ] = "",
    ignore_robots: Annotated[
        bool, typer.Option("--ignore-robots", help="The owner has allowed it.")
    ] = False,
) -> None:
    """Add a source. It is harvested with `armillary harvest run NAME`."""
    source = operations.add_source(
        kind,
        _address(address),
        name,
        title=title,
        trusted=trust,
        only_stem=only_stem,
        ask_before_merging=ask_before_merging,
        schedule=schedule,
        options={
            "set": of_set,
            "prefix": prefix,
            "language": language,
            "served_from": served_from and str(Path(served_from).resolve()),
            "ignore_robots": ignore_robots or None,
            **_options(stated),
        },
        mapping=_mapping(mapping),
        by=OPERATOR,
    )
    typer.echo(f"{source.name} was added. Run it with: armillary harvest run {source.name}")


@app.command()
def change(
    name: Name,
    title: Annotated[str | None, typer.Option(help="What readers call it.")] = None,
    address: Annotated[str | None, typer.Option(help="Where it is from now on.")] = None,
    trust: Annotated[
        bool | None,
        typer.Option("--trust/--no-trust", help="List what passes the checks without asking."),
    ] = None,
    only_stem: Annotated[
        bool | None,
        typer.Option("--only-stem/--all-topics", help="Ask before listing what is not about STEM."),
    ] = None,
    ask_before_merging: Annotated[
        bool | None,
        typer.Option("--ask-before-merging/--merge", help="No machine merges what it brings."),
    ] = None,
    pause: Annotated[
        bool | None, typer.Option("--pause/--resume", help="Refuse to run it, or go on.")
    ] = None,
    schedule: Annotated[
        str | None, typer.Option(help="by-hand, hourly, daily, weekly or monthly.")
    ] = None,
    relist_days: Annotated[
        int | None, typer.Option(help="Days between two whole lists; 0: only by hand.")
    ] = None,
    mapping: Mapping = None,
    chosen: Options = None,
    of_set: Annotated[str | None, typer.Option("--set", help="OAI-PMH set; empty: all.")] = None,
    prefix: Annotated[str | None, typer.Option(help="OAI-PMH metadata format.")] = None,
    language: Annotated[
        str | None, typer.Option(help="Of texts that do not name their own.")
    ] = None,
) -> None:
    """Change what is given and leave the rest. Its next run goes through the whole list if the
    address, the set, the language or the columns are others."""
    source = queries.source_by_name(name)
    stated = {"set": of_set, "prefix": prefix, "language": language}
    operations.change_source(
        source,
        title=title,
        address=None if address is None else _address(address),
        trusted=trust,
        only_stem=only_stem,
        ask_before_merging=ask_before_merging,
        schedule=schedule,
        relist_days=relist_days,
        paused=pause,
        options={key: value for key, value in stated.items() if value is not None}
        | _options(chosen),
        mapping=None if mapping is None else {**source.mapping, **_mapping(mapping)},
        by=OPERATOR,
    )
    typer.echo(f"{name} was changed.")


@app.command()
def remove(
    name: Name,
    yes: Annotated[
        bool, typer.Option("--yes", help="Also one that has given records, which are let go of.")
    ] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would become of them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove a source, after saying what becomes of what it has given."""
    source = queries.source_by_name(name)
    if plan:
        removal = operations.plan_removal(source, by=OPERATOR)
    else:
        removal = operations.remove_source(source, retire=yes, by=OPERATOR)
        if removal.is_retired:
            operations.let_go_of_records(source, by=OPERATOR)
    if as_json:
        _print_json(removal.facts())
        return
    for line in (*removal.sentences(), *(() if plan else (f"{name} was removed.",))):
        typer.echo(line)


@app.command()
def run(
    name: Name,
    full: Annotated[
        bool, typer.Option("--full", help="Go through the whole list, not only what changed.")
    ] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Leave checks and indexing to the worker.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Harvest a source, or go on where an interrupted run stopped; print the receipt."""
    source = queries.source_by_name(name)
    with _shown(quiet=as_json) as report:
        done = operations.run_source(source, full=full, progress=report, by=OPERATOR)
    if not no_wait:
        drain()
        drain_outbox()
    _print_receipt(queries.receipt(done), as_json=as_json)
    if done.state != RunState.FINISHED:
        raise SystemExit(1)


@app.command()
def receipt(
    name: Name,
    number: Annotated[int, typer.Option("--run", help="Number of the run; the last one if 0.")] = 0,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """What became of every record of a run."""
    source = queries.source_by_name(name)
    found = queries.run_of(source, number) if number else queries.last_run(source)
    if as_csv:
        typer.echo(receipt_csv(queries.receipt(found)), nl=False)
        return
    _print_receipt(queries.receipt(found), as_json=as_json)


@app.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """All sources and their last runs."""
    rows = queries.sources_with_last_run()
    if as_json:
        _print_json([queries.source_facts(row) for row in rows])
        return
    Console().print(source_lines(rows))


@app.command()
def preview(
    subject: Annotated[str, typer.Argument(metavar="NAME|FILE", help="Source, file or address.")],
    mapping: Mapping = None,
    rows: Annotated[int, typer.Option(help="How many rows to show.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Show how a table would be read: columns, first rows, values nobody knows. Nothing is kept."""
    found = preview_of(_previewed(subject), mapping=_mapping(mapping), rows=rows, by=OPERATOR)
    if as_json:
        _print_json(found)
        return
    for line in found["mapping_lines"]:
        typer.echo(line)
    if found["left_out"]:
        names = ", ".join(found["left_out"])
        typer.echo(_("not read: %(columns)s") % {"columns": names})
    for row in found["rows"]:
        typer.echo(json.dumps(row, ensure_ascii=False))
    for field, values in found["unknown"].items():
        typer.echo(f"{field}: {', '.join(values)}")


app.command()(health_cli.report)
app.command()(submission_cli.submissions)
app.command()(submission_cli.submit)


def _options(stated: list[str] | None) -> dict[str, str]:
    """Whether the kind has such an option is checked by the operation."""
    found = {}
    for entry in stated or ():
        name, equals, value = entry.partition("=")
        if not equals:
            raise InvalidInput(_("Write an option as NAME=VALUE: %(entry)s") % {"entry": entry})
        found[name.strip()] = _text_of(value[1:]) if value.startswith("@") else value
    return found


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(_("%(path)s cannot be read.") % {"path": path}) from error


def _address(stated: str) -> str:
    return stated if "://" in stated else file_address(stated)


def _previewed(subject: str) -> str:
    """A source of that name, else an address, else a file."""
    if "://" in subject or Path(subject).is_file():
        return _address(subject)
    return subject


def _mapping(stated: list[str] | None) -> dict[str, str]:
    pairs = dict(part.partition("=")[::2] for part in stated or [] if "=" in part)
    if len(pairs) != len(stated or []):
        raise InvalidInput(_("Write --map FIELD=COLUMN, each field once."))
    return checked_mapping(pairs)


@contextmanager
def _shown(*, quiet: bool) -> Iterator[Report | None]:
    """A progress bar where somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(_("Records"), total=None)

        def report(progress: RunProgress) -> None:
            bar.update(task, completed=progress.received, total=progress.listed)

        yield report


def _print_receipt(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        _print_json(facts)
        return
    Console().print(receipt_lines(facts))
    if facts["problem"]:
        raise ArmillaryError(facts["problem"])


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
