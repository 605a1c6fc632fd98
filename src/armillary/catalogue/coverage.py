"""What is here, in numbers: by subject and level, by country, and month by month. What is missing is as
telling, so subjects and levels that have nothing are there with a nought."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from armillary.catalogue.errors import NoSuchPart
from armillary.core.clock import now
from armillary.search.queries import SearchRequest
from armillary.search.spreading import Spread, crossed, days_of, spread_over, total_of
from armillary.vocabularies.queries import label, scheme_keys, scheme_table, top_terms

EPOCH: Final = date(1970, 1, 1)
SUBJECTS, COUNTRIES, MONTHS = "subjects", "countries", "months"
PARTS: Final = (SUBJECTS, COUNTRIES, MONTHS)

Filters = Mapping[str, Sequence[str]]  # facet → values, as in a search


class Month(NamedTuple):
    """What of today's resources was listed in a month (`2026-11`), and until its end."""

    month: str
    new: int
    listed: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """`subjects` maps a subject to how its resources are spread over `levels`."""

    total: int
    levels: list[str]
    subjects: dict[str, Spread]
    countries: Spread
    months: list[Month]


def coverage(filters: Filters) -> Coverage:
    """Of what the filters leave; the map is drawn as if no country were chosen, and levels likewise.
    Raises as `find` does."""
    request = SearchRequest(filters=filters)
    return Coverage(
        total=total_of(request),
        levels=scheme_keys("levels"),
        subjects=crossed(request, "subject", shown_subjects(filters), "level"),
        countries=spread_over(request, "country"),
        months=months_of(days_of(request), until=now().date()),
    )


def shown_subjects(filters: Filters) -> list[str]:
    """The widest ones, or what lies right below the chosen ones; a narrowest one itself."""
    terms = scheme_table("subjects").terms
    chosen = filters.get("subject", ())
    if not chosen:
        return [term.key for term in top_terms("subjects")]
    below = [(terms[key].narrower if key in terms else ()) or (key,) for key in chosen]
    return list(dict.fromkeys(chain.from_iterable(below)))


def months_of(days: Mapping[int, int], *, until: date) -> list[Month]:
    """Every month from the one before the first day on, so that growth begins with nothing."""
    new: dict[str, int] = {}
    for day, count in days.items():
        month = _month(EPOCH + timedelta(days=day))
        new[month] = new.get(month, 0) + count
    if not new:
        return []
    months = list(_months(min(new), max(_month(until), max(new))))
    counts = [new.get(month, 0) for month in months]
    return [Month(*each) for each in zip(months, counts, accumulate(counts), strict=True)]


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _months(first: str, last: str) -> Iterator[str]:
    day = date.fromisoformat(f"{first}-01") - timedelta(days=1)
    while (month := _month(day)) <= last:
        yield month
        day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def coverage_facts(found: Coverage) -> dict[str, Any]:
    """Coverage as JSON values; subjects and levels with nothing included."""
    return {
        "total": found.total,
        "levels": found.levels,
        SUBJECTS: [
            {
                "subject": subject,
                "total": spread.total,
                "without_level": spread.total - spread.known,
                "levels": {level: spread.counts.get(level, 0) for level in found.levels},
            }
            for subject, spread in found.subjects.items()
        ],
        COUNTRIES: [
            {"country": code, "count": count} for code, count in ranked(found.countries.counts)
        ],
        "without_country": found.countries.total - found.countries.known,
        MONTHS: [each._asdict() for each in found.months],
    }


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most first."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def coverage_csv(found: Coverage, part: str, *, language: str) -> str:
    """One part as a table, keys with what readers of `language` call them. Raises `NoSuchPart`."""
    if part not in PARTS:
        raise NoSuchPart(
            _("There is no table “%(name)s”. There are: %(known)s.")
            % {"name": part[:40], "known": ", ".join(PARTS)}
        )
    lines = StringIO()
    csv.writer(lines, lineterminator="\n").writerows(_rows(found, part, language))
    return lines.getvalue()


def _rows(found: Coverage, part: str, language: str) -> Iterator[Sequence[Any]]:
    match part:
        case "subjects":
            yield "subject", "subject_label", "level", "level_label", "resources"
            for subject, spread in found.subjects.items():
                named = subject, label("subjects", subject, language)
                for level in found.levels:
                    count = spread.counts.get(level, 0)
                    yield *named, level, label("levels", level, language), count
        case "countries":
            yield "country", "country_label", "resources"
            for code, count in ranked(found.countries.counts):
                yield code, label("countries", code, language), count
            yield "", "", found.countries.total - found.countries.known
        case _:
            yield Month._fields
            yield from found.months
