"""What the report on a source says of the addresses its records lead to."""

from collections.abc import Callable
from typing import Any

import pytest

from armillary.catalogue.models import Resource
from armillary.evaluation.enums import LinkRole, Outcome, Standing
from armillary.evaluation.links.health import RULES, count_links
from armillary.evaluation.models import Link, LinkHost, LinkUse
from armillary.harvest.health.queries import report_of
from armillary.harvest.models import Record, Source
from armillary.harvest.operations import add_source
from armillary.harvest.operations.health import count_source
from armillary.people.actors import OPERATOR, SYSTEM

pytestmark = pytest.mark.django_db

Make = Callable[..., Resource]


@pytest.fixture
def source(db: None) -> Source:
    return add_source("oai", "https://a.example/oai", "a", by=OPERATOR)


@pytest.fixture
def lead(source: Source, new_resource: Make) -> Callable[..., Record]:
    """A record of a source that leads to an address which stands as told."""

    def make(
        number: int, standing: str = Standing.GOOD, outcome: str = Outcome.ANSWERS, **more: Any
    ) -> Record:
        of = more.pop("of", source)
        resource = new_resource()
        host, _made = LinkHost.objects.get_or_create(name="a.example")
        link, _made = Link.objects.get_or_create(
            digest=str(number),
            defaults={
                "host": host,
                "address": f"https://a.example/{number}",
                "standing": standing,
                "outcome": outcome,
                **more,
            },
        )
        LinkUse.objects.create(resource=resource, link=link, role=LinkRole.MAIN)
        return Record.objects.create(
            source=of, identifier=f"oai:a.example:{number}", resource=resource
        )

    return make


def numbers(source: Source) -> dict[str, int]:
    return {rule: found.count for rule, found in count_links(source).items()}


def test_source_whose_links_answer_has_no_finding(source: Source, lead: Callable[..., Record]):
    for number, standing in enumerate((Standing.GOOD, Standing.NEW, Standing.UNCLEAR)):
        lead(number, standing)
    lead(7, Standing.MISSED, Outcome.MISSING)  # it may be back tomorrow
    assert numbers(source) == {}


@pytest.mark.parametrize(
    ("standing", "outcome", "rule"),
    [
        (Standing.BROKEN, Outcome.MISSING, "link-dead"),
        (Standing.BROKEN, Outcome.NO_HOST, "link-dead"),
        (Standing.DOUBTFUL, Outcome.PARKED, "link-dead"),
        (Standing.BROKEN, Outcome.NOT_FOUND, "link-says-missing"),
        (Standing.DOUBTFUL, Outcome.NOT_FOUND, "link-says-missing"),
        (Standing.DOUBTFUL, Outcome.CERTIFICATE, "link-certificate"),
        (Standing.DOUBTFUL, Outcome.ELSEWHERE, "link-elsewhere"),
        (Standing.DOUBTFUL, Outcome.FRONT_PAGE, "link-elsewhere"),
        (Standing.DOUBTFUL, Outcome.SIGN_IN, "link-elsewhere"),
        (Standing.MOVED, Outcome.MOVED, "link-moved"),
    ],
)
def test_bad_link_is_counted_under_one_rule(
    source: Source, lead: Callable[..., Record], standing: str, outcome: str, rule: str
):
    lead(1)
    lead(2, standing, outcome)
    assert numbers(source) == {rule: 1}


def test_every_rule_of_links_has_been_planted():
    assert {rule.key for rule in RULES} == {
        *("link-dead", "link-says-missing", "link-certificate", "link-elsewhere", "link-moved")
    }


def test_address_is_counted_once_however_many_records_lead_there(
    source: Source, lead: Callable[..., Record], new_resource: Make
):
    first = lead(1, Standing.BROKEN, Outcome.MISSING, status=404)
    twin = new_resource()
    LinkUse.objects.create(resource=twin, link=Link.objects.get(), role=LinkRole.FURTHER)
    Record.objects.create(source=source, identifier="twin", resource=twin)
    found = count_links(source)["link-dead"]
    assert found.count == 1
    assert [tuple(each) for each in found.examples] == [
        (first.identifier, "https://a.example/1 (404)", "")
    ]


def test_links_of_other_sources_and_of_deleted_records_are_not_counted(
    source: Source, lead: Callable[..., Record]
):
    other = add_source("oai", "https://b.example/oai", "b", by=OPERATOR)
    lead(1, Standing.BROKEN, Outcome.MISSING, of=other)
    gone = lead(2, Standing.BROKEN, Outcome.MISSING)
    assert numbers(source) == {"link-dead": 1}
    Record.objects.filter(pk=gone.pk).update(is_deleted=True)
    assert numbers(source) == {}


def test_new_address_is_what_is_expected(source: Source, lead: Callable[..., Record]):
    lead(1, Standing.MOVED, Outcome.MOVED, leads_to="https://a.example/new", status=200)
    [example] = count_links(source)["link-moved"].examples
    assert example.expected == "https://a.example/new"


def test_report_of_the_source_holds_its_links(source: Source, lead: Callable[..., Record]):
    lead(1, Standing.BROKEN, Outcome.MISSING, status=404)
    count_source(source, by=SYSTEM)
    assert [each.rule.key for each in report_of(source).findings] == ["link-dead"]
