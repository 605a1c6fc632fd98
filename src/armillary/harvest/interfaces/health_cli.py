"""`armillary harvest report`: what a source does wrong, in a terminal and for scripts."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.harvest.health.queries import Report, faulty_records, report_facts, report_of
from armillary.harvest.health.registry import Example
from armillary.harvest.interfaces.health_exports import records_csv, report_csv
from armillary.harvest.interfaces.health_labels import FindingView, groups_of
from armillary.harvest.interfaces.health_mails import public_address
from armillary.harvest.models import Source
from armillary.harvest.operations.health import count_source, revoke_report, share_report
from armillary.harvest.queries import source_by_name
from armillary.people.actors import OPERATOR


def report(
    name: Annotated[str, typer.Argument(help="Name of the source.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    rule: Annotated[str, typer.Option(help="Every record that breaks this rule, as CSV.")] = "",
    share: Annotated[
        bool, typer.Option("--share", help="Open it to its provider, and print the address.")
    ] = False,
    renew: Annotated[
        bool, typer.Option("--renew", help="The same, with another address than before.")
    ] = False,
    revoke: Annotated[bool, typer.Option("--revoke", help="Close its address.")] = False,
    recount: Annotated[
        bool, typer.Option("--count", help="Bring it up to date first, without the worker.")
    ] = False,
) -> None:
    """What a source does wrong: the rule, how often, since when, and how it is mended."""
    source = source_by_name(name)
    if sum((as_json, as_csv, bool(rule), share or renew, revoke)) > 1:
        raise InvalidInput(_("Choose one of --json, --csv, --rule, --share, --renew and --revoke."))
    if recount:
        count_source(source, by=OPERATOR)
    if share or renew:
        typer.echo(public_address(share_report(source, renew=renew, by=OPERATOR)))
    elif rule:
        typer.echo(records_csv(_all_records(source, rule)), nl=False)
    elif revoke:
        revoke_report(source, by=OPERATOR)
        typer.echo(_("The address of the report opens nothing any more."))
    else:
        _print(source, as_json=as_json, as_csv=as_csv)


def _all_records(source: Source, rule: str) -> Iterator[Example]:
    after = ""
    while True:
        page = faulty_records(source, rule, after=after)
        yield from page.rows
        if not (after := page.after):
            return


def _print(source: Source, *, as_json: bool, as_csv: bool) -> None:
    found = report_of(source)
    if as_json:
        typer.echo(json.dumps(report_facts(found), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(report_csv(report_facts(found)), nl=False)
    else:
        for line in _lines(found):
            typer.echo(line)


def _lines(found: Report) -> Iterator[str]:
    """A heading for each severity, three lines and an example for each finding."""
    if found.counted_at is None:
        yield _("Nothing has been counted yet. Add --count.")
    elif not found.findings:
        yield _("%(name)s: nothing is wrong.") % {"name": found.source}
    for group in groups_of(found):
        yield f"{group.severity.label}:"
        for row in group.rows:
            yield from (f"  {line}" for line in _finding_lines(row))


def _finding_lines(row: FindingView) -> Iterator[str]:
    rule, since = row.finding.rule, row.finding.since
    day = f"{since:%Y-%m-%d}" if since else ""
    yield str(rule.says)
    facts = (row.often, str(row.finding.trend.label), day, rule.standard)
    yield f"  {' · '.join(fact for fact in facts if fact)}"
    yield f"  {rule.mend}"
    for example in row.examples[:1]:
        parts = (example.record, example.said.text, example.expected)
        yield f"  {' → '.join(part for part in parts if part)}"
