"""Read how long something takes and answer whole minutes."""

import re
from math import ceil

from armillary.formats.values.folding import fold
from armillary.formats.values.memory import of_names

_ISO = re.compile(
    r"P(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?\Z"
)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)\Z")
_HOURS_SHORT = re.compile(r"(\d{1,3})\s*h\s*([0-5]?\d)(?:\s*m(?:in)?)?\Z", re.IGNORECASE)
_NUMBER = r"\d++(?:[.,]\d++)?+"
_PART = re.compile(
    rf"(?<!\d)(?:({_NUMBER})\s*[-–—]\s*)?({_NUMBER})\s*([^\W\d_]+)\.?", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?:\s|,|and|et|y|и|و|und|ca|about|approx|~|\.)*", re.IGNORECASE)
_MINUTES = {
    1
    / 60: "s|sec|secs|second|seconds|seconde|secondes|segundo|segundos|секунд|секунды|сек|秒|秒钟",
    1: "m|min|mins|minute|minutes|minuto|minutos|minuten|мин|минут|минута|минуты|分|分钟|分鐘|"
    "دقيقة|دقائق",
    60: "h|hr|hrs|hour|hours|heure|heures|hora|horas|stunde|stunden|std|ч|час|часа|часов|小时|小時|"
    "ساعة|ساعات",
    1440: "d|day|days|jour|jours|día|días|tag|tage|день|дня|дней|天|يوم|أيام",
    10080: "week|weeks|semaine|semaines|semana|semanas|woche|wochen|неделя|недели|недель|周|أسبوع",
}
_UNITS = {fold(name): size for size, names in _MINUTES.items() for name in names.split("|")}
_MOST = 60 * 24 * 366


@of_names
def minutes(text: str) -> int | None:
    """Answer minutes, rounded up, for ISO 8601 durations and usual words; the longer of a range.

    Months and years have no fixed length and a bare number no unit: both are `None`.

    >>> minutes("PT1H30M"), minutes("45 min"), minutes("1h30"), minutes("1:30")
    (90, 45, 90, None)
    """
    text = text.strip()
    total = _from_iso(text) or _from_clock(text) or _from_words(text)
    return ceil(round(total, 6)) if 0 < total <= _MOST else None


def _value(number: str | None) -> float:
    return float(number.replace(",", ".")) if number else 0.0


def _from_iso(text: str) -> float:
    found = _ISO.match(text.upper())
    if not found:
        return 0.0
    weeks, days, hours, mins, seconds = map(_value, found.groups())
    return weeks * 10080 + days * 1440 + hours * 60 + mins + seconds / 60


def _from_clock(text: str) -> float:
    clock = _CLOCK.match(text)
    if clock:
        hours, mins, seconds = map(_value, clock.groups())
        return hours * 60 + mins + seconds / 60
    short = _HOURS_SHORT.match(text)
    return _value(short.group(1)) * 60 + _value(short.group(2)) if short else 0.0


def _from_words(text: str) -> float:
    """Add up parts such as "1 hour 20 minutes"; anything that is no part makes it unreadable."""
    total, end = 0.0, 0
    for part in _PART.finditer(text):
        unit = _UNITS.get(fold(part.group(3)))
        if unit is None or not _BETWEEN.fullmatch(text, end, part.start()):
            return 0.0
        total += _value(part.group(2)) * unit
        end = part.end()
    return total if _BETWEEN.fullmatch(text, end) else 0.0
