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
from armillary.harvest.enums import RunState
from armillary.harvest.fetching import file_address
from armillary.harvest.interfaces.tables import receipt_lines, source_lines, suspicion_lines
from armillary.harvest.kinds.table import checked_mapping
from armillary.harvest.previewing import preview_of
from armillary.harvest.runs import Progress as RunProgress
from armillary.harvest.runs import Report
from armillary.people.actors import OPERATOR
from armillary.search.operations import drain_outbox

app = typer.Typer(help="Gather records from sources.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name of the source.")]
Title = Annotated[str, typer.Option(help="What readers call it; the name if empty.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="FIELD=COLUMN of a table, such as title=Titel; repeatable."),
]


@app.command()
def add(
    kind: Annotated[str, typer.Argument(help="oai, sitemap, page or table.")],
    address: Annotated[str, typer.Argument(help="http(s) address, or a file of this machine.")],
    name: Annotated[str, typer.Option("--name", help="Letters, digits and hyphens.")],
    title: Title = "",
    trust: Annotated[
        bool, typer.Option("--trust", help="List what passes the checks without asking.")
    ] = False,
    mapping: Mapping = None,
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
        options={
            "set": of_set,
            "prefix": prefix,
            "language": language,
            "served_from": served_from and str(Path(served_from).resolve()),
            "ignore_robots": ignore_robots or None,
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
    pause: Annotated[
        bool | None, typer.Option("--pause/--resume", help="Refuse to run it, or go on.")
    ] = None,
    mapping: Mapping = None,
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
        paused=pause,
        options={key: value for key, value in stated.items() if value is not None},
        mapping=None if mapping is None else {**source.mapping, **_mapping(mapping)},
        by=OPERATOR,
    )
    typer.echo(f"{name} was changed.")


@app.command()
def remove(name: Name) -> None:
    """Remove a source that has given no records. Others are paused: `harvest change NAME --pause`."""
    operations.remove_source(queries.source_by_name(name), by=OPERATOR)
    typer.echo(f"{name} was removed.")


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
def receipt(name: Name, as_json: AsJson = False) -> None:
    """What became of every record of the last run."""
    last = queries.last_run(queries.source_by_name(name))
    _print_receipt(queries.receipt(last), as_json=as_json)


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


@app.command()
def suspicions(
    limit: Annotated[int, typer.Option(help="How many pairs to show.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Pairs of resources that may be one, the likeliest first."""
    rows = list(queries.open_suspicions()[:limit])
    if as_json:
        _print_json([queries.suspicion_facts(row) for row in rows])
        return
    Console().print(suspicion_lines(rows))


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
