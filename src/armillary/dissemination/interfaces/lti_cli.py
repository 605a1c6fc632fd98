"""`armillary lti …`: learning platforms, for whoever looks after the site."""

import json
from typing import Annotated

import typer

from armillary.dissemination.lti import operations, queries
from armillary.dissemination.lti.keys import key_set, rotate_keys
from armillary.dissemination.lti.registering import invite_platform
from armillary.people.actors import OPERATOR

app = typer.Typer(help="Learning platforms that open this site (LTI 1.3).", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[str, typer.Argument(help="Public id of a platform, as `list` shows it.")]


@app.command("list")
def list_platforms(as_json: AsJson = False) -> None:
    """The platforms that are connected, closed ones too."""
    rows = [queries.registration_facts(each) for each in queries.registrations(by=OPERATOR)]
    if as_json:
        typer.echo(json.dumps({"platforms": rows}, ensure_ascii=False))
        return
    for row in rows:
        places = ", ".join(row["deployments"]) or "no deployment"
        typer.echo(f"{row['id']}  {row['state']}  {row['name']}  {row['client_id']}  {places}")


@app.command()
def addresses(as_json: AsJson = False) -> None:
    """What a platform asks for when this site is connected by hand."""
    tool = queries.tool_addresses()
    rows = {"launch": tool.launch, "login": tool.login, "keys": tool.keys}
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for name, address in rows.items():
        typer.echo(f"{name:8} {address}")


@app.command()
def add(
    issuer: Annotated[str, typer.Argument(help="The platform's issuer, also called platform id.")],
    client_id: Annotated[str, typer.Argument(help="The client id it has for this tool.")],
    login: Annotated[str, typer.Option(help="Its authentication request address.")],
    keys: Annotated[str, typer.Option(help="Its public key set address.")],
    name: Annotated[str, typer.Option(help="What to call it.")] = "",
    deployment: Annotated[
        list[str] | None, typer.Option(help="Id of a deployment; may be repeated.")
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Where its pages stand, if elsewhere; may be repeated."),
    ] = None,
) -> None:
    """Connect a platform."""
    made = operations.add_registration(
        name=name,
        issuer=issuer,
        client_id=client_id,
        login_address=login,
        keys_address=keys,
        deployments=deployment or [],
        origins=origin or [],
        by=OPERATOR,
    )
    typer.echo(f"{made.public_id}: connected.")


@app.command("add-deployment")
def add_deployment(
    public_id: Id,
    deployment: Annotated[str, typer.Argument(help="Id of the deployment.")],
) -> None:
    """Answer launches of another place of a platform, too."""
    found = queries.registration_by_public_id(public_id, by=OPERATOR)
    operations.add_deployment(found, deployment, by=OPERATOR)
    typer.echo(f"{public_id}: deployment added.")


@app.command()
def close(public_id: Id) -> None:
    """Answer a platform no more."""
    found = queries.registration_by_public_id(public_id, by=OPERATOR)
    operations.close_registration(found, by=OPERATOR)
    typer.echo(f"{public_id}: closed.")


@app.command("open")
def reopen(public_id: Id) -> None:
    """Answer a closed platform again."""
    found = queries.registration_by_public_id(public_id, by=OPERATOR)
    operations.reopen_registration(found, by=OPERATOR)
    typer.echo(f"{public_id}: open.")


@app.command()
def invite() -> None:
    """Print a link by which one platform connects itself, within a day."""
    typer.echo(invite_platform(by=OPERATOR))


@app.command()
def keys() -> None:
    """Print our public key set."""
    typer.echo(json.dumps(key_set(), indent=1))


@app.command()
def rotate(
    at_once: Annotated[
        bool, typer.Option("--at-once", help="The key may have leaked: take it away now.")
    ] = False,
) -> None:
    """Make a new key, which signs from tomorrow."""
    made = rotate_keys(at_once=at_once, by=OPERATOR)
    typer.echo(f"{made.kid}: signs from {made.signs_from:%Y-%m-%d %H:%M} UTC.")
