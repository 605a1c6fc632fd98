"""`armillary dissemination …`: make stored records anew, and see how they stand."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import collection_by_slug
from armillary.dissemination import operations, queries
from armillary.dissemination.cartridges import cartridge
from armillary.dissemination.dumps.making import make_dump
from armillary.dissemination.dumps.queries import root
from armillary.people.actors import OPERATOR

app = typer.Typer(help="What harvesters and readers of feeds are given.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document for machines.")]


@app.command()
def rebuild(as_json: Json = False) -> None:
    """Make all stored records anew from the database, while the site serves."""
    with Progress(transient=True, disable=as_json) as progress:
        bar = progress.add_task("", total=Resource.objects.count())
        done = operations.rebuild_records(
            by=OPERATOR, tell=lambda count: progress.advance(bar, count)
        )
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(done)))
    else:
        typer.echo(f"{done.written} written ({done.deleted} deleted), {done.unchanged} unchanged.")


@app.command("cartridge")
def write_cartridge(
    collection: Annotated[str, typer.Argument(help="Name of a published collection.")],
    file: Annotated[Path, typer.Argument(help="Where to write it, such as water.imscc.")],
    language: Annotated[str, typer.Option(help="Language of the titles.")] = "en",
) -> None:
    """Write a collection as a Thin Common Cartridge, for a learning platform to take in."""
    file.write_bytes(cartridge(collection_by_slug(collection), language=language))
    typer.echo(f"{file} is written.")


@app.command()
def status(as_json: Json = False) -> None:
    """How many records and tombstones harvesters can see, and when the last one changed."""
    figures = dataclasses.asdict(queries.status())
    if as_json:
        typer.echo(json.dumps(figures, default=str))
    else:
        for name, value in figures.items():
            typer.echo(f"{name.replace('_', ' ')}: {value}")


@app.command()
def dump(as_json: Json = False) -> None:
    """Write the whole catalogue into files for everybody, as the worker does once a day."""
    with Progress(transient=True, disable=as_json) as progress:
        bar = progress.add_task("", total=Resource.objects.count())
        made = make_dump(by=OPERATOR, tell=lambda count: progress.advance(bar, count))
    if as_json:
        typer.echo(json.dumps(made.as_json()))
        return
    for file in made.files:
        typer.echo(f"{root() / file.name}: {made.resources} resources, {file.size} bytes.")
