"""`armillary search`: find things, rebuild the index, see how it stands."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

from armillary.core.errors import InvalidInput
from armillary.search import operations, queries, suggestions
from armillary.search.documents import present
from armillary.search.planning import across_facts
from armillary.search.queries import SearchRequest, SearchResult, Way

app = typer.Typer(help="Find things, and keep the index that finds them.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Values = Annotated[list[str] | None, typer.Option(help="Only with this value; may be repeated.")]


class Sorting(StrEnum):
    """The orders of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    REVIEWED = "reviewed"


@app.command()
def find(
    words: Annotated[str, typer.Argument(help="What to look for, in the query language.")] = "",
    language: Annotated[str, typer.Option(help="The language of whoever reads the answer.")] = "en",
    subject: Values = None,
    level: Values = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Only of this type.")] = None,
    licence: Values = None,
    further: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Only with FACET:VALUE, of any facet; may be repeated."),
    ] = None,
    sort: Annotated[Sorting, typer.Option(help="What comes first.")] = Sorting.RELEVANCE,
    limit: Annotated[int, typer.Option(min=1, max=queries.MAX_SIZE, help="How many to show.")] = 20,
    after: Annotated[str, typer.Option(help="The cursor that the page before ended with.")] = "",
    across: Annotated[
        bool, typer.Option(help="Also find what words mean, in any language.")
    ] = True,
    kind: Annotated[str, typer.Option(help="What kind of thing.")] = "resource",
    as_json: AsJson = False,
) -> None:
    """Find what matches the words."""
    named = {"subject": subject, "level": level, "type": type_, "licence": licence}
    chosen = {facet: list(values or ()) for facet, values in named.items()}
    for stated in further or ():
        facet, colon, value = stated.partition(":")
        if not (colon and value):
            raise InvalidInput(_("Write --filter FACET:VALUE, such as classroom:offline."))
        chosen.setdefault(facet, []).append(value)
    request = SearchRequest(
        text=words,
        filters={facet: values for facet, values in chosen.items() if values},
        sort=sort.value,
        after=after,
        size=limit,
        ui_language=language,
        kind=kind,
        across=across,
    )
    result = queries.find(request)
    hits = present(kind, result.ids, language=language, wanted=result.languages)
    (_print_json if as_json else _print_lines)(result, hits)


def _print_json(result: SearchResult, hits: Sequence[Any]) -> None:
    answer = {
        "total": result.total,
        "hits": list(hits),
        "reading": str(result.reading),
        "readings": result.readings,
        "relaxed": result.relaxed,
        "complete": result.complete,
        "across": result.across
        and {"direct": result.across.direct, "named": across_facts(result.across)},
        "suggestion": result.suggestion,
        "ways": [{"way": _way(way), "total": way.total} for way in result.ways],
        "next": result.next_cursor,
        "facets": {
            facet: {count.value: count.count for count in counts}
            for facet, counts in result.facets.items()
        },
    }
    typer.echo(json.dumps(answer, ensure_ascii=False))


def _print_lines(result: SearchResult, hits: Sequence[Any]) -> None:
    if result.suggestion:
        typer.echo(f"Did you mean: {result.suggestion}")
    if result.relaxed:
        having = f"Only {result.complete}" if result.complete else "Nothing"
        typer.echo(f"{having} with all of these words; these come nearest.")
    if result.across:
        names = ", ".join(result.across.names)
        typer.echo(f"{result.across.direct} have these words; the others by topic: {names}")
    for hit in hits:
        typer.echo(f"{hit['id']}  {hit['title']}")
        for edition in hit.get("editions", ()):
            typer.echo(f"  {edition['id']}  {edition['language']}  {edition['title']}")
    typer.echo(f"{len(hits)} of {result.total}")
    for way in result.ways:
        typer.echo(f"{_way(way)}: {way.total}")


def _way(way: Way) -> str:
    if way.only:
        return f"Only {way.only}"
    return f"Without {way.clause or f'{way.facet}:{way.value}'}"


@app.command()
def suggest(
    words: Annotated[str, typer.Argument(help="The beginning of a search.")],
    language: Annotated[str, typer.Option(help="The language of whoever reads the answer.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Complete what somebody is typing: subjects, titles, people, collections."""
    found = suggestions.suggest(words, language=language)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        matched = f" ({each.matched})" if each.matched else ""
        typer.echo(f"{each.kind}  {each.text}{matched}  {each.query or each.path}")


@app.command()
def rebuild() -> None:
    """Build the index anew from the database. The old one serves meanwhile."""
    columns = (SpinnerColumn(), "{task.description}", MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Indexing", total=None)
        documents = operations.rebuild(progress=lambda done: bar.advance(task, done))
    typer.echo(f"{documents} documents indexed.")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say how many documents there are, what waits to be indexed, and which generation serves."""
    found = queries.index_status()
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    typer.echo(f"{found.documents} documents, {found.waiting} changes waiting.")
    typer.echo(f"Generation {found.generation}.")
    if found.failed:
        typer.echo(f"{found.failed} changes could not be indexed; see the log.")
