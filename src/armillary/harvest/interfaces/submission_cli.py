"""`armillary harvest submit` and `… submissions`: what the pages of submissions do, in a terminal."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from armillary.core.errors import InvalidInput
from armillary.harvest.enums import Way
from armillary.harvest.kinds.table import checked_mapping
from armillary.harvest.models import Submission
from armillary.harvest.submissions import operations, queries, tables
from armillary.harvest.submissions.proposing import checked_address, proposal_for
from armillary.people.models import Person
from armillary.people.queries import person_by_email

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def submissions(
    only: Annotated[
        str, typer.Option(help="open: undecided ones; aside: words about known resources.")
    ] = "",
    limit: Annotated[int, typer.Option(help="How many to show.")] = 50,
    as_json: AsJson = False,
) -> None:
    """What people have suggested and what became of it, the newest first."""
    facts = [_facts(row) for row in queries.all_submissions(only=only, size=limit).rows]
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    lines = Table(_("Suggestion"), _("Who"), _("When"), _("What became of it"))
    for fact in facts:
        fates = ", ".join(f"{fate} {count}" for fate, count in fact["fates"].items())
        lines.add_row(escape(fact["name"]), escape(fact["person"]), fact["sent_at"][:16], fates)
    Console().print(lines)


def submit(
    subject: Annotated[str, typer.Argument(metavar="FILE|ADDRESS", help="Table or web address.")],
    email: Annotated[str, typer.Option("--as", help="Account of whoever suggests it.")],
    title: Annotated[str, typer.Option(help="Of the resource, if its page does not say.")] = "",
    language: Annotated[str, typer.Option(help="Of the resource, or of rows without one.")] = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN of a table; repeatable.")
    ] = None,
    note: Annotated[str, typer.Option(help="To the curators.")] = "",
    as_json: AsJson = False,
) -> None:
    """Suggest a web page, or every row of a table, in somebody's name."""
    person = person_by_email(email)
    if "://" in subject:
        made = _page(subject, title=title, language=language, note=note, by=person)
    else:
        made = _table(subject, mapping or [], language=language, note=note, by=person)
    [row] = queries.rows_of([made])
    if as_json:
        typer.echo(json.dumps(_facts(row), ensure_ascii=False, indent=2))
        return
    typer.echo(_("%(name)s was suggested (%(id)s).") % {"name": made.name, "id": made.public_id})


def _page(address: str, *, title: str, language: str, note: str, by: Person) -> Submission:
    proposal = proposal_for(checked_address(address), language=language or "en", by=by)
    said = proposal.words
    words = replace(said, title=title or said.title, language=language or said.language)
    if proposal.problem and not words.title:
        raise InvalidInput(proposal.problem)
    return operations.submit(words, way=Way.ADDRESS, note=note, by=by)


def _table(name: str, mapping: list[str], *, language: str, note: str, by: Person) -> Submission:
    path = Path(name)
    try:
        body = path.read_bytes()
    except OSError as error:
        raise InvalidInput(_("%(path)s cannot be read.") % {"path": name}) from error
    sheet = tables.sheet_of(tables.keep_draft(path.name, body, by=by))
    return tables.submit_table(sheet, _mapping(mapping), language=language, note=note, by=by)


def _mapping(stated: list[str]) -> dict[str, str]:
    pairs = dict(part.partition("=")[::2] for part in stated if "=" in part)
    if len(pairs) != len(stated):
        raise InvalidInput(_("Write --map FIELD=COLUMN, each field once."))
    return checked_mapping(pairs)


def _facts(row: queries.SubmissionRow) -> dict[str, Any]:
    person = row.submission.person
    return {**queries.submission_facts(row), "person": person.email if person else ""}
