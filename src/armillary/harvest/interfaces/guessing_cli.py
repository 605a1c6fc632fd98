"""`armillary harvest guess …`: what a machine makes of resources."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks, resource_named
from armillary.core.errors import InvalidInput
from armillary.harvest.guessing.guessers import Guesser
from armillary.harvest.guessing.queries import guess_facts
from armillary.harvest.operations import guessing
from armillary.people.actors import OPERATOR

app = typer.Typer(help="What a machine guesses of resources.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(help="Public id or address of its page.")]
Field = Annotated[str, typer.Argument(help="Such as subjects.")]
Value = Annotated[str, typer.Argument(help="What is guessed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AT_ONCE = 250


@app.command()
def run(
    resources: Annotated[list[str] | None, typer.Argument(help="Public ids.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Everything in the catalogue.")] = False,
    as_json: AsJson = False,
) -> None:
    """Guess again where something has changed: texts, or an imported vocabulary."""
    ids = _all() if whole else [resource_named(stated).pk for stated in resources or []]
    if not ids:
        raise InvalidInput("Name resources, or say --all.")
    total = guessing.Guessed()
    guesser = Guesser()
    for part in _told(ids, quiet=as_json):
        total += guessing.guess_resources(part, by=OPERATOR, guesser=guesser)
    if as_json:
        facts = {"looked_at": total.looked_at, "changed": total.changed, "filled": total.filled}
        typer.echo(json.dumps(facts))
    else:
        typer.echo(f"{total.looked_at} looked at, {total.changed} changed, {total.filled} filled.")


@app.command()
def show(resource: Named, as_json: AsJson = False) -> None:
    """What is guessed of a resource, how surely and why."""
    facts = guess_facts(resource_named(resource))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for field, guesses in facts["fields"].items():
        for guess in guesses:
            typer.echo(f"{field}: {guess['value']} {guess['confidence']:.2f} ({guess['evidence']})")


@app.command()
def use(resource: Named, field: Field, value: Value) -> None:
    """Make a guess a curator's own value."""
    guessing.use_guess(resource_named(resource), field, value, by=OPERATOR)
    typer.echo(f"{field}: {value}")


@app.command("turn-down")
def turn_down(resource: Named, field: Field, value: Value) -> None:
    """Show a guess no more; `reconsider` takes that back."""
    guessing.turn_down_guess(resource_named(resource), field, value, by=OPERATOR)
    typer.echo(f"{field}: not {value}")


@app.command()
def reconsider(resource: Named, field: Field, value: Value) -> None:
    """Show a guess again that was turned down."""
    guessing.reconsider_guess(resource_named(resource), field, value, by=OPERATOR)
    typer.echo(f"{field}: perhaps {value}")


def _all() -> list[int]:
    return list(Resource.objects.filter(alias_of=None).order_by("pk").values_list("pk", flat=True))


def _told(ids: list[int], *, quiet: bool) -> Iterator[list[int]]:
    """In pieces, with a bar that grows on a terminal."""
    columns = (TextColumn("Guessing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        row = bar.add_task("", total=len(ids))
        for part in chunks(ids, AT_ONCE):
            yield list(part)
            bar.advance(row, len(part))
