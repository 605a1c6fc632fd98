"""`armillary catalogue coverage`: what is here, in numbers."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from armillary.catalogue.coverage import Coverage, coverage, coverage_csv, coverage_facts, ranked
from armillary.core.errors import InvalidInput
from armillary.vocabularies.queries import label

MOST = 10  # countries that a person reads


def add_coverage_command(below: typer.Typer) -> None:
    below.command("coverage")(show_coverage)


def show_coverage(
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Only with FACET:VALUE, of any facet; may be repeated."),
    ] = None,
    part: Annotated[
        str, typer.Option("--csv", help="Print one table as CSV: subjects, countries or months.")
    ] = "",
    language: Annotated[str, typer.Option(help="The language of names in tables.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What is here: by subject and level, by country, and month by month."""
    found = coverage(_chosen(filters or ()))
    if part:
        typer.echo(coverage_csv(found, part, language=language), nl=False)
    elif as_json:
        typer.echo(json.dumps(coverage_facts(found), ensure_ascii=False, indent=2))
    else:
        _tell(found, language)


def _chosen(stated: Sequence[str]) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for each in stated:
        facet, colon, value = each.partition(":")
        if not (colon and value):
            raise InvalidInput(_("Write --filter FACET:VALUE, such as classroom:offline."))
        chosen.setdefault(facet, []).append(value)
    return chosen


def _tell(found: Coverage, language: str) -> None:
    typer.echo(f"{found.total} resources.")
    for subject, spread in found.subjects.items():
        gaps = [label("levels", key, language) for key in found.levels if key not in spread.counts]
        name = label("subjects", subject, language)
        typer.echo(f"{spread.total:>8}  {name}" + (f" (none: {', '.join(gaps)})" if gaps else ""))
    for code, count in ranked(found.countries.counts)[:MOST]:
        typer.echo(f"{count:>8}  {label('countries', code, language)}")
    typer.echo(f"{found.countries.total - found.countries.known:>8}  country not known")
