"""`armillary catalogue lists …`: reading lists of members, for whoever looks after the site."""

import json
from typing import Annotated, Any

import typer

from armillary.catalogue.lists import operations
from armillary.catalogue.lists.entries import Entry
from armillary.catalogue.lists.facts import list_facts, whole_list_facts
from armillary.catalogue.lists.queries import list_by_public_id, lists_of, published_lists
from armillary.catalogue.models import ReadingList
from armillary.catalogue.queries import public_id_in
from armillary.people.actors import OPERATOR
from armillary.people.queries import person_by_email

app = typer.Typer(help="Reading lists of members.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="Public id of a list.")]
Email = Annotated[str, typer.Argument(help="E-mail address of the account it belongs to.")]
MOST = 500


@app.command()
def published(as_json: AsJson = False) -> None:
    """The lists that are open to readers: the 500 that changed last."""
    _tell(list(published_lists()[:MOST]), as_json=as_json)


@app.command("of")
def of_person(email: Email, as_json: AsJson = False) -> None:
    """The lists of one member."""
    _tell(lists_of(person_by_email(email)), as_json=as_json)


@app.command()
def show(public_id: Id, as_json: AsJson = False) -> None:
    """One list with its entries."""
    facts = whole_list_facts(list_by_public_id(public_id, by=OPERATOR))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, default=str))
        return
    typer.echo(f"{facts['title']} ({facts['minutes']} minutes)")
    for entry in facts["entries"]:
        title = next(iter(entry["titles"].values())) if entry["available"] else "not available"
        typer.echo(f"{entry['resource']}  {title}")


@app.command()
def create(
    email: Email,
    title: Annotated[str, typer.Argument(help="Title of the list.")],
    resources: Annotated[list[str] | None, typer.Argument(help="Public ids or pages.")] = None,
) -> None:
    """Make a list for a member, which only they see."""
    owner = person_by_email(email)
    entries = [Entry(public_id_in(stated)) for stated in resources or []]
    made = operations.make_list(title, entries=entries, owner=owner, by=OPERATOR)
    typer.echo(f"{made.public_id}: {len(entries)} resources.")


@app.command()
def publish(public_id: Id) -> None:
    """Open a list to whoever has its address."""
    operations.publish_list(list_by_public_id(public_id, by=OPERATOR), by=OPERATOR)
    typer.echo(f"{public_id}: published.")


@app.command()
def unpublish(public_id: Id) -> None:
    """Take a list from readers; its owner keeps it."""
    operations.unpublish_list(list_by_public_id(public_id, by=OPERATOR), by=OPERATOR)
    typer.echo(f"{public_id}: no longer published.")


@app.command()
def delete(public_id: Id) -> None:
    """Delete a list for good."""
    operations.delete_list(list_by_public_id(public_id, by=OPERATOR), by=OPERATOR)
    typer.echo(f"{public_id}: deleted.")


def _tell(rows: list[ReadingList], *, as_json: bool) -> None:
    documents: list[dict[str, Any]] = [list_facts(row) for row in rows]
    if as_json:
        typer.echo(json.dumps({"lists": documents}, ensure_ascii=False, default=str))
        return
    for each in documents:
        state = "published" if each["published"] else "own"
        typer.echo(f"{each['id']}  {state}  {each['title']}")
