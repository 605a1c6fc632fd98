"""`armillary vocabularies …`"""

import json
from pathlib import Path
from typing import Annotated

import typer

from armillary.people.actors import OPERATOR
from armillary.vocabularies import operations, queries
from armillary.vocabularies.enums import Purpose

app = typer.Typer(help="Subjects, levels and other vocabularies.", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A SKOS file or a CASE package.")
    ],
    key: Annotated[str, typer.Option(help="Short name; made from its address if absent.")] = "",
    purpose: Annotated[
        Purpose | None, typer.Option(help="What it is for; topics unless it says otherwise.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import a SKOS vocabulary or a CASE framework of standards, or its next edition."""
    scheme = operations.import_scheme(
        file.read_bytes(), key=key, file_name=file.name, purpose=purpose, by=OPERATOR
    )
    count = scheme.concepts.filter(is_deprecated=False).count()
    if as_json:
        typer.echo(json.dumps({"key": scheme.key, "uri": scheme.uri, "concepts": count}))
    else:
        typer.echo(f"{scheme.key}: {count} concepts.")


@app.command("list")
def list_schemes(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the vocabularies."""
    rows = [
        {"key": scheme.key, "uri": scheme.uri, "concepts": scheme.concepts.count()}
        for scheme in queries.schemes()
    ]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(f"{row['key']:<20} {row['concepts']:>6}  {row['uri']}")
