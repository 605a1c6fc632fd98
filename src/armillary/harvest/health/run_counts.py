"""What a provider does wrong as a whole, counted anew from the latest runs, their receipts and what
was seen in them, so that what was mended goes away by itself."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from armillary.harvest.enums import RunState
from armillary.harvest.health.models import SourceHealth
from armillary.harvest.health.registry import MOST_EXAMPLES, Example, Found
from armillary.harvest.health.watching import MOST_RUNS
from armillary.harvest.kinds import oai
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.storing import met_in

PROMISES: Final = ("persistent", "transient")
DELETIONS: Final = ("no", *PROMISES)
GRANULARITIES: Final = ("YYYY-MM-DD", "YYYY-MM-DDThh:mm:ssZ")

NO_IDENTIFIER: Final = "The record has no identifier."

REASONS: Final = {
    oai.EXPIRED: "token-expired",
    oai.LOOPING: "list-loops",
    oai.TOO_FEW: "list-too-short",
    oai.TOO_MANY: "list-size-too-small",
    oai.GAP: "list-gap",
    oai.MIXED: "mixed-granularity",
    oai.BROKEN_OFF: "answer-broken-off",
    NO_IDENTIFIER: "identifier-missing",
}
PROBLEMS: Final = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r"The provider forgets where we are", "token-expired"),
        (r"The provider refuses our question", "question-refused"),
        (r"Page \d+ of the list cannot be read", "answer-unreadable"),
        (r"cannot be unpacked|in a compression nobody asked for", "answer-unreadable"),
        (r"The answer of .+ broke off", "answer-broken-off"),
        (r"has a problem of its own", "server-failing"),
        (r"did not answer within|takes too long", "timeout"),
        (r"cannot be reached|There is no machine named|does not answer in HTTP", "unreachable"),
        (r"The certificate of .+ is not valid", "certificate-invalid"),
        (r"does not let us in", "closed"),
        (r"has nothing at this address", "nothing-there"),
        (r"asks robots to stay away", "robots-excluded"),
    )
)


class Met(NamedTuple):
    """A rule that one run shows to be broken, so many times."""

    rule: str
    example: Example
    times: int = 1


def count_runs(source: Source) -> Mapping[str, Found]:
    """What the latest runs show."""
    runs = Run.objects.filter(source=source, is_remapping=False).exclude(state=RunState.RUNNING)
    latest = list(runs.order_by("-pk")[:MOST_RUNS])
    health = SourceHealth.objects.filter(source=source).first()
    seen = {each["run"]: each for each in health.observed} if health else {}
    met = [one for run in latest for one in _met_in(run, seen.get(run.pk, {}))]
    identify: Mapping[str, Any] = next(
        (each["identify"] for each in _newest(seen) if each["identify"]), {}
    )
    met += _identity(identify, source)
    if identify.get("deleted_record") in PROMISES:
        met += [one for run in latest for one in _vanished(run)]
    return _added_up(met)


def _newest(seen: Mapping[int, Any]) -> list[Any]:
    return [seen[number] for number in sorted(seen, reverse=True)]


def _added_up(met: Sequence[Met]) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for one in met:
        before = found.get(one.rule, Found(0))
        examples = [*before.examples, one.example][:MOST_EXAMPLES]
        found[one.rule] = Found(before.count + one.times, examples)
    return found


def _met_in(run: Run, seen: Mapping[str, Any]) -> Iterator[Met]:
    """Each rule once, but for those that count answers."""
    at = f"{run.started_at:%Y-%m-%dT%H:%M:%SZ}"
    told: set[str] = set()
    for one in (*_reasons(run, at), *_problem(run, at), *_answers(seen, at)):
        if one.rule not in told:
            told.add(one.rule)
            yield one


def _reasons(run: Run, at: str) -> Iterator[Met]:
    for entry in run.reasons:
        examples = entry["examples"]
        if entry["reason"] == oai.MENDED:
            yield from _mended(examples, at)
        elif rule := REASONS.get(entry["reason"]):
            yield Met(rule, Example(at, examples[0] if examples else entry["reason"]))


def _mended(repairs: Sequence[str], at: str) -> Iterator[Met]:
    """The parser says of each repair what it was."""
    for repair in repairs:
        is_character = "characters were repaired" in repair
        yield Met("characters-illegal" if is_character else "xml-broken", Example(at, repair))


def _problem(run: Run, at: str) -> Iterator[Met]:
    for pattern, rule in PROBLEMS:
        if pattern.search(run.problem):
            yield Met(rule, Example(at, run.problem))
            return


def _answers(seen: Mapping[str, Any], at: str) -> Iterator[Met]:
    if not seen:
        return
    if seen["clock"]:
        yield Met("clock-wrong", Example(at, seen["clock"], seen["clock_at"]))
    if seen["charset"]:
        yield Met("charset-wrong", Example(at, seen["charset"], "UTF-8"))
    if seen["media_type"]:
        yield Met("media-type-wrong", Example(at, seen["media_type"], "text/xml"))
    if seen["slow"]:
        yield Met("slow", Example(at, f"{seen['slowest']} s", "< 10 s"), seen["slow"])
    if seen["in_vain"]:
        yield Met("put-off", Example(at), seen["in_vain"])


def _identity(said: Mapping[str, Any], source: Source) -> Iterator[Met]:
    if "protocol_version" not in said:  # nothing was said, or by a file without a server
        return
    if lacking := _lacking(said):
        yield Met("identify-incomplete", Example("Identify", ", ".join(lacking)))
    base = said["base_url"]
    if base and base.rstrip("/") != source.address.rstrip("/"):
        yield Met("base-address-differs", Example("Identify", base, source.address))
    if said["deleted_record"] == "no":
        yield Met("deletions-not-kept", Example("Identify", "no", "persistent"))


def _lacking(said: Mapping[str, Any]) -> list[str]:
    """The elements that are absent or hold what they may not, as the protocol calls them."""
    is_right = {
        "repositoryName": bool(said["repository_name"]),
        "baseURL": bool(said["base_url"]),
        "protocolVersion": said["protocol_version"] == "2.0",
        "adminEmail": bool(usable_emails(said)),
        "earliestDatestamp": bool(said["earliest_datestamp"]),
        "deletedRecord": said["deleted_record"] in DELETIONS,
        "granularity": said["granularity"] in GRANULARITIES,
    }
    return [name for name, right in is_right.items() if not right]


def usable_emails(said: Mapping[str, Any]) -> list[str]:
    """Those of adminEmail that mail can be sent to."""
    return [each for each in said.get("admin_emails", ()) if _is_email(each)]


def _is_email(stated: str) -> bool:
    try:
        validate_email(stated)
    except ValidationError:
        return False
    return True


def _vanished(run: Run) -> Iterator[Met]:
    """Records that a whole list lacked, of which nobody had said that they were deleted."""
    number = run.counts.get("missing", 0)
    if not number or run.proof.get("missing") != "deleted":
        return
    gone = Record.objects.filter(source=run.source_id, changed_in=run.pk, is_deleted=True)
    names = gone.exclude(met_in(run)).order_by("pk").values_list("identifier", flat=True)
    known = list(names[:MOST_EXAMPLES]) or [""]  # later runs may have brought them back
    for name, times in zip(known, [number, *[0] * len(known)], strict=False):
        yield Met("silent-deletion", Example(name, "", 'status="deleted"'), times)
