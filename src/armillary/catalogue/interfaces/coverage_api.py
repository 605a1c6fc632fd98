"""Coverage over the API: what is here, in numbers."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from armillary.catalogue.coverage import coverage, coverage_facts
from armillary.catalogue.interfaces.api import Filters

router = Router(tags=["Coverage"])


class SubjectCoverage(Schema):
    """A subject, those below it included. A resource for several levels counts for each."""

    subject: str
    total: int
    without_level: int = Field(description="Of which nobody says for which level they are.")
    levels: dict[str, int] = Field(description="Level → resources, also where there are none.")


class CountryCount(Schema):
    """A resource of several countries counts for each."""

    country: str = Field(description="ISO 3166-1 alpha-2.")
    count: int


class MonthCount(Schema):
    """What of today's resources was listed in a month."""

    month: str = Field(description="Such as 2026-11.")
    new: int
    listed: int = Field(description="Until the end of the month.")


class CoverageOut(Schema):
    """What is here, by subject and level, by country, and month by month."""

    total: int
    levels: list[str] = Field(description="Keys, in their order.")
    subjects: list[SubjectCoverage] = Field(
        description="The widest, or those right below the chosen ones."
    )
    countries: list[CountryCount] = Field(
        description="The most first, counted as if no country were chosen."
    )
    without_country: int = Field(description="Of which nobody says where they come from.")
    months: list[MonthCount]


@router.get("/coverage", response=CoverageOut, summary="What is here, in numbers")
def read_coverage(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    return coverage_facts(coverage(filters.chosen()))
