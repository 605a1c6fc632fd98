"""`armillary catalogue export`: many resources as one file, of any size."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.dissemination.exports.chosen import (
    Chosen,
    collected,
    everything,
    on_list,
    searched,
)
from armillary.dissemination.exports.kinds import KINDS
from armillary.dissemination.exports.writing import written
from armillary.dissemination.interfaces.exporting import style_asked
from armillary.dissemination.interfaces.searches_cli import Sorting, chosen_filters
from armillary.dissemination.searches.asked import AskedSearch
from armillary.people.actors import OPERATOR

LINES = "jsonl"


def add_export_command(app: typer.Typer) -> None:
    """The command belongs to the catalogue, what it writes to the context of what leaves."""
    app.command("export")(export)


def export(
    kind: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"{LINES} has everything known, where it came from included; or "
            f"{', '.join(KINDS)}, as the site offers them.",
        ),
    ] = LINES,
    words: Annotated[
        str, typer.Option("--search", help="Only what is found, in the query language.")
    ] = "",
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="Only with FACET:VALUE, of any facet; may be repeated."),
    ] = None,
    sort: Annotated[Sorting, typer.Option(help="What comes first of a search.")] = (
        Sorting.RELEVANCE
    ),
    across: Annotated[
        bool, typer.Option(help="Also find what words mean, in any language.")
    ] = True,
    collection: Annotated[str, typer.Option(help="Only a collection, by its name.")] = "",
    reading_list: Annotated[str, typer.Option("--list", help="Only a list, by its id.")] = "",
    reader: Annotated[str, typer.Option(help="The language that names are in.")] = "en",
    columns: Annotated[
        str, typer.Option(help="names for people, keys for machines; of tables.")
    ] = "names",
    output: Annotated[
        Path | None,
        typer.Option(help="The file to write; standard output if not given.", dir_okay=False),
    ] = None,
) -> None:
    """Write every listed resource, or those of a search, a collection or a list."""
    style = style_asked(reader, columns)
    asked = AskedSearch.of(words, chosen_filters(filters or []), sort=sort.value, is_across=across)
    chosen = _chosen(asked, collection, reading_list, style.language)
    pieces = _lines(chosen) if kind == LINES else written(chosen, kind, style)
    if output is None:
        _write(pieces)
    else:
        _keep(pieces, output)


def _chosen(asked: AskedSearch, collection: str, reading_list: str, language: str) -> Chosen:
    is_search = bool(asked.text or asked.filters)
    if is_search + bool(collection) + bool(reading_list) > 1:
        raise InvalidInput(_("Export a search, a collection or a list, one at a time."))
    if collection:
        return collected(collection)
    if reading_list:
        return on_list(reading_list, by=OPERATOR)
    return searched(asked, language) if is_search else everything()


def _lines(chosen: Chosen) -> Iterator[bytes]:
    """One JSON document a line, with everything that whoever runs the site may know."""
    for resources in chosen.pieces:
        for resource in resources:
            line = {
                "id": resource.public_id,
                **resource.description,
                "provenance": resource.provenance,
                "listed": resource.listed_at.isoformat() if resource.listed_at else None,
            }
            yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _write(pieces: Iterable[bytes]) -> None:
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _keep(pieces: Iterable[bytes], output: Path) -> None:
    """The file is there when it is whole."""
    unfinished = output.with_name(f"{output.name}.part")
    try:
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(output)
    except OSError as error:
        raise InvalidInput(
            _("%(file)s cannot be written: %(reason)s.")
            % {"file": output, "reason": error.strerror or error}
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
