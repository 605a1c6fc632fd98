"""`armillary harvest runs` and `… stop`: what the pages of runs do, in a terminal."""

import json
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.console import Console

from armillary.harvest import operations, queries, run_lists
from armillary.harvest.errors import RunOver
from armillary.harvest.interfaces.tables import run_lines
from armillary.people.actors import OPERATOR

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def runs(
    name: Annotated[str, typer.Argument(help="Name of a source; all of them if left out.")] = "",
    state: Annotated[str, typer.Option(help="running, finished, failed or stopped.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Runs of all sources or of one, the newest first. One that goes on shows how far it is."""
    source = queries.source_by_name(name) if name else None
    found = run_lists.runs(source, state=state, size=limit).rows
    if as_json:
        facts = [run_lists.run_facts(run) for run in found]
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    Console().print(run_lines(found))


def stop(name: Annotated[str, typer.Argument(help="Name of the source.")]) -> None:
    """Stop the run of a source that goes on. `harvest run NAME` goes on from there."""
    source = queries.source_by_name(name)
    going = run_lists.any_running(source)
    if going is None:
        raise RunOver(_("%(name)s is not being harvested.") % {"name": source.name})
    operations.stop_run(going, by=OPERATOR)
    typer.echo(_("%(name)s is stopped.") % {"name": source.name})


def add_run_commands(app: typer.Typer) -> None:
    """To `armillary harvest`."""
    app.command()(runs)
    app.command()(stop)
