"""`armillary harvest …`: possible duplicates, decisions on them, and merges that explain themselves."""

import json
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console, Group
from rich.markup import escape
from rich.table import Table

from armillary.catalogue.merging import queries as merging
from armillary.catalogue.models import Merge, Resource
from armillary.core.tasks import drain
from armillary.harvest import operations
from armillary.harvest.duplicates import queries
from armillary.harvest.interfaces.pair_labels import (
    MergeView,
    PairView,
    ReasonView,
    field_views,
    merge_views,
    pair_views,
)
from armillary.harvest.queries import suspicion_by_id
from armillary.people.actors import OPERATOR
from armillary.search.operations import drain_outbox

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Pair = Annotated[int, typer.Argument(help="Number of the pair, as `harvest suspicions` shows it.")]
Number = Annotated[int, typer.Argument(help="Number of the merge, as `harvest merges` shows it.")]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="Leave what follows, such as the index, to the worker.")
]
Limit = Annotated[int, typer.Option(min=1, help="How many to show.")]


def add_pair_commands(below: typer.Typer) -> None:
    for command in (duplicates, suspicions, decide, merges, explain, part):
        below.command()(command)
    below.command("undo-decision")(undo_decision)


def duplicates(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Drop questions that would not be asked any more.")
    ] = False,
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Compare the whole catalogue: what is surely the same is merged, what is likely waits."""
    # Loads the comparison of texts, which few commands need and every one would wait for.
    from armillary.harvest.suspecting import compare_everything

    console = Console(stderr=True, quiet=as_json or not sys.stderr.isatty())
    with console.status(_("Comparing")):
        found = compare_everything(rebuild=rebuild, by=OPERATOR)
    _follow(wait=not no_wait)
    if as_json:
        _print_json({"merged": found.merged, "asked": found.asked, "dropped": found.dropped})
        return
    counts = {"merged": found.merged, "asked": found.asked, "dropped": found.dropped}
    typer.echo(_("merged: %(merged)d, asked: %(asked)d, dropped: %(dropped)d") % counts)


def suspicions(
    tie: Annotated[str, typer.Option(help="same, translation or version; all if empty.")] = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Pairs of resources that may be one or belong together, the likeliest first."""
    rows = queries.waiting_pairs(tie=tie, size=limit).rows
    if as_json:
        _print_json([queries.pair_facts(row) for row in rows])
        return
    Console().print(_pair_lines(pair_views(rows)))


def decide(
    pair: Pair,
    verdict: Annotated[str, typer.Argument(help="same, translation, version or different.")],
    no_wait: NoWait = False,
) -> None:
    """Say what two resources are to one another; nobody is asked again."""
    row = operations.give_verdict(suspicion_by_id(pair), verdict, by=OPERATOR)
    _follow(wait=not no_wait)
    typer.echo(f"{row.first.public_id} {row.second.public_id}: {row.state}")


def undo_decision(pair: Pair, no_wait: NoWait = False) -> None:
    """Take a decision back; two that the machine had merged are different from then on."""
    row = operations.undo_decision(suspicion_by_id(pair), by=OPERATOR)
    _follow(wait=not no_wait)
    typer.echo(f"{row.first.public_id} {row.second.public_id}: {row.state}")


def merges(
    of: Annotated[str, typer.Option("--of", help="Public id of either resource.")] = "",
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Merges, the latest first, those that were undone too."""
    rows = merging.merges_about(of)[:limit] if of else merging.latest_merges(size=limit).rows
    if as_json:
        _print_json([merging.merge_facts(row) for row in rows])
        return
    Console().print(_merge_lines(merge_views(rows)))


def explain(number: Number, as_json: AsJson = False) -> None:
    """Why two resources were merged, by whom, and where every field of what stands came from."""
    row = merging.merge_by_id(number)
    if as_json:
        _print_json(merging.whole_merge_facts(row))
        return
    [view] = merge_views([row])
    Console().print(Group(*_story(view), _field_lines(row)))


def part(number: Number, no_wait: NoWait = False) -> None:
    """Undo a merge; the two are different from then on, and nobody is asked about them again."""
    row = operations.part_resources(merging.merge_by_id(number), by=OPERATOR)
    _follow(wait=not no_wait)
    ids = {"absorbed": row.absorbed.public_id, "kept": row.kept.public_id}
    typer.echo(_("%(absorbed)s is parted from %(kept)s.") % ids)


def _follow(*, wait: bool) -> None:
    """Let records speak anew, check and index, as the worker would."""
    if wait:
        drain()
        drain_outbox()


def _pair_lines(views: Iterable[PairView]) -> Table:
    lines = Table("#", _("Question"), _("Resources"), _("Because"))
    for view in views:
        row = view.row
        lines.add_row(
            str(row.pk),
            f"{view.tie} ({view.sure})",
            f"{_named(row.first)}\n{_named(row.second)}",
            "\n".join(_reason(reason) for reason in view.reasons),
        )
    return lines


def _merge_lines(views: Iterable[MergeView]) -> Table:
    lines = Table("#", _("When"), _("By"), _("Kept and absorbed"), _("Undone"))
    for view in views:
        row = view.merge
        sure = f" ({view.sure})" if view.sure else ""
        lines.add_row(
            str(row.pk),
            f"{row.created_at:%Y-%m-%d %H:%M}",
            escape(f"{view.maker or row.made_by}{sure}"),
            f"{_named(row.kept)}\n{_named(row.absorbed)}",
            f"{row.undone_at:%Y-%m-%d %H:%M}" if row.undone_at else "",
        )
    return lines


def _story(view: MergeView) -> list[str]:
    row = view.merge
    said = [
        f"{_named(row.absorbed)} → {_named(row.kept)}",
        f"{row.created_at:%Y-%m-%d %H:%M}, {escape(view.maker or row.made_by)}",
    ]
    if view.sure:
        label = _("Probability that the two are one")
        said.append(f"{label}: {view.sure}")
    return said + [_reason(reason) for reason in view.reasons]


def _field_lines(row: Merge) -> Table:
    lines = Table(_("Field"), _("Value"), _("Origin"), _("The absorbed one says"), _("Origin"))
    for view in field_views(row, get_language() or "en"):
        lines.add_row(
            str(view.label),
            escape("\n".join(view.lines)),
            escape(f"{view.origin.who} {view.origin.record}"),
            escape("\n".join(view.absorbed_lines)),
            escape(f"{view.absorbed_origin.who} {view.absorbed_origin.record}"),
        )
    return lines


def _reason(reason: ReasonView) -> str:
    value = f" ({reason.value})" if reason.value else ""
    return escape(f"{reason.label}{value}" + (f": {reason.weight}" if reason.weight else ""))


def _named(resource: Resource) -> str:
    return escape(f"{resource.public_id} {resource}")


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
