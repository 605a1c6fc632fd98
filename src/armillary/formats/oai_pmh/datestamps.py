"""Datestamps are UTC, at the granularity of a day or a second, and never anything else (§3.3)."""

import re
from datetime import UTC, datetime
from typing import Final

from armillary.formats.errors import FormatError

DAY: Final = "YYYY-MM-DD"
SECOND: Final = "YYYY-MM-DDThh:mm:ssZ"

_STAMP: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|\+00:?00)?)?", re.ASCII
)


def parse_datestamp(text: str) -> tuple[datetime, str]:
    """The moment in UTC and the granularity it was given at: `DAY` or `SECOND`.

    A day is its first second. Fractions of seconds, a missing `Z` and a blank for the `T` are
    forgiven, since providers send them; anything else raises FormatError.
    """
    match = _STAMP.fullmatch(text.strip())
    if match is None:
        raise FormatError(f"{text[:40]!r} is not a datestamp such as 2026-05-03T08:30:00Z.")
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        moment = datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError as error:
        raise FormatError(f"{text[:40]!r} is not a date of the calendar.") from error
    return moment, SECOND if len(parts) > 3 else DAY


def format_datestamp(moment: datetime, *, granularity: str = SECOND) -> str:
    """The UTC datestamp of an aware moment, fractions cut off; a naive one raises FormatError."""
    if moment.tzinfo is None:
        raise FormatError("A datestamp needs a moment with a time zone.")
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%d}" if granularity == DAY else f"{utc:%Y-%m-%dT%H:%M:%SZ}"
