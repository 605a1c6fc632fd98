"""`armillary searches …`: saved searches of members, for whoever looks after the site."""

import json
from enum import StrEnum
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.dissemination.enums import HowOften
from armillary.dissemination.searches import operations
from armillary.dissemination.searches.alerts import alert_person
from armillary.dissemination.searches.asked import AskedSearch
from armillary.dissemination.searches.facts import search_facts
from armillary.dissemination.searches.queries import (
    people_due,
    search_by_public_id,
    searches_of,
)
from armillary.people.actors import OPERATOR
from armillary.people.queries import person_by_email

app = typer.Typer(help="Saved searches of members, and mail about them.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="Public id of a saved search.")]
Email = Annotated[str, typer.Argument(help="E-mail address of the account it belongs to.")]


class Sorting(StrEnum):
    """The orders of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    REVIEWED = "reviewed"


@app.command("list")
def list_searches(email: Email, as_json: AsJson = False) -> None:
    """The saved searches of one member."""
    rows = [search_facts(found) for found in searches_of(person_by_email(email))]
    if as_json:
        typer.echo(json.dumps({"searches": rows}, ensure_ascii=False, default=str))
        return
    for each in rows:
        typer.echo(f"{each['id']}  {each['mail']}  {each['name']}  {each['page']}")


@app.command()
def add(
    email: Email,
    name: Annotated[str, typer.Argument(help="What to call it.")],
    words: Annotated[str, typer.Argument(help="What to look for, in the query language.")] = "",
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Only with FACET:VALUE, of any facet; may be repeated."),
    ] = None,
    sort: Annotated[Sorting, typer.Option(help="What comes first.")] = Sorting.RELEVANCE,
    language: Annotated[str, typer.Option(help="The language its owner reads in.")] = "en",
    across: Annotated[
        bool, typer.Option(help="Also find what words mean, in any language.")
    ] = True,
    mail: Annotated[HowOften, typer.Option(help="How often to write.")] = HowOften.NEVER,
) -> None:
    """Save a search for a member."""
    asked = AskedSearch.of(words, chosen_filters(filters or []), sort=sort.value, is_across=across)
    made = operations.save_search(
        name,
        asked,
        language=language.lower(),
        how_often=mail,
        owner=person_by_email(email),
        by=OPERATOR,
    )
    typer.echo(f"{made.public_id}: saved.")


@app.command()
def change(
    public_id: Id,
    name: Annotated[str, typer.Option(help="What to call it; as before if not given.")] = "",
    mail: Annotated[
        HowOften | None, typer.Option(help="How often to write; as before if not given.")
    ] = None,
) -> None:
    """Rename a saved search, or change how often its owner gets mail."""
    found = search_by_public_id(public_id, by=OPERATOR)
    how_often = mail or HowOften(found.how_often)
    operations.change_search(found, name=name or found.name, how_often=how_often, by=OPERATOR)
    typer.echo(f"{public_id}: changed.")


@app.command()
def remove(public_id: Id) -> None:
    """Delete a saved search for good."""
    operations.delete_search(search_by_public_id(public_id, by=OPERATOR), by=OPERATOR)
    typer.echo(f"{public_id}: deleted.")


@app.command()
def alert() -> None:
    """Write to those for whom it is time now, as the worker does every hour."""
    written = [alert_person(number, by=OPERATOR) for number in people_due()]
    typer.echo(f"{sum(notice is not None for notice in written)} messages written.")


def chosen_filters(stated: list[str]) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for each in stated:
        facet, colon, value = each.partition(":")
        if not (colon and value):
            raise InvalidInput(_("Write --filter FACET:VALUE, such as classroom:offline."))
        chosen.setdefault(facet, []).append(value)
    return chosen
