"""Numbers and days as a reader writes them."""

from datetime import date

from django.utils import formats
from django.utils.translation import ngettext


def grouped(number: int) -> str:
    """A count with its thousands apart, as the reader's language has it."""
    return formats.number_format(number, force_grouping=True) if number >= 1000 else str(number)


def day_in_words(stated: str) -> str:
    """A W3CDTF date for a reader: the whole day in words, a month or year as it stands."""
    try:
        return formats.date_format(date.fromisoformat(stated[:10]), "DATE_FORMAT")
    except ValueError:
        return stated


def minutes_in_words(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
