"""Read the arguments of a request and refuse what the protocol forbids.

Repeated and unknown arguments, mixed granularities and a token in company are all `badArgument`.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from armillary.dissemination.oai.errors import ProtocolError
from armillary.dissemination.sets import LONGEST_SPEC, SPEC

TOKEN = "resumptionToken"  # noqa: S105  (an argument's name, no secret)

_PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verb:
    """The arguments of a verb; an exclusive one stands alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    exclusive: str = ""


_LIST = Verb(frozenset(("metadataPrefix",)), frozenset(("from", "until", "set")), TOKEN)
VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset(("identifier",))),
    "ListSets": Verb(exclusive=TOKEN),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
    "GetRecord": Verb(frozenset(("identifier", "metadataPrefix"))),
}


@dataclass(frozen=True, slots=True)
class Window:
    """The range of datestamps that is asked for, both ends included."""

    start: datetime | None = None
    end: datetime | None = None


def read_arguments(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The arguments by name, `verb` among them. Raises badVerb or badArgument."""
    stated = list(pairs)
    arguments = dict(stated)
    counts = Counter(name for name, _value in stated)
    if counts["verb"] != 1:
        raise ProtocolError("badVerb", "State one verb, once.")
    verb = VERBS.get(arguments["verb"])
    if verb is None:
        raise ProtocolError("badVerb", "The verbs are " + ", ".join(VERBS) + ".")
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        raise ProtocolError("badArgument", f"Repeated: {', '.join(repeated)}.")
    _check_names(verb, set(arguments) - {"verb"})
    _check_values(arguments)
    return arguments


def _check_names(verb: Verb, names: set[str]) -> None:
    if verb.exclusive and verb.exclusive in names:
        if len(names) > 1:
            raise ProtocolError("badArgument", f"{verb.exclusive} stands alone.")
        return
    if missing := sorted(verb.required - names):
        raise ProtocolError("badArgument", f"Missing: {', '.join(missing)}.")
    if illegal := sorted(names - verb.required - verb.optional):
        raise ProtocolError("badArgument", f"Not an argument of this verb: {', '.join(illegal)}.")


def _check_values(arguments: dict[str, str]) -> None:
    spec = arguments.get("set")
    if spec is not None and (len(spec) > LONGEST_SPEC or not SPEC.fullmatch(spec)):
        raise ProtocolError("badArgument", "This is not a setSpec.")
    prefix = arguments.get("metadataPrefix")
    if prefix is not None and not _PREFIX.fullmatch(prefix):
        raise ProtocolError("badArgument", "This is not a metadataPrefix.")
    read_window(arguments.get("from", ""), arguments.get("until", ""))


def read_window(start: str, end: str) -> Window:
    """The range that `from` and `until` state; a day of `until` ends with its last second."""
    if start and end and len(start) != len(end):
        raise ProtocolError("badArgument", "from and until differ in granularity.")
    first = _moment("from", start) if start else None
    last = _moment("until", end) if end else None
    if first and last and first > last:
        raise ProtocolError("badArgument", "from is later than until.")
    if last and _DAY.fullmatch(end):
        last += timedelta(hours=23, minutes=59, seconds=59)
    return Window(first, last)


def _moment(name: str, text: str) -> datetime:
    if not (_DAY.fullmatch(text) or _SECOND.fullmatch(text)):
        raise ProtocolError("badArgument", f"{name} is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, in UTC.")
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError as error:
        raise ProtocolError("badArgument", f"{name} is not a date of the calendar.") from error
