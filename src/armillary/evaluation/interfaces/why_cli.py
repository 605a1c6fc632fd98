"""`armillary evaluation why …`: why a resource stands where it does among what a search finds."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from django.utils.translation import override

from armillary.catalogue.public import public_resource
from armillary.catalogue.queries import resource_named
from armillary.evaluation.why import reasons_for
from armillary.search.queries import SearchRequest


def add_why_command(below: typer.Typer) -> None:
    below.command()(why)


def why(
    resource: Annotated[str, typer.Argument(help="Public id or address of its page.")],
    words: Annotated[str, typer.Argument(help="What was looked for, in the query language.")] = "",
    language: Annotated[str, typer.Option(help="The language of whoever reads the answer.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say why a listed resource stands where it does among what a search finds."""
    found = public_resource(resource_named(resource).public_id)
    with override(language):
        reasons = reasons_for(found, SearchRequest(text=words, ui_language=language))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in reasons], ensure_ascii=False))
        return
    for reason in reasons:
        typer.echo(reason.text)
