"""`armillary harvest preview-api`: try a description before a source is made of it."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.harvest.fetching import file_address
from armillary.harvest.previewing_rest import preview_of_api
from armillary.people.actors import OPERATOR


def add_rest_commands(app: typer.Typer) -> None:
    app.command("preview-api")(preview_api)


def preview_api(
    subject: Annotated[str, typer.Argument(metavar="NAME|ADDRESS", help="Source or address.")],
    description: Annotated[
        Path | None, typer.Option(help="File that describes the API; the source's own if none.")
    ] = None,
    rows: Annotated[int, typer.Option(help="How many records to show.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how the first page of a REST API would be read. Nothing is kept."""
    stated = "" if description is None else _text_of(description)
    if Path(subject).is_file():
        subject = file_address(subject)
    found = preview_of_api(subject, description=stated, rows=rows, by=OPERATOR)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    facts = {"records": found["records"], "total": found["total"], "next": found["next"] or "-"}
    typer.echo(_("records: %(records)s, of all: %(total)s, next: %(next)s") % facts)
    for row in found["rows"]:
        typer.echo(json.dumps(row, ensure_ascii=False))
    for field, values in found["unknown"].items():
        typer.echo(f"{field}: {', '.join(values)}")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(_("%(path)s cannot be read.") % {"path": path}) from error
