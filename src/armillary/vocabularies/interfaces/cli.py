"""`armillary vocabularies …`"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from armillary.people.actors import OPERATOR
from armillary.vocabularies import desk, operations, queries
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.exporting import exported
from armillary.vocabularies.previewing import ImportPlan, plan_import

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
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import a SKOS vocabulary or a CASE framework of standards, or its next edition."""
    if dry_run:
        plan = plan_import(file.read_bytes(), key=key, file_name=file.name, by=OPERATOR)
        _print_plan(plan, as_json=as_json)
        return
    scheme = operations.import_scheme(
        file.read_bytes(), key=key, file_name=file.name, purpose=purpose, by=OPERATOR
    )
    count = scheme.concepts.filter(is_deprecated=False).count()
    if as_json:
        typer.echo(json.dumps({"key": scheme.key, "uri": scheme.uri, "concepts": count}))
    else:
        typer.echo(f"{scheme.key}: {count} concepts.")


def _print_plan(plan: ImportPlan, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(plan), ensure_ascii=False))
        return
    typer.echo(f"{plan.key or 'new'}: {plan.concepts} concepts in {plan.uri}")
    for name in plan.added:
        typer.echo(f"+ {name}")
    for key in plan.gone:
        typer.echo(f"- {key}")
    for row in plan.renamed:
        typer.echo(f"~ {row.key}: {row.before} → {row.after}")
    for problem in plan.problems:
        typer.echo(f"! {problem}")


@app.command()
def show(
    scheme: Annotated[str, typer.Argument(help="Key of the vocabulary.")],
    key: Annotated[str, typer.Argument(help="Key of a term.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the names of a term, what its file says, and how many resources have it."""
    page = desk.concept_page(scheme, key, language="en")
    facts = {
        "scheme": scheme,
        "key": key,
        "labels": page.names.label,
        "other_labels": page.names.others,
        "stated": page.stated.label,
        "used": page.used,
    }
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for tag, name in page.names.label.items():
        others = ", ".join(page.names.others.get(tag, ()))
        typer.echo(f"{tag:<8} {name}{f' ({others})' if others else ''}")
    if page.used is not None:
        typer.echo(f"{page.used} resources.")


@app.command()
def name(
    scheme: Annotated[str, typer.Argument(help="Key of the vocabulary.")],
    key: Annotated[str, typer.Argument(help="Key of the term.")],
    language: Annotated[str, typer.Option(help="The language of the names.")],
    label: Annotated[
        str | None, typer.Option(help="Its name; an empty one goes back to that of the file.")
    ] = None,
    other: Annotated[
        list[str] | None, typer.Option(help="A further name; may be repeated, and replaces all.")
    ] = None,
) -> None:
    """Name a term in one language. It stays when the vocabulary is imported anew."""
    concept = operations.name_concept(
        scheme,
        key,
        labels={} if label is None else {language: label},
        others={} if other is None else {language: other},
        by=OPERATOR,
    )
    typer.echo(f"{concept.key}: {concept.label.texts.get(language, '')}")


@app.command()
def export(
    scheme: Annotated[str, typer.Argument(help="Key of the vocabulary.")],
    file: Annotated[
        Path | None, typer.Argument(dir_okay=False, help="Where to; else printed.")
    ] = None,
) -> None:
    """Write a vocabulary as a SKOS file (Turtle), with the names that were given here."""
    body = exported(queries.scheme_named(scheme))
    if file is None:
        typer.echo(body.decode(), nl=False)
        return
    file.write_bytes(body)
    typer.echo(f"{file}: {len(body)} bytes.")


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
