"""Durations become minutes; what has no fixed length or no unit does not."""

import pytest

from armillary.formats.values.durations import minutes


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("PT45M", 45),
        ("PT1H30M", 90),
        ("pt1.5h", 90),
        ("P1DT2H", 1560),
        ("P1W", 10080),
        ("PT30S", 1),
        ("45 min", 45),
        ("2 hours", 120),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1:30:00", 90),
        ("1 hour and 20 minutes", 80),
        ("2 heures et 10 minutes", 130),
        ("1,5 Stunden", 90),
        ("2 часа", 120),
        ("45分钟", 45),
        ("45 دقيقة", 45),
        ("30-45 minutes", 45),
    ],
)
def test_minutes(written: str, expected: int) -> None:
    assert minutes(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "90", "1:30", "P1M", "P1Y", "PT0S", "P", "two hours", "45 min per class", "99999 weeks"],
)
def test_lengths_that_are_not_known_are_none(written: str) -> None:
    assert minutes(written) is None
