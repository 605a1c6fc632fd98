"""Read the dates people write and answer W3CDTF at the precision known.

A date that could be read in two ways keeps only its year; one that never was (30 February) is
not a date. Times of day are dropped: no description needs them.
"""

import re
from datetime import date as calendar_date
from functools import cache

from babel import Locale

from armillary.formats.values.folding import fold
from armillary.formats.values.memory import of_names

_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_LOCALES = ("en", "fr", "es", "ru", "ar", "zh_Hans", "de")

_YEAR = r"(\d{4})"
_ISO = re.compile(rf"{_YEAR}(?:-(\d\d)(?:-(\d\d)(?:[T ]\d\d?:\d\d.*)?)?)?\Z")
_YEARS = re.compile(rf"{_YEAR}\s*(?:[-–—/]|to|bis|à|a|по)\s*{_YEAR}\Z")
_BIG_FIRST = re.compile(rf"{_YEAR}\s*[-/.年]\s*(\d\d?)(?:\s*[-/.月]\s*(\d\d?)\s*日?|月)?\Z")
_COMPACT = re.compile(rf"{_YEAR}(\d\d)(\d\d)(?:T?\d{{6}}Z?)?\Z")
_DOTTED = re.compile(rf"(\d\d?)\.\s*(\d\d?)\.\s*{_YEAR}(?:\s+\d\d?:\d\d.*)?\Z")
_EITHER_FIRST = re.compile(rf"(\d\d?)[/-](\d\d?)[/-]{_YEAR}(?:\s+\d\d?:\d\d.*)?\Z")
_MONTH_YEAR = re.compile(rf"(\d\d?)[/.]{_YEAR}\Z")
_ABOUT_YEAR = re.compile(
    rf"(?:©|\(c\)|c\.?|ca\.?|circa|copyright|\[|\()*\s*{_YEAR}\s*[\])?]*\Z", re.IGNORECASE
)
_WORDED = re.compile(r"[^\W\d_]+|\d+")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@of_names
def date(text: str) -> str | None:
    """Answer `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (W3C NOTE-datetime), or `None`.

    >>> date("May 3, 2019"), date("3.5.2019"), date("03/05/2019"), date("2019-02-30")
    ('2019-05-03', '2019-05-03', '2019', None)
    """
    text = text.strip().translate(_DIGITS)
    iso = _ISO.match(text)
    if iso:
        return _written(*iso.groups())
    return _numeric(text) if text[:1].isdigit() and not _has_word(text) else _worded(text)


def _has_word(text: str) -> bool:
    return any(fold(word) in _months() for word in re.findall(r"[^\W\d_]+", text))


def _numeric(text: str) -> str | None:
    years = _YEARS.match(text)
    if years:  # the year in which it appeared
        first, last = years.groups()
        return _written(first) if first <= last else None
    for pattern in (_BIG_FIRST, _COMPACT):
        found = pattern.match(text)
        if found:
            return _written(*found.groups())
    dotted = _DOTTED.match(text)
    if dotted:
        day, month, year = dotted.groups()
        return _written(year, month, day)
    month_year = _MONTH_YEAR.match(text)
    if month_year:
        return _written(month_year.group(2), month_year.group(1))
    return _either_order(text)


def _either_order(text: str) -> str | None:
    """Read 25/05/2019 in the one order that is possible, and only the year of 03/05/2019."""
    found = _EITHER_FIRST.match(text)
    if not found:
        return _worded(text)
    one, two, year = found.groups()
    readings = {_written(year, month, day) for month, day in ((two, one), (one, two))} - {None}
    if len(readings) > 1:
        return _written(year)
    return readings.pop() if readings else None


def _worded(text: str) -> str | None:
    """Read a date with a month's name, in any order of day, month and year; or just a year."""
    about = _ABOUT_YEAR.match(text)
    if about:
        return _written(about.group(1))
    words = _WORDED.findall(text.split(":")[0])
    months = [_months()[fold(word)] for word in words if fold(word) in _months()]
    numbers = [word for word in words if word.isdigit()]
    years = [number for number in numbers if len(number) == 4]
    if len(years) != 1 or len(set(months)) != 1:
        return None
    days = [number for number in numbers[: numbers.index(years[0]) + 1] if len(number) <= 2]
    return _written(years[0], months[0], days[0] if days else None)


@cache
def _months() -> dict[str, str]:
    names: dict[str, str] = {"sept": "09", "ene": "01", "декабря": "12"}
    for locale in map(Locale.parse, _LOCALES):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    if not name[0].isdigit():
                        names.setdefault(fold(name), f"{number:02d}")
    return names


def _written(year: str, month: str | None = None, day: str | None = None) -> str | None:
    """Answer the parts that are given as W3CDTF, or `None` where the calendar has no such day."""
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        calendar_date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
