"""Dates keep the precision they had; doubt keeps only the year."""

from datetime import date as calendar_date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.values.dates import date


@pytest.mark.parametrize(
    ("written", "w3cdtf"),
    [
        ("2019", "2019"),
        ("2019-05", "2019-05"),
        ("2019-05-03", "2019-05-03"),
        ("2019-05-03T10:00:00Z", "2019-05-03"),
        ("2019-05-03 10:00", "2019-05-03"),
        ("20190503", "2019-05-03"),
        ("2019/05", "2019-05"),
        ("2019-5-3", "2019-05-03"),
        ("May 3, 2019", "2019-05-03"),
        ("July 4th, 1999", "1999-07-04"),
        ("May 2019", "2019-05"),
        ("3.5.2019", "2019-05-03"),
        ("1. Mai 2019", "2019-05-01"),
        ("Fri, 03 May 2019 10:00:00 GMT", "2019-05-03"),
        ("3 mai 2019", "2019-05-03"),
        ("1er janvier 2020", "2020-01-01"),
        ("3 de mayo de 2019", "2019-05-03"),
        ("3 мая 2019 г.", "2019-05-03"),
        ("3 مايو 2019", "2019-05-03"),
        ("٣ مايو ٢٠١٩", "2019-05-03"),
        ("2019年5月3日", "2019-05-03"),
        ("©2019", "2019"),
        ("c. 2019", "2019"),
        ("[2019]", "2019"),
    ],
)
def test_date_in_any_usual_writing(written: str, w3cdtf: str) -> None:
    assert date(written) == w3cdtf


@pytest.mark.parametrize("written", ["2001-2010", "2001–2010", "2001 - 2010"])
def test_range_of_years_is_the_year_it_began(written: str) -> None:
    assert date(written) == "2001"


def test_day_and_month_that_could_be_swapped_leave_the_year() -> None:
    assert date("03/05/2019") == "2019"
    assert date("25/05/2019") == "2019-05-25"
    assert date("05/25/2019") == "2019-05-25"
    assert date("05/05/2019") == "2019-05-05"


@pytest.mark.parametrize(
    "written", ["", "2019-02-30", "2019-13", "30/30/2019", "9999", "0", "19", "Summer 2019", "n.d."]
)
def test_impossible_and_vague_dates_are_none(written: str) -> None:
    assert date(written) is None


@given(st.dates())
def test_iso_dates_come_back_as_they_are(day: calendar_date) -> None:
    expected = day.isoformat() if 1000 <= day.year <= 2100 else None
    assert date(day.isoformat()) == expected


@given(st.text(max_size=40))
def test_whatever_is_answered_is_a_fixed_point(text: str) -> None:
    found = date(text)
    assert found is None or date(found) == found
