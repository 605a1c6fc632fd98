"""`armillary texts …`: what there is to translate."""

import json
from pathlib import Path
from typing import Annotated

import typer

from armillary.editorial.translating import queries
from armillary.editorial.translating.operations import translate_text
from armillary.editorial.translating.queries import TO_DO, TextState
from armillary.editorial.translating.tables import take_table, texts_csv
from armillary.people.actors import OPERATOR

app = typer.Typer(help="Translations of what people write here.", no_args_is_help=True)

Language = Annotated[str, typer.Option(help="Tag of the language to translate into.")]
Kind = Annotated[str, typer.Option(help="collections, topics, pages or news; all without it.")]
Missing = Annotated[bool, typer.Option("--missing", help="Those that lack the language.")]
Stale = Annotated[bool, typer.Option("--stale", help="Those whose original has changed since.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_texts(
    language: Language,
    kind: Kind = "",
    missing: Missing = False,
    stale: Stale = False,
    after: Annotated[str, typer.Option(help="Cursor of the page before.")] = "",
    as_json: AsJson = False,
) -> None:
    """What is missing or out of date, a page at a time; both unless one of them is asked for."""
    states = _states(missing=missing, stale=stale)
    page = queries.text_page(OPERATOR, language, states=states, kind=kind, after=after, size=50)
    if as_json:
        document = {
            "items": [queries.row_facts(row) for row in page.rows],
            "counts": [queries.count_facts(count) for count in page.counts],
            "after": page.after,
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for row in page.rows:
        typer.echo(f"{row.state}  {row.kind.key} {row.written.key}  {row.original[:60]!r}")
    for count in page.counts:
        typer.echo(f"{count.kind.key}: {count.missing} missing, {count.stale} out of date")
    if page.after:
        typer.echo(f"More: --after {page.after}")


@app.command()
def translate(
    kind: Annotated[str, typer.Argument(help="collections, topics, pages or news.")],
    key: Annotated[str, typer.Argument(help="Names the text, as listed.")],
    text: Annotated[str, typer.Argument(help="The translation; empty to take it away.")],
    language: Language,
) -> None:
    """Save one translation; pages and news wait in a draft."""
    is_saved = translate_text(kind, key, language, text, by=OPERATOR)
    typer.echo(f"{kind} {key}: {'saved' if is_saved else 'there already'}.")


@app.command("export")
def export_table(
    file: Annotated[Path, typer.Argument(help="File to write, as CSV.", dir_okay=False)],
    language: Language,
    missing: Missing = False,
    stale: Stale = False,
) -> None:
    """Write what there is to translate as a table."""
    tag = queries.checked_language(language)
    states = _states(missing=missing, stale=stale)
    rows = [row for row in queries.text_rows(OPERATOR, tag) if row.state in states]
    file.write_text(texts_csv(rows), encoding="utf-8-sig", newline="")
    typer.echo(f"{file}: {len(rows)} texts.")


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="A table as exported.", exists=True, dir_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Save the translations of a table; rows that cannot be used are named."""
    taken = take_table(file.read_bytes(), by=OPERATOR)
    if as_json:
        typer.echo(json.dumps(taken.as_json(), ensure_ascii=False))
        return
    typer.echo(f"{taken.saved} saved, {taken.same} there already, {taken.empty} empty.")
    for line, why in taken.problems:
        typer.echo(f"Line {line}: {why}")


def _states(*, missing: bool, stale: bool) -> tuple[TextState, ...]:
    chosen = {TextState.MISSING: missing, TextState.STALE: stale}
    return tuple(state for state, is_asked in chosen.items() if is_asked) or TO_DO
