"""Lists of the provider: what is in them, in which order, and how they go on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import time_machine
from tests.dissemination.conftest import (
    OAI,
    describe,
    edit,
    error_codes,
    names,
    public_ids,
    publish,
    texts,
)

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    list_resources,
    merge_resources,
    reopen_resources,
    undo_merge,
    withdraw_resources,
)
from armillary.core.tasks import drain
from armillary.dissemination.models import OaiRecord, OaiRefresh, OaiSet
from armillary.dissemination.operations import rebuild_records, refresh_records
from armillary.people.actors import SYSTEM

pytestmark = pytest.mark.django_db

Ask = Callable[..., ET.Element]

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


def pages(ask: Ask, verb: str = "ListIdentifiers", **arguments: str) -> list[ET.Element]:
    """All pages of a list, the way a harvester asks for them."""
    found = [ask(verb=verb, metadataPrefix="oai_dc", **arguments)]
    while token := next(iter(texts(found[-1], "resumptionToken")), ""):
        found.append(ask(verb=verb, resumptionToken=token))
    return found


def test_a_record_has_header_and_metadata(ask: Ask, resource: Resource):
    answer = ask(verb="ListRecords", metadataPrefix="oai_dc")

    assert texts(answer, "identifier") == [f"oai:127.0.0.1:{resource.public_id}"]
    assert texts(answer, "setSpec") == [
        "language",
        "language:en",
        "review",
        "review:not-reviewed",
        "source",
        "source:open-lessons",
        "subject",
        "subject:mathematics",
        "subject:mathematics:algebra",
    ]
    titles = answer.iter("{http://purl.org/dc/elements/1.1/}title")
    assert {title.text for title in titles} == {"Fractions & ratios", "الكسور والنسب"}


def test_get_record_is_what_the_list_has(ask: Ask, resource: Resource):
    listed = ask(verb="ListRecords", metadataPrefix="oai_dc")
    identifier = f"oai:127.0.0.1:{resource.public_id}"
    single = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)

    assert [ET.tostring(found) for found in single.iter(OAI + "record")] == [
        ET.tostring(found) for found in listed.iter(OAI + "record")
    ]


def test_candidates_and_what_was_never_listed_do_not_appear(ask: Ask):
    ids = describe(2)
    withdraw_resources(ids[:1], by=SYSTEM, reason="Not for us.")
    refresh_records(ids, by=SYSTEM)

    assert error_codes(ask(verb="ListRecords", metadataPrefix="oai_dc")) == ["noRecordsMatch"]


@pytest.mark.parametrize(("count", "expected"), [(99, 1), (100, 1), (101, 2), (200, 2), (250, 3)])
def test_a_list_ends_with_its_last_record(ask: Ask, count: int, expected: int):
    ids = publish(count)

    found = pages(ask)

    assert len(found) == expected
    harvested = [name for page in found for name in names(page)]
    assert len(harvested) == count
    assert set(harvested) == public_ids(ids)
    tokens = [list(page.iter(OAI + "resumptionToken")) for page in found]
    assert [len(token) for token in tokens] == ([0] if expected == 1 else [1] * expected)
    assert [not token[0].text for token in tokens if token] == [False] * (expected - 1) + [True] * (
        expected > 1
    )


def test_tokens_tell_size_and_cursor_and_need_no_escaping(ask: Ask):
    publish(101)

    first, second = (next(page.iter(OAI + "resumptionToken")) for page in pages(ask))

    assert (first.get("completeListSize"), first.get("cursor")) == ("101", "0")
    assert (second.get("completeListSize"), second.get("cursor")) == ("101", "100")
    assert set(first.text or "") <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )


def test_an_edit_between_pages_neither_loses_nor_repeats_what_stayed(ask: Ask):
    ids = publish(250)
    first = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    seen = set(names(first))
    early = list(Resource.objects.filter(public_id__in=seen).values_list("pk", flat=True))[:10]
    late = list(Resource.objects.exclude(public_id__in=seen).values_list("pk", flat=True))[:10]
    edit([*early, *late])

    rest = []
    token = texts(first, "resumptionToken")[0]
    while token:
        page = ask(verb="ListIdentifiers", resumptionToken=token)
        rest += names(page)
        token = next(iter(texts(page, "resumptionToken")), "")

    assert seen | set(rest) == public_ids(ids)
    assert len(rest) == len(set(rest))
    assert seen & set(rest) == public_ids(early)  # edited since, so sent again


def test_a_list_whose_rest_was_edited_away_ends_in_peace(ask: Ask):
    with time_machine.travel(NOON, tick=False):
        publish(101)
    first = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", until="2026-03-02T12:00:00Z")
    edit(list(Resource.objects.exclude(public_id__in=names(first)).values_list("pk", flat=True)))

    last = ask(verb="ListIdentifiers", resumptionToken=texts(first, "resumptionToken")[0])

    assert names(last) == names(first)[-1:]
    assert texts(last, "resumptionToken") == [""]


def test_from_and_until_include_both_ends(ask: Ask):
    with time_machine.travel(NOON, tick=False):
        first = publish(1)
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        second = publish(1)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        third = publish(1)

    def harvested(**window: str) -> set[str]:
        return set(names(ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **window)))

    assert harvested(from_="2026-03-02T12:00:01Z") == public_ids(second + third)
    assert harvested(until="2026-03-02T12:00:00Z") == public_ids(first)
    assert harvested(from_="2026-03-02T12:00:01Z", until="2026-03-02T12:00:01Z") == public_ids(
        second
    )
    assert harvested(from_="2026-03-02", until="2026-03-02") == public_ids(first + second)
    assert harvested(from_="2026-03-03") == public_ids(third)


def test_until_includes_what_was_made_in_the_first_second_of_an_installation(ask: Ask):
    with time_machine.travel(NOON + timedelta(milliseconds=221), tick=False):
        first = publish(1)
        answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", until="2026-03-02T12:00:00Z")

    assert set(names(answer)) == public_ids(first)


def test_the_size_of_a_window_is_exact(ask: Ask):
    with time_machine.travel(NOON, tick=False):
        publish(150)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        publish(120)

    def size(**window: str) -> str | None:
        page = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", **window)
        return next(page.iter(OAI + "resumptionToken")).get("completeListSize")

    assert size(from_="2026-03-03") == "120"
    assert size(until="2026-03-02") == "150"
    assert size(from_="2026-03-02", until="2026-03-03") == "270"
    assert size(from_="2026-03-03", set="subject:mathematics") == "120"
    assert size(until="2026-03-02", set="subject:mathematics") == "150"


def test_a_set_includes_the_sets_below_it(ask: Ask):
    algebra = publish(1, subjects=["algebra"])
    physics = publish(1, subjects=["physics"])

    def harvested(spec: str) -> set[str]:
        return set(names(ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set=spec)))

    assert harvested("subject") == public_ids(algebra + physics)
    assert harvested("subject:mathematics") == public_ids(algebra)
    assert harvested("subject:mathematics:algebra") == public_ids(algebra)
    assert harvested("subject:physics") == public_ids(physics)
    assert harvested("language:en") == public_ids(algebra + physics)
    assert harvested("subject:algebra") == set()


def test_a_set_of_several_pages_is_complete_and_its_size_kept(ask: Ask):
    publish(20, subjects=["physics"])
    ids = publish(130)
    publish(20, subjects=["physics"])

    found = pages(ask, set="subject:mathematics:algebra")

    assert {name for page in found for name in names(page)} == public_ids(ids)
    assert next(found[0].iter(OAI + "resumptionToken")).get("completeListSize") == "130"


def test_a_change_of_subject_changes_sets_and_their_sizes(ask: Ask):
    [number] = publish(1)
    edit([number], subjects=["physics"])

    sizes = dict(OaiSet.objects.filter(size__gt=0).values_list("spec", "size"))
    kept = {spec: size for spec, size in sizes.items() if not spec.startswith("review")}
    assert kept == {"language": 1, "language:en": 1, "subject": 1, "subject:physics": 1}
    gone = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set="subject:mathematics")
    assert error_codes(gone) == ["noRecordsMatch"]


def test_list_sets_has_subjects_and_the_languages_that_are_used(ask: Ask):
    publish(1, languages=["ar"])

    answer = ask(verb="ListSets")

    named = dict(zip(texts(answer, "setSpec"), texts(answer, "setName"), strict=True))
    assert named["subject:mathematics:algebra"] == "Algebra"
    assert named["language:ar"] == "Arabic"
    assert "language:en" not in named


def test_withdrawal_is_a_tombstone_with_a_new_datestamp(ask: Ask):
    with time_machine.travel(NOON, tick=False):
        [number] = publish(1)
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        withdraw_resources([number], by=SYSTEM, reason="Gone.")
        refresh_records([number], by=SYSTEM)

    answer = ask(verb="ListRecords", metadataPrefix="oai_dc", set="subject:mathematics")

    header = next(answer.iter(OAI + "header"))
    assert header.get("status") == "deleted"
    assert texts(answer, "datestamp") == ["2026-03-02T13:00:00Z"]
    assert list(answer.iter(OAI + "metadata")) == []


def test_reopened_resources_stay_deleted_until_they_are_listed_again(ask: Ask):
    [number] = publish(1)
    withdraw_resources([number], by=SYSTEM, reason="Gone.")
    reopen_resources([number], by=SYSTEM)
    refresh_records([number], by=SYSTEM)
    assert OaiRecord.objects.get(pk=number).is_deleted

    list_resources([number], by=SYSTEM)
    refresh_records([number], by=SYSTEM)
    assert not OaiRecord.objects.get(pk=number).is_deleted


def test_a_merged_resource_is_deleted_and_comes_back_when_parted(ask: Ask):
    ids = publish(2)
    kept, absorbed = (Resource.objects.get(pk=number) for number in ids)
    merge_resources(kept, absorbed, by=SYSTEM)
    refresh_records(ids, by=SYSTEM)
    assert OaiRecord.objects.get(pk=absorbed.pk).is_deleted
    assert not OaiRecord.objects.get(pk=kept.pk).is_deleted

    absorbed.refresh_from_db()
    undo_merge(absorbed, by=SYSTEM)
    refresh_records(ids, by=SYSTEM)
    assert not OaiRecord.objects.get(pk=absorbed.pk).is_deleted


def test_what_did_not_change_keeps_its_datestamp():
    ids = publish(3)
    before = list(OaiRecord.objects.values_list("pk", "position", "datestamp"))

    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
        done = refresh_records(ids, by=SYSTEM)

    assert (done.written, done.unchanged) == (0, 3)
    assert list(OaiRecord.objects.values_list("pk", "position", "datestamp")) == before


def test_a_clock_that_goes_back_does_not_reorder_the_list(ask: Ask):
    with time_machine.travel(NOON, tick=False):
        publish(1)
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        publish(1)

    stamps = texts(ask(verb="ListIdentifiers", metadataPrefix="oai_dc"), "datestamp")
    assert stamps == ["2026-03-02T12:00:00Z"] * 2


def test_response_date_stands_before_a_refresh_under_way(ask: Ask):
    """What such a refresh stamps may be committed after this answer; `from` has to include it."""
    publish(1)
    with time_machine.travel(NOON, tick=False):
        refresh = OaiRefresh.objects.create()
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        assert texts(ask(verb="Identify"), "responseDate") == ["2026-03-02T12:00:00Z"]
        refresh.delete()
        assert texts(ask(verb="Identify"), "responseDate") == ["2026-03-02T12:05:00Z"]


def test_a_refresh_that_died_holds_nobody_up(ask: Ask):
    with time_machine.travel(NOON, tick=False):
        OaiRefresh.objects.create()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert texts(ask(verb="Identify"), "responseDate") == ["2026-03-02T13:00:00Z"]
        publish(1)
    assert not OaiRefresh.objects.exists()


def test_rebuild_makes_everything_anew_from_the_database():
    ids = publish(3)
    candidates = describe(2)
    withdraw_resources(ids[:1], by=SYSTEM, reason="Gone.")
    refresh_records(ids, by=SYSTEM)
    before = list(OaiRecord.objects.order_by("pk").values_list("pk", "is_deleted", "oai_dc"))
    OaiRecord.objects.all().delete()
    OaiSet.objects.all().delete()

    done = rebuild_records(by=SYSTEM)

    assert (done.written, done.deleted, done.unchanged) == (3, 1, 0)
    assert (
        list(OaiRecord.objects.order_by("pk").values_list("pk", "is_deleted", "oai_dc")) == before
    )
    assert not OaiRecord.objects.filter(pk__in=candidates).exists()
    assert rebuild_records(by=SYSTEM).unchanged == 3


def test_news_from_the_catalogue_reaches_the_list_through_a_task(ask: Ask):
    ids = describe(2)
    list_resources(ids, by=SYSTEM)
    drain()

    assert set(names(ask(verb="ListIdentifiers", metadataPrefix="oai_dc"))) == public_ids(ids)


@pytest.mark.parametrize("arguments", [{}, {"set": "subject:mathematics"}, {"from_": "2020-01-01"}])
def test_a_page_costs_the_same_at_any_depth(
    ask: Ask, django_assert_num_queries: Callable[..., object], arguments: dict[str, str]
):
    publish(350)
    first = ask(verb="ListRecords", metadataPrefix="oai_dc", **arguments)
    second = ask(verb="ListRecords", resumptionToken=texts(first, "resumptionToken")[0])
    third_token = texts(second, "resumptionToken")[0]
    queries = 2 + ("set" in arguments) + ("from_" in arguments)

    with django_assert_num_queries(queries):
        ask(verb="ListRecords", resumptionToken=texts(first, "resumptionToken")[0])
    with django_assert_num_queries(queries):
        ask(verb="ListRecords", resumptionToken=third_token)


def test_characters_that_xml_forbids_never_leave(ask: Ask):
    [number] = publish(1)
    Resource.objects.filter(pk=number).update(
        facts={"creators": [{"name": "A\x01B\x0bC\ufffe", "kind": "person", "address": ""}]}
    )
    refresh_records([number], by=SYSTEM)

    answer = ask(verb="ListRecords", metadataPrefix="oai_dc")

    creators = answer.iter("{http://purl.org/dc/elements/1.1/}creator")
    assert [creator.text for creator in creators] == ["ABC"]
