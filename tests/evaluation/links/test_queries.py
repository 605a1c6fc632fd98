"""The inbox: what curators find, in which order, a page at a time."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from armillary.catalogue.models import Resource
from armillary.core.errors import InvalidInput
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.errors import NoSuchLink
from armillary.evaluation.links import queries
from armillary.evaluation.links.queries import LinkFilters
from armillary.evaluation.links.words import SENTENCES, sentence_for

from .conftest import NEW, OLD, broken, link_to, moved, stand

pytestmark = pytest.mark.django_db

Lead = Callable[..., Resource]


def addresses(page: queries.LinkPage) -> list[str]:
    return [row.link.address for row in page.rows]


def test_links_to_which_most_resources_lead_come_first(lead_to: Lead):
    for number, uses in enumerate((1, 3, 2)):
        for _use in range(uses):
            lead_to(f"{OLD}/{number}")
        broken(f"{OLD}/{number}")
    assert addresses(queries.links(LinkFilters())) == [f"{OLD}/1", f"{OLD}/2", f"{OLD}/0"]


def test_pages_go_by_key_and_meet_every_link_once(lead_to: Lead):
    for number in range(5):
        lead_to(f"{OLD}/{number}")
        broken(f"{OLD}/{number}")
    seen, after = [], ""
    for _page in range(3):
        page = queries.links(LinkFilters(), after=after, size=2)
        seen += addresses(page)
        after = page.after
    assert (seen, after) == ([f"{OLD}/{number}" for number in range(5)], "")
    with pytest.raises(InvalidInput):
        queries.links(LinkFilters(), after=queries.broken_hosts(size=1).after or "made-up")


def test_broken_links_are_grouped_by_host_the_worst_first(lead_to: Lead):
    for number in range(7):
        lead_to(f"https://few.example/{number}")
        broken(f"https://few.example/{number}")
    for _use in range(9):
        lead_to("https://used.example/")
    broken("https://used.example/")

    page = queries.broken_hosts()

    assert [(row.host.name, row.host.broken, row.host.affected) for row in page.rows] == [
        ("used.example", 1, 9),
        ("few.example", 7, 7),
    ]
    assert [(len(row.rows), row.further) for row in page.rows] == [(1, 0), (5, 2)]
    first = queries.broken_hosts(size=1)
    assert queries.broken_hosts(after=first.after, size=1).rows[0].host.name == "few.example"


def test_lists_are_narrowed_to_a_host_or_an_outcome(lead_to: Lead):
    lead_to("https://a.example/1", "https://b.example/1", "https://b.example/2")
    stand("https://a.example/1", Standing.DOUBTFUL, Outcome.PARKED)
    stand("https://b.example/1", Standing.DOUBTFUL, Outcome.SIGN_IN)
    moved("https://b.example/2", to="https://b.example/new")
    doubtful = Standing.DOUBTFUL.value
    of_b = LinkFilters(doubtful, host="b.example")
    assert addresses(queries.links(of_b)) == ["https://b.example/1"]
    parked = LinkFilters(doubtful, outcome="parked")
    assert addresses(queries.links(parked)) == ["https://a.example/1"]
    moves = LinkFilters(Standing.MOVED.value)
    assert queries.link_ids(moves, count=9) == [link_to("https://b.example/2").pk]


def test_moves_to_another_writing_of_the_same_page_wait_for_nobody(lead_to: Lead):
    lead_to(OLD)
    stand(OLD, Standing.RESPELT, Outcome.MOVED, leads_to=f"{OLD}/", moves=2)
    assert addresses(queries.links(LinkFilters(Standing.RESPELT.value))) == [OLD]
    assert queries.waiting_in_words() == ""


def test_links_that_nobody_leads_to_are_nobodys_business(lead_to: Lead):
    from armillary.catalogue.operations import withdraw_resources
    from armillary.core.tasks import drain
    from armillary.people.actors import SYSTEM

    resource = lead_to(OLD)
    broken()
    withdraw_resources([resource.pk], by=SYSTEM, reason="No.")
    drain()
    assert queries.links(LinkFilters()).rows == []
    assert queries.broken_hosts().rows == []
    assert queries.waiting_in_words() == ""


def test_a_list_takes_as_many_queries_for_one_as_for_three(lead_to: Lead):
    def read() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.links(LinkFilters())
            queries.broken_hosts()
        return len(asked)

    lead_to("https://a.example/1")
    broken("https://a.example/1")
    for_one = read()
    for host in ("b", "c"):
        lead_to(f"https://{host}.example/1", f"https://{host}.example/2")
        broken(f"https://{host}.example/1")
    assert read() == for_one == 5


def test_counts_stop_where_they_are_large(lead_to: Lead, monkeypatch: pytest.MonkeyPatch):
    for number in range(3):
        lead_to(f"{OLD}/{number}")
        broken(f"{OLD}/{number}")
    assert (queries.counts()["broken"], queries.waiting_in_words()) == ("3", "3")
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    monkeypatch.setattr(queries, "FEW", 2)
    assert (queries.counts()["broken"], queries.waiting_in_words()) == ("2+", "2+")


def test_a_link_is_found_by_number_and_by_any_writing_of_its_address(lead_to: Lead):
    lead_to(OLD)
    number = link_to(OLD).pk
    assert queries.link_named(str(number)).pk == number
    assert queries.link_named(f" {OLD}#chapter-2").pk == number
    for stated in ("0", "https://nobody.example/", "nonsense", "9" * 30):
        with pytest.raises(NoSuchLink):
            queries.link_named(stated)


def test_a_story_names_resources_and_tells_the_history_in_the_readers_language(lead_to: Lead):
    lead_to(OLD, titles={"en": "Old", "ar": "قديم"})
    link = stand(
        OLD,
        Standing.MISSED,
        Outcome.MISSING,
        history=[["2026-03-02T12:00:00+00:00", "missing", 404]],
    )
    story = queries.link_story(link)
    assert [user.title.read("ar") for user in story.row.users] == ["قديم"]
    assert [line.sentence for line in story.history] == [
        "The server has nothing at this address (404)."
    ]


def test_links_of_a_resource_begin_with_where_readers_are_sent(lead_to: Lead):
    resource = lead_to(NEW, OLD)
    found = queries.links_of(resource)
    assert [(role, row.link.address) for role, row in found] == [
        ("Where readers are sent", NEW),
        ("Another address", OLD),
    ]


@pytest.mark.parametrize("outcome", ["", *Outcome])
def test_every_outcome_has_a_sentence(outcome: str):
    assert set(SENTENCES) == {"", *Outcome.values}
    for status in (None, 404):
        said = sentence_for(outcome, status)
        assert said.endswith(".")
        assert "%" not in said
    with override("ar"):
        assert sentence_for(outcome, 404)
