"""`armillary catalogue …`"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from armillary.catalogue import operations, queries
from armillary.catalogue.interfaces import lists_cli, standards_cli
from armillary.catalogue.interfaces.coverage_cli import add_coverage_command
from armillary.catalogue.interfaces.editions_cli import add_edition_commands
from armillary.catalogue.interfaces.topics_cli import add_topic_commands
from armillary.core.errors import InvalidInput
from armillary.people.actors import OPERATOR

app = typer.Typer(help="Resources and collections.", no_args_is_help=True)
app.add_typer(standards_cli.app, name="standards")
app.add_typer(lists_cli.app, name="lists")
add_coverage_command(app)
add_edition_commands(app)
add_topic_commands(app)


@app.command()
def withdraw(
    ids: Annotated[list[str], typer.Argument(help="Public ids.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence for readers.")],
) -> None:
    """Withdraw resources; a tombstone stays at their address."""
    rows = [queries.resource_by_public_id(public_id) for public_id in ids]
    gone = operations.withdraw_resources([row.pk for row in rows], by=OPERATOR, reason=reason)
    typer.echo(f"{len(gone)} withdrawn.")


@app.command()
def merge(
    kept: Annotated[str, typer.Argument(help="Public id of the resource that stays.")],
    absorbed: Annotated[str, typer.Argument(help="Public id that becomes its alias.")],
) -> None:
    """Merge two resources; `unmerge` parts them again."""
    operations.merge_resources(
        queries.resource_by_public_id(kept), queries.resource_by_public_id(absorbed), by=OPERATOR
    )
    typer.echo(f"{absorbed} is now an alias of {kept}.")


@app.command()
def unmerge(
    absorbed: Annotated[str, typer.Argument(help="Public id of the alias.")],
) -> None:
    """Part two merged resources."""
    operations.undo_merge(queries.row_by_public_id(absorbed), by=OPERATOR)
    typer.echo(f"{absorbed} stands on its own again.")


@app.command()
def collection(
    file: Annotated[
        Path,
        typer.Argument(help="JSON: a collection or a list of them.", exists=True, dir_okay=False),
    ],
) -> None:
    """Put collections together and publish them; one that is there already stays as it is."""
    for document in _documents(file):
        made = operations.gather_collection(document, by=OPERATOR)
        typer.echo(f"{made.slug}: {made.items.count()} resources.")


def _documents(file: Path) -> list[dict[str, Any]]:
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise InvalidInput(f"{file} cannot be read as JSON: {problem}.") from problem
    documents = stated if isinstance(stated, list) else [stated]
    if not all(isinstance(document, dict) for document in documents):
        raise InvalidInput(f"{file} must hold a collection or a list of collections.")
    return documents
