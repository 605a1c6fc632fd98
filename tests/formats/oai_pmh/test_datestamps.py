"""UTC datestamps at the protocol's two granularities."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import format_datestamp, parse_datestamp
from armillary.formats.oai_pmh.datestamps import DAY, SECOND


def test_days_and_seconds_are_told_apart():
    assert parse_datestamp("2026-05-03") == (datetime(2026, 5, 3, tzinfo=UTC), DAY)
    assert parse_datestamp("2026-05-03T08:30:01Z") == (
        datetime(2026, 5, 3, 8, 30, 1, tzinfo=UTC),
        SECOND,
    )


@pytest.mark.parametrize(
    "text", ["2026-05-03T08:30:01", "2026-05-03 08:30:01Z", "2026-05-03T08:30:01.123Z"]
)
def test_small_slips_are_forgiven(text: str):
    assert parse_datestamp(text) == (datetime(2026, 5, 3, 8, 30, 1, tzinfo=UTC), SECOND)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13-01", "2026-02-30T00:00:00Z", "yesterday", "٢٠٢٦-٠٥-٠٣"]
)
def test_anything_else_is_refused(text: str):
    with pytest.raises(FormatError):
        parse_datestamp(text)


def test_other_time_zones_become_utc():
    moment = datetime(2026, 5, 3, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    assert format_datestamp(moment) == "2026-05-02T23:00:00Z"
    assert format_datestamp(moment, granularity=DAY) == "2026-05-02"


def test_naive_moment_is_refused():
    with pytest.raises(FormatError):
        format_datestamp(datetime(2026, 5, 3))  # noqa: DTZ001  (naive on purpose)


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_seconds_survive_the_round_trip(moment: datetime):
    assert parse_datestamp(format_datestamp(moment)) == (moment.replace(microsecond=0), SECOND)
