"""`armillary harvest mapping`: show, write, try out and publish the mapping of a source."""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from armillary.core.errors import InvalidInput
from armillary.core.tasks import drain
from armillary.harvest import mappings
from armillary.harvest.interfaces.mapping_facts import dry_run_facts, tried_facts
from armillary.harvest.mappings_trying import SHOWN, dry_run_mapping, preview_mapping
from armillary.harvest.models import Source
from armillary.harvest.operations import mappings as operations
from armillary.harvest.queries import source_by_name
from armillary.people.actors import OPERATOR
from armillary.search.operations import drain_outbox

MOST_LINES: Final = 20

Facts = dict[str, Any]


def add_mapping_commands(app: typer.Typer) -> None:
    app.command("mapping")(mapping)


def mapping(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
    show: Annotated[bool, typer.Option("--show", help="Versions and runs; the usual.")] = False,
    file: Annotated[
        Path | None, typer.Option("--set", metavar="FILE", help="JSON that becomes the draft.")
    ] = None,
    note: Annotated[str, typer.Option(help="To other curators, with --set.")] = "",
    revert: Annotated[
        int, typer.Option(metavar="NUMBER", help="Make a draft of an earlier version.")
    ] = 0,
    discard: Annotated[bool, typer.Option("--discard", help="Discard the draft.")] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Some records by the draft. Nothing is written.")
    ] = False,
    record: Annotated[str, typer.Option(help="Part of an identifier, for --preview.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="What would change. Nothing is written.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Put the draft in force and map what is kept.")
    ] = False,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Leave the mapping of what is kept to the worker.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What is changed in the fields of a source before its records are described."""
    source = source_by_name(name)
    _write(source, file=file, note=note, revert=revert, discard=discard)
    found = _tried(source, preview=preview, record=record, dry_run=dry_run)
    if publish:
        _publish(source, wait=not no_wait)
    if show or not found:
        found["mapping"] = mappings.mapping_facts(source)
    if as_json:
        only = next(iter(found.values())) if len(found) == 1 else found
        typer.echo(json.dumps(only, ensure_ascii=False, indent=2))
        return
    for part, facts in found.items():
        SHOW[part](facts)


def _write(source: Source, *, file: Path | None, note: str, revert: int, discard: bool) -> None:
    if discard:
        operations.discard_draft(source, by=OPERATOR)
    if revert:
        operations.revert_mapping(source, revert, by=OPERATOR)
    if file is not None:
        document = mappings.mapping_in(_text_of(file)).document
        operations.save_draft(source, document=document, note=note, by=OPERATOR)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(_("%(path)s cannot be read.") % {"path": path}) from error


def _tried(source: Source, *, preview: bool, record: str, dry_run: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    tried = mappings.checked_mapping(mappings.document_at_hand(source))
    if preview:
        rows = preview_mapping(source, tried, count=SHOWN, record=record, by=OPERATOR)
        found["preview"] = {"records": [tried_facts(row) for row in rows]}
    if dry_run:
        found["dry_run"] = dry_run_facts(dry_run_mapping(source, tried, by=OPERATOR))
    return found


def _publish(source: Source, *, wait: bool) -> None:
    operations.publish_mapping(source, by=OPERATOR)
    if wait:
        drain()
        drain_outbox()


def _show_mapping(facts: Facts) -> None:
    lines = Table(_("Version"), _("State"), _("Published"), _("Note"))
    for version in facts["versions"]:
        moment = (version["published_at"] or "-")[:16]
        lines.add_row(str(version["number"]), version["state"], moment, escape(version["note"]))
    Console().print(lines)
    document = facts["draft"] or facts["published"] or mappings.EMPTY
    typer.echo(mappings.as_json(document))
    for run in facts["remappings"]:
        said = _("mapped anew: %(state)s, %(received)s of %(listed)s records, %(updated)s changed")
        typer.echo(said % run)


def _show_preview(facts: Facts) -> None:
    for row in facts["records"]:
        typer.echo(f"{row['record']}: {row['problem']}" if row["problem"] else row["record"])
        for name, change in row["resource"]["fields"].items() if row["resource"] else ():
            _show_change(name, change)
        for name, values in row["unknown"].items():
            typer.echo(_("  unknown %(field)s: %(values)s") % _named(name, values))


def _show_dry_run(facts: Facts) -> None:
    said = _(
        "%(tried)s of %(total)s records tried: %(changed)s resources would change, %(created)s "
        "would be new, %(rejected)s records could not be read."
    )
    typer.echo(said % facts)
    for name, number in facts["fields"].items():
        typer.echo(f"  {name}: {number}")
    for name, values in facts["unknown"].items():
        typer.echo(_("  unknown %(field)s: %(values)s") % _named(name, list(values)))
    for diff in facts["diffs"]:
        typer.echo(diff["record"])
        for name, change in diff["fields"].items():
            _show_change(name, change)


def _named(field: str, values: list[str]) -> dict[str, str]:
    return {"field": field, "values": ", ".join(values[:MOST_LINES])}


def _show_change(name: str, change: Facts) -> None:
    before, after = (json.dumps(change[side], ensure_ascii=False) for side in ("before", "after"))
    typer.echo(f"  {name}: {before} → {after}")


SHOW: Final = {"mapping": _show_mapping, "preview": _show_preview, "dry_run": _show_dry_run}
