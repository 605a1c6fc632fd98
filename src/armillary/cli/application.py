"""The commands of all contexts as one Typer application."""

import json
import sys
from typing import Annotated

import typer
from django.core.management import call_command, execute_from_command_line
from django.db import DatabaseError

from armillary.catalogue.interfaces.cli import app as catalogue
from armillary.cli.demonstration import load_demonstration
from armillary.cli.doctor import database, examine
from armillary.cli.serving import serve_forever, work_forever
from armillary.core.errors import ArmillaryError
from armillary.dissemination.interfaces.agents_cli import add_mcp_command
from armillary.dissemination.interfaces.cli import app as dissemination
from armillary.dissemination.interfaces.export_cli import add_export_command
from armillary.dissemination.interfaces.lti_cli import app as lti
from armillary.dissemination.interfaces.packs_cli import app as packs
from armillary.dissemination.interfaces.searches_cli import app as searches
from armillary.dissemination.interfaces.webhooks_cli import app as webhooks
from armillary.editorial.interfaces.cli import news, pages
from armillary.editorial.interfaces.texts_cli import app as texts
from armillary.evaluation.interfaces.cli import app as evaluation
from armillary.evaluation.interfaces.desk_cli import app as desk
from armillary.harvest.interfaces.cli import app as harvest
from armillary.people.actors import OPERATOR
from armillary.people.interfaces.cli import app as people
from armillary.review.operations import load_shipped_rubrics
from armillary.search.interfaces.cli import app as search
from armillary.vocabularies.interfaces.cli import app as vocabularies

app = typer.Typer(
    name="armillary",
    help="Gather, evaluate and disseminate STEM education.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
add_export_command(catalogue)
add_mcp_command(app)
app.add_typer(catalogue, name="catalogue")
app.add_typer(desk, name="desk")
app.add_typer(dissemination, name="dissemination")
app.add_typer(evaluation, name="evaluation")
app.add_typer(harvest, name="harvest")
app.add_typer(lti, name="lti")
app.add_typer(news, name="news")
app.add_typer(packs, name="packs")
app.add_typer(pages, name="pages")
app.add_typer(people, name="people")
app.add_typer(search, name="search")
app.add_typer(texts, name="texts")
app.add_typer(searches, name="searches")
app.add_typer(vocabularies, name="vocabularies")
app.add_typer(webhooks, name="webhooks")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def migrate() -> None:
    """Bring the database up to date, the shipped vocabularies and rubrics included."""
    call_command("migrate", interactive=False, verbosity=0)
    load_shipped_rubrics(by=OPERATOR)
    typer.echo("The database is up to date.")


@app.command()
def demo() -> None:
    """Load the demonstration content through the harvester. Nothing is fetched from outside."""
    load_demonstration(say=typer.echo)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the site, run background work and keep the index up to date."""
    serve_forever(host=host, port=port)


@app.command()
def work() -> None:
    """Run background work and the indexer only, beside a web server of another kind."""
    work_forever()


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look whether this installation is sound, and say what to do where it is not."""
    findings = examine()
    if as_json:
        typer.echo(json.dumps([finding.as_json() for finding in findings]))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.sound else 'FAIL'} {finding.name}: {finding.says}")
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def django(context: typer.Context) -> None:
    """Run one of Django's own commands, for developers."""
    execute_from_command_line(["armillary", *context.args])


def run() -> None:
    """Run the command line; an error that a person can act on is one line and exit code 1."""
    try:
        app()
    except ArmillaryError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(1) from error
    except DatabaseError as error:
        found = database()
        if found.sound:
            raise
        sys.stderr.write(f"The database is not sound: {found.says}.\n")
        raise SystemExit(1) from error
