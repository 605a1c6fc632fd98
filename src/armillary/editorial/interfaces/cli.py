"""`armillary pages …` and `armillary news …`: the same commands for both."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from armillary.editorial import operations, queries
from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.editorial.errors import InvalidPiece
from armillary.editorial.models import Piece
from armillary.editorial.reading import version_facts
from armillary.people.actors import OPERATOR

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str, typer.Argument(help="Its name in the address.")]
File = Annotated[
    Path, typer.Argument(help="A JSON document, or a list of them.", exists=True, dir_okay=False)
]


class PieceCommands:
    """The commands of one kind."""

    def __init__(self, kind: PieceKind) -> None:
        self.kind = kind

    def app(self, help_text: str) -> typer.Typer:
        app = typer.Typer(help=help_text, no_args_is_help=True)
        app.command("list")(self.list_them)
        for command in (
            self.show,
            self.write,
            self.publish,
            self.unpublish,
            self.revert,
            self.discard,
        ):
            app.command()(command)
        return app

    def list_them(
        self,
        after: Annotated[str, typer.Option(help="Cursor of the page before.")] = "",
        as_json: AsJson = False,
    ) -> None:
        """The newest version of each, a page at a time."""
        page = queries.written_page(self.kind, after=after)
        if as_json:
            rows = [_short(row) for row in page.rows]
            typer.echo(json.dumps({"items": rows, "after": page.after}, ensure_ascii=False))
            return
        for row in page.rows:
            typer.echo(f"{row.key}  {row.state}  {row.title}")
        if page.after:
            typer.echo(f"More: --after {page.after}")

    def show(self, name: Name, as_json: AsJson = False) -> None:
        """What it says, and its versions."""
        versions = queries.versions_of(self.kind, name)
        if as_json:
            facts = [version_facts(each) for each in versions]
            typer.echo(json.dumps({"versions": facts}, ensure_ascii=False))
            return
        for each in versions:
            typer.echo(f"Version {each.number}: {each.state}, {', '.join(each.text.languages)}")
        for tag, words in versions[0].text.texts.items():
            typer.echo(f"\n[{tag}] {versions[0].title.texts.get(tag, '')}\n\n{words}")

    def write(
        self,
        file: File,
        publish: Annotated[bool, typer.Option("--publish", help="Publish it at once.")] = False,
    ) -> None:
        """Write drafts from a file; languages and settings that it does not name stay."""
        for document in _documents(file):
            save_document(self.kind, document, by=OPERATOR, publish=publish)
            typer.echo(f"{document['name']}: {'published' if publish else 'draft'}.")

    def publish(self, name: Name) -> None:
        """Show the draft to readers."""
        found = operations.publish_piece(self.kind, name, by=OPERATOR)
        typer.echo(f"{name}: version {found.number} is published.")

    def unpublish(
        self,
        name: Name,
        reason: Annotated[str, typer.Option(help="Why; readers are told at its address.")],
    ) -> None:
        """Take it from readers; nothing is lost."""
        operations.unpublish_piece(self.kind, name, reason=reason, by=OPERATOR)
        typer.echo(f"{name}: no longer published.")

    def revert(
        self, name: Name, number: Annotated[int, typer.Argument(help="Number of a version.")]
    ) -> None:
        """Make a draft that says what an earlier version said."""
        found = operations.revert_piece(self.kind, name, number, by=OPERATOR)
        typer.echo(f"{name}: draft of version {found.number}.")

    def discard(self, name: Name) -> None:
        """Discard the draft."""
        operations.discard_draft(self.kind, name, by=OPERATOR)
        typer.echo(f"{name}: the draft is discarded.")


def _short(row: Piece) -> dict[str, Any]:
    return {
        "name": row.key,
        "version": row.number,
        "state": row.state,
        "published": bool(getattr(row, "has_published", False)),
        "title": row.title.texts,
        "languages": row.text.languages,
    }


def _documents(file: Path) -> list[Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:  # no UTF-8, or no JSON
        raise InvalidPiece(_("This file is not JSON.")) from error
    return found if isinstance(found, list) else [found]


pages = PieceCommands(PieceKind.PAGE).app("Pages of this site.")
news = PieceCommands(PieceKind.NEWS).app("News of this site.")
