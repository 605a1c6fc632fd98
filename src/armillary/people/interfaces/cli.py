"""`armillary people …`"""

import json
import secrets
import sys
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from armillary.core.errors import Conflict
from armillary.people import operations, queries
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.errors import NoSuchPerson
from armillary.people.models import Person
from armillary.people.tokens import operations as tokens_operations
from armillary.people.tokens.queries import tokens_of

app = typer.Typer(help="Accounts, roles and personal data.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address of the account.")]


@app.command("create-admin")
def create_admin(
    email: Email,
    name: Annotated[str, typer.Option(help="Name as others see it.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Create an administrator, or make an existing account one.

    An account that its owner has not confirmed gets the password given here; one that is confirmed
    keeps its own.
    """
    person = _person_to_be(email, name, from_stdin=password_stdin)
    operations.grant_role(person, Role.ADMINISTRATOR, by=OPERATOR)
    typer.echo(f"{person.email} is an administrator.")


def _person_to_be(email: str, name: str, *, from_stdin: bool) -> Person:
    try:
        person = queries.person_by_email(email)
    except NoSuchPerson:
        password = _password(from_stdin=from_stdin)
        return operations.create_person(email, password=password, name=name, by=OPERATOR)
    if not queries.is_confirmed(person):
        operations.take_over_person(person, password=_password(from_stdin=from_stdin), by=OPERATOR)
    elif from_stdin:
        raise Conflict(
            _("%(email)s has a password already. Leave --password-stdin out to keep it.")
            % {"email": person.email}
        )
    return person


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    password = secrets.token_urlsafe(15)
    typer.echo(f"Password: {password}")
    return password


@app.command()
def grant(email: Email, role: Annotated[Role, typer.Argument(help="The role.")]) -> None:
    """Give an account a role on the whole site."""
    operations.grant_role(queries.person_by_email(email), role, by=OPERATOR)
    typer.echo(f"{email} is {role.value}.")


@app.command()
def revoke(email: Email, role: Annotated[Role, typer.Argument(help="The role.")]) -> None:
    """Take a role away."""
    operations.revoke_role(queries.person_by_email(email), role, by=OPERATOR)
    typer.echo(f"{email} is no longer {role.value}.")


@app.command("create-token")
def create_token(
    email: Email,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    write: Annotated[bool, typer.Option("--write", help="It may write, too.")] = False,
    days: Annotated[
        int | None, typer.Option(help="Good for so many days; for good if left out.")
    ] = None,
) -> None:
    """Make a token with which a program does at the API what the account may do. The secret is the
    only line on standard output, and is never shown again."""
    person = queries.person_by_email(email)
    made = tokens_operations.create_token(
        person, name=name, may_write=write, days=days, by=OPERATOR
    )
    typer.echo(made.secret)


@app.command("tokens")
def list_tokens(
    email: Email, as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False
) -> None:
    """List the tokens of an account; no secret is known here."""
    rows = [
        {
            "id": token.public_id,
            "name": token.name,
            "begins": token.hint,
            "may_write": token.may_write,
            "expires": token.expires_at.isoformat() if token.expires_at else None,
            "used_on": token.used_on.isoformat() if token.used_on else None,
        }
        for token in tokens_of(queries.person_by_email(email))
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        may = "write" if row["may_write"] else "read"
        typer.echo(f"{row['id']}  {may:5}  {row['begins']}…  {row['name']}")


@app.command("revoke-token")
def revoke_token(
    email: Email, token: Annotated[str, typer.Argument(help="Id of the token.")]
) -> None:
    """Take a token back: whoever has its secret is refused from now on."""
    tokens_operations.revoke_token(queries.person_by_email(email), token, by=OPERATOR)
    typer.echo("Taken back.")


@app.command("export")
def export_person(email: Email) -> None:
    """Print everything this installation holds about a person, as JSON."""
    document = queries.personal_data_of(queries.person_by_email(email))
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


@app.command()
def erase(
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a person. This cannot be undone."""
    person = queries.person_by_email(email)
    if not yes:
        typer.confirm(f"Forget {email} for good?", abort=True)
    operations.erase_person(person, by=OPERATOR)
    typer.echo("Forgotten.")
