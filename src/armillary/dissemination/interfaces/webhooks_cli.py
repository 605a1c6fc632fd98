"""`armillary webhooks …`: machines that are told of changes, for whoever looks after the site."""

import json
from typing import Annotated, Any

import typer

from armillary.dissemination.webhooks import operations
from armillary.dissemination.webhooks.delivering import deliver_news, send_again, send_test
from armillary.dissemination.webhooks.enums import EventType
from armillary.dissemination.webhooks.facts import delivery_facts, webhook_facts
from armillary.dissemination.webhooks.models import Delivery
from armillary.dissemination.webhooks.queries import (
    deliveries_of,
    delivery_by_message,
    webhook_by_public_id,
    webhooks_due,
    webhooks_for,
)
from armillary.people.actors import OPERATOR
from armillary.people.queries import person_by_email

app = typer.Typer(help="Machines that are told of what changes here.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="Public id of a webhook.")]
Events = Annotated[
    list[EventType] | None,
    typer.Option("--event", help="Tell of this; may be repeated. Of everything if not given."),
]


def _print(facts: Any) -> None:
    typer.echo(json.dumps(facts, ensure_ascii=False, default=str))


@app.command("list")
def list_webhooks(as_json: AsJson = False) -> None:
    """All webhooks, by name."""
    rows = [webhook_facts(found) for found in webhooks_for(OPERATOR)]
    if as_json:
        _print({"webhooks": rows})
        return
    for each in rows:
        typer.echo(f"{each['id']}  {each['state']}  {each['name']}  {each['address']}")


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="E-mail address of the curator it belongs to.")],
    address: Annotated[str, typer.Argument(help="Where to send events, over https.")],
    name: Annotated[str, typer.Option(help="What to call it; the host if not given.")] = "",
    events: Events = None,
    as_json: AsJson = False,
) -> None:
    """Register a webhook. Its secret is printed this once."""
    told = operations.register_webhook(
        address,
        name=name,
        events=[each.value for each in events or EventType],
        owner=person_by_email(email),
        by=OPERATOR,
    )
    if as_json:
        _print({**webhook_facts(told.webhook), "secret": told.secret})
    else:
        typer.echo(f"{told.webhook.public_id}: registered. Its secret is {told.secret}")


@app.command()
def change(
    public_id: Id,
    name: Annotated[str, typer.Option(help="What to call it; as before if not given.")] = "",
    address: Annotated[str, typer.Option(help="Where to send; as before if not given.")] = "",
    events: Events = None,
) -> None:
    """Change a webhook's name, address or choice of events."""
    found = webhook_by_public_id(public_id, by=OPERATOR)
    operations.change_webhook(
        found,
        name=name or found.name,
        address=address or found.address,
        events=[each.value for each in events] if events else found.events,
        by=OPERATOR,
    )
    typer.echo(f"{public_id}: changed.")


@app.command()
def pause(public_id: Id) -> None:
    """Tell a webhook nothing until it is started again."""
    operations.pause_webhook(webhook_by_public_id(public_id, by=OPERATOR), by=OPERATOR)
    typer.echo(f"{public_id}: paused.")


@app.command()
def start(
    public_id: Id,
    from_now: Annotated[
        bool, typer.Option("--from-now", help="Leave out what has happened meanwhile.")
    ] = False,
) -> None:
    """Start a webhook again that was paused or stopped."""
    found = webhook_by_public_id(public_id, by=OPERATOR)
    operations.start_webhook(found, from_now=from_now, by=OPERATOR)
    typer.echo(f"{public_id}: started.")


@app.command()
def rotate(
    public_id: Id,
    leaked: Annotated[
        bool, typer.Option("--leaked", help="The former secret is no good from now on.")
    ] = False,
) -> None:
    """Make a new secret and print it; the former one stays good for a day."""
    found = webhook_by_public_id(public_id, by=OPERATOR)
    typer.echo(operations.rotate_secret(found, is_leaked=leaked, by=OPERATOR).secret)


@app.command()
def remove(public_id: Id) -> None:
    """Delete a webhook for good."""
    operations.delete_webhook(webhook_by_public_id(public_id, by=OPERATOR), by=OPERATOR)
    typer.echo(f"{public_id}: deleted.")


@app.command()
def test(public_id: Id) -> None:
    """Send an event that means nothing, and say what came of it."""
    delivery = send_test(webhook_by_public_id(public_id, by=OPERATOR), by=OPERATOR)
    _tell(delivery)


@app.command()
def again(
    public_id: Id,
    message: Annotated[str, typer.Argument(help="Id of a message, from the deliveries.")],
) -> None:
    """Tell a webhook once more of the resource of a delivery, as it stands now."""
    found = webhook_by_public_id(public_id, by=OPERATOR)
    _tell(send_again(delivery_by_message(found, message), by=OPERATOR))


@app.command()
def deliveries(public_id: Id, as_json: AsJson = False) -> None:
    """What a webhook was told last, the newest first."""
    found = webhook_by_public_id(public_id, by=OPERATOR)
    rows = [delivery_facts(each) for each in deliveries_of(found).rows]
    if as_json:
        _print({"deliveries": rows})
        return
    for each in rows:
        outcome = "taken" if each["taken"] else each["status"] or each["problem"]
        typer.echo(f"{each['id']}  {each['last']:%Y-%m-%d %H:%M}  {each['type']}  {outcome}")


@app.command()
def deliver() -> None:
    """Tell those who have something to hear now, as the worker does every minute."""
    taken = sum(deliver_news(ids, by=OPERATOR) for ids in webhooks_due())
    typer.echo(f"{taken} events delivered.")


def _tell(delivery: Delivery) -> None:
    """Whether it was taken, and by what exit code."""
    if delivery.is_taken:
        typer.echo(f"{delivery.message_id}: taken ({delivery.status}).")
        return
    typer.echo(
        f"{delivery.message_id}: not taken ({delivery.status or delivery.problem}).", err=True
    )
    raise typer.Exit(1)
