"""`armillary catalogue editions …`: translations and versions of one work."""

import json
from typing import Annotated

import typer

from armillary.catalogue.queries import resource_named
from armillary.catalogue.works import operations
from armillary.catalogue.works.queries import edition_facts
from armillary.people.actors import OPERATOR

Named = Annotated[str, typer.Argument(help="Public id or address of its page.")]


def add_edition_commands(below: typer.Typer) -> None:
    below.command()(editions)
    below.command("tie-editions")(tie)
    below.command("untie-editions")(untie)


def editions(
    resource: Named, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """The other listed editions of the work that a resource is an edition of."""
    facts = edition_facts(resource_named(resource))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for row in facts["others"]:
        title = next(iter(row["titles"].values()), "")
        words = [row["id"], row["kind"], row["language"], row["label"], title]
        typer.echo(" ".join(word for word in words if word))


def tie(
    resource: Named,
    original: Annotated[str, typer.Argument(help="Public id or page of what it is made from.")],
    kind: Annotated[str, typer.Option(help="translation or version.")],
) -> None:
    """Say that a resource is a translation or a version of another."""
    row, other = resource_named(resource), resource_named(original)
    operations.tie_editions(row, other, kind=kind, original=other, by=OPERATOR)
    typer.echo(f"{row.public_id}: {kind} of {other.public_id}")


def untie(resource: Named, other: Named) -> None:
    """Take that back; what a record says of the two stays."""
    row, second = resource_named(resource), resource_named(other)
    operations.untie_editions(row, second, by=OPERATOR)
    typer.echo(f"{row.public_id} {second.public_id}: parted")
