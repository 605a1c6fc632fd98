"""Findings of a source: each rule with a planted fault, a clean source without any, and numbers that
follow what changes."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.harvest.fetching import PACKAGE
from armillary.harvest.health import watching
from armillary.harvest.health.counting import count_piece
from armillary.harvest.health.models import RecordFault, SourceFinding, SourceHealth
from armillary.harvest.health.queries import Report, Trend, report_of
from armillary.harvest.health.registry import RULES
from armillary.harvest.health.watching import Watched, note_run
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, run_source
from armillary.harvest.operations.health import count_source
from armillary.people.actors import OPERATOR, SYSTEM

from .conftest import Book, Provider, Question

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
CLEAN = (
    "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>"
    "<dc:description>What it is for.</dc:description>"
)
NEVER = "oai:books.example:"


def book(number: int, **more: Any) -> Book:
    """A record without a fault."""
    return Book(number, **{"more": CLEAN, **more})


def books(count: int = 25) -> list[Book]:
    return [book(number) for number in range(1, count + 1)]


@pytest.fixture
def clean(provide: Make) -> Make:
    """Providers without a fault, but for what a test changes; their clock is right."""

    def make(**more: Any) -> Provider:
        clock = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        provider: Provider = provide(**{"books": books(), "clock": clock, **more})
        return provider

    return make


@pytest.fixture
def report(source_of: Make, harvest: Make) -> Callable[..., Report]:
    """Harvest a provider, count, and say what was found."""

    def make(provider: Provider, *, full: bool = False) -> Report:
        source = Source.objects.filter(name="books").first() or source_of(provider)
        harvest(source, full=full)
        count_source(source, by=SYSTEM)
        return report_of(source)

    return make


Reported = Callable[..., Report]


def numbers(found: Report) -> dict[str, int]:
    return {each.rule.key: each.count for each in found.findings}


def examples(found: Report, rule: str) -> list[tuple[str, ...]]:
    [finding] = [each for each in found.findings if each.rule.key == rule]
    return [tuple(each) for each in finding.examples]


def test_clean_source_has_no_finding(clean: Make, report: Reported):
    found = report(clean())
    assert (found.findings, found.gone, found.records) == ([], [], 25)
    assert found.emails == ["a@books.example"]


def test_static_repository_says_whom_to_write_to():
    file = PACKAGE / "demo" / "oai" / "static-repository.xml"
    source = add_source("oai", file.as_uri(), "file", by=OPERATOR)
    run_source(source, by=OPERATOR)
    count_source(source, by=SYSTEM)
    found = report_of(source)
    assert found.emails == ["desk@demo.armillary.invalid"]
    assert not {"base-address-differs", "identify-incomplete"} & set(numbers(found))


def on(**wanted: str) -> Callable[[Question], bool]:
    return lambda question: all(question.get(name) == value for name, value in wanted.items())


def answering(when: Callable[[Question], bool], answer: Any) -> Any:
    """A fault in one answer; `answer` is what is sent, or makes it of what would be."""

    def fault(provider: Provider, question: Question) -> Any:
        if not when(question):
            return ...
        return answer(provider.behave(question)) if callable(answer) else answer

    return fault


LIST = on(verb="ListRecords")
FIRST = on(verb="ListRecords", metadataPrefix="oai_dc")
SECOND = on(resumptionToken="10&since=")
IDENTIFY = on(verb="Identify")
BAD_TOKEN = (
    b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badResumptionToken"/>'
    b"</OAI-PMH>"
)


def changed(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        assert old in body
        return body.replace(old, new)

    return change


FAULTS = {
    "token-expired": answering(SECOND, BAD_TOKEN),
    "list-loops": answering(SECOND, changed(b">20&amp;since=<", b">10&amp;since=<")),
    "list-gap": answering(SECOND, changed(b'cursor="10"', b'cursor="12"')),
    "mixed-granularity": answering(
        LIST, lambda body: body.replace(b"2026-01-01T00:00:00Z", b"2026-01-01", 1)
    ),
    "identifier-missing": answering(
        LIST, lambda body: re.sub(rb"<identifier>[^<]*</identifier>", b"", body, count=1)
    ),
    "question-refused": answering(
        LIST,
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badArgument"/>'
        b"</OAI-PMH>",
    ),
    "characters-illegal": answering(LIST, changed(b"Book number 3<", b"Book\x0bnumber 3<")),
    "xml-broken": answering(LIST, changed(b"Book number 3<", b"Book & number 3<")),
    "answer-unreadable": answering(LIST, b"<html><body>Maintenance</body></html>"),
    "record-unreadable": answering(
        FIRST, lambda body: re.sub(rb"<metadata>.*?</metadata>", b"", body, count=1)
    ),
    "charset-wrong": answering(LIST, changed(b'encoding="UTF-8"', b'encoding="ISO-8859-1"')),
    "media-type-wrong": answering(LIST, lambda body: (200, {"Content-Type": "text/html"}, body)),
    "answer-broken-off": answering(SECOND, None),
    "server-failing": answering(SECOND, (500, {}, b"")),
    "closed": answering(LIST, (403, {}, b"")),
    "nothing-there": answering(LIST, (404, {}, b"")),
    "identify-incomplete": answering(
        IDENTIFY, changed(b"<adminEmail>a@books.example</adminEmail>", b"")
    ),
    "base-address-differs": answering(IDENTIFY, changed(b"/oai</baseURL>", b"/old</baseURL>")),
    "deletions-not-kept": answering(IDENTIFY, changed(b">persistent<", b">no<")),
    "clock-wrong": answering(
        LIST, lambda body: re.sub(rb"(responseDate>)[^<]*", rb"\g<1>2001-01-01T00:00:00Z", body)
    ),
}


@pytest.mark.parametrize("rule", FAULTS)
def test_planted_fault_of_the_provider_is_found(rule: str, clean: Make, report: Reported):
    found = report(clean(fault=FAULTS[rule]))
    assert rule in numbers(found)
    assert numbers(found)[rule] == 1


@pytest.mark.parametrize(
    ("announced", "rule"), [(30, "list-too-short"), (12, "list-size-too-small")]
)
def test_wrong_size_of_the_list_is_found(announced: int, rule: str, clean: Make, report: Reported):
    assert numbers(report(clean(announced=announced))) == {rule: 1}


def test_what_a_clock_says_and_should_is_the_example(clean: Make, report: Reported):
    [(_at, said, expected)] = examples(report(clean(clock="2026-06-01T12:00:00")), "clock-wrong")
    assert said == "2026-06-01T12:00:00"
    assert expected.startswith(f"{datetime.now(UTC):%Y-%m-%dT}")


def test_answer_that_comes_at_the_second_attempt_is_counted(clean: Make, report: Reported):
    refused = []

    def busy(_provider: Provider, question: Question) -> Any:
        if SECOND(question) and not refused:
            refused.append(question)
            return 503, {"Retry-After": "0"}, b""
        return ...

    assert numbers(report(clean(fault=busy))) == {"put-off": 1}


def test_slow_answers_are_counted(clean: Make, report: Reported, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watching, "SLOW", 0.0)
    assert numbers(report(clean())) == {"slow": 4}  # Identify and three parts of the list


@pytest.mark.parametrize(
    ("problem", "rule"),
    [
        (
            "The certificate of a.example is not valid, so nothing was fetched.",
            "certificate-invalid",
        ),
        (
            "There is no machine named a.example. Check the address, or try again later.",
            "unreachable",
        ),
        ("a.example did not answer within 20 seconds. Try again later.", "timeout"),
        ("a.example asks robots to stay away from this address (robots.txt).", "robots-excluded"),
    ],
)
def test_problem_of_a_failed_run_is_found(problem: str, rule: str, clean: Make, source_of: Make):
    source = source_of(clean())
    Run.objects.create(source=source, state="failed", problem=problem)
    count_source(source, by=SYSTEM)
    assert numbers(report_of(source)) == {rule: 1}


def test_records_that_vanish_are_found_where_deletions_are_promised(clean: Make, report: Reported):
    provider = clean()
    report(provider)
    del provider.books[3:5]
    found = report(provider, full=True)
    assert numbers(found) == {"silent-deletion": 2}
    assert [each[0] for each in examples(found, "silent-deletion")] == [f"{NEVER}4", f"{NEVER}5"]


def test_records_that_vanish_are_no_fault_where_nothing_is_promised(clean: Make, report: Reported):
    provider = clean(fault=FAULTS["deletions-not-kept"])
    report(provider)
    del provider.books[3:5]
    assert numbers(report(provider, full=True)) == {"deletions-not-kept": 1}


def test_records_marked_as_deleted_are_no_fault(clean: Make, report: Reported):
    provider = clean()
    report(provider)
    provider.books[3] = book(4, deleted=True, datestamp="2026-07-01T00:00:00Z")
    assert numbers(report(provider, full=True)) == {}


def test_faults_of_records_are_counted_with_examples(clean: Make, report: Reported):
    shelf = [
        *books(3),
        book(4, more="<dc:language>English</dc:language>" + CLEAN),
        book(5, more="<dc:date>3 May 2019</dc:date>" + CLEAN),
        book(6, more="<dc:date>soon</dc:date>" + CLEAN),
        book(7, title=" "),
        book(8, address="shelf 7"),
    ]
    found = report(clean(books=shelf))
    assert numbers(found) == {
        "title-missing": 1,
        "address-missing": 1,
        "language-invalid": 1,
        "date-invalid": 2,
    }
    assert examples(found, "language-invalid") == [(f"{NEVER}4", "English", "en")]
    assert examples(found, "date-invalid")[0] == (f"{NEVER}5", "3 May 2019", "2019-05-03")
    assert examples(found, "title-missing") == [(f"{NEVER}7", "", "")]


def test_record_that_was_good_and_comes_without_a_title_is_counted(clean: Make, report: Reported):
    provider = clean(books=books(3))
    assert numbers(report(provider)) == {}
    provider.books[1] = book(2, title=" ", datestamp="2026-07-01T00:00:00Z")
    assert numbers(report(provider, full=True)) == {"title-missing": 1}


def test_record_that_repeats_another_is_counted_until_the_first_goes(clean: Make, report: Reported):
    provider = clean(books=[book(1), book(2, address="https://books.example/1"), book(3)])
    found = report(provider)
    assert numbers(found) == {"record-repeated": 1}
    assert examples(found, "record-repeated") == [(f"{NEVER}2", f"{NEVER}1", "")]
    provider.books[0] = book(1, deleted=True)
    assert numbers(report(provider, full=True)) == {}


def test_record_that_repeats_one_which_becomes_another_does_no_longer(
    clean: Make, report: Reported, new_resource: Make
):
    found = report(clean(books=[book(1), book(2, address="https://books.example/1")]))
    assert numbers(found) == {"record-repeated": 1}
    Record.objects.filter(identifier=f"{NEVER}1").update(resource=new_resource())
    count_source(found.source, by=SYSTEM)
    assert numbers(report_of(found.source)) == {}


def test_unknown_values_are_counted_with_those_that_occur_most(clean: Make, report: Reported):
    odd = "<dc:type>gizmo</dc:type><dc:subject>Basketweaving</dc:subject>" + CLEAN
    rare = "<dc:type>widget</dc:type>" + CLEAN
    shelf = [book(1, more=odd), book(2, more=odd), book(3, more=rare)]
    found = report(clean(books=shelf))
    assert numbers(found) == {"types-unknown": 3, "subjects-unknown": 2}
    assert examples(found, "types-unknown") == [
        (f"{NEVER}1", "gizmo", ""),
        (f"{NEVER}3", "widget", ""),
    ]


def test_levels_and_audiences_that_no_vocabulary_has_are_counted(write: Make):
    source = write("table", {1: {"level": "the wise", "audience": "owls"}, 2: {"level": "primary"}})
    count_source(source, by=SYSTEM)
    found = numbers(report_of(source))
    assert (found["levels-unknown"], found["audiences-unknown"]) == (1, 1)


def test_trend_compares_with_the_run_before(clean: Make, report: Reported):
    bad = "<dc:date>soon</dc:date>" + CLEAN
    provider = clean(books=[book(1, more=bad), book(2), book(3)])
    [first] = report(provider).findings
    assert first.trend == Trend.SAME  # nothing was known before
    provider.books[1] = book(2, more=bad)
    [second] = report(provider, full=True).findings
    assert (second.trend, second.before, second.count) == (Trend.WORSE, 1, 2)
    assert second.since == first.since
    provider.books[0] = book(1)
    [third] = report(provider, full=True).findings
    assert (third.trend, [number for _at, number in third.series]) == (Trend.BETTER, [1, 2, 1])
    provider.books[1] = book(2)
    fourth = report(provider, full=True)
    assert (fourth.findings, [each.trend for each in fourth.gone]) == ([], [Trend.GONE])
    assert report(provider, full=True).gone == []
    provider.books[2] = book(3, more=bad)
    [sixth] = report(provider, full=True).findings
    assert sixth.trend == Trend.NEW
    assert first.since is not None
    assert sixth.since is not None
    assert sixth.since > first.since


def test_counting_twice_changes_nothing(clean: Make, report: Reported):
    provider = clean(books=[book(1, more="<dc:date>soon</dc:date>" + CLEAN), book(2)])
    first = report(provider)
    source = Source.objects.get()
    count_source(source, by=SYSTEM)
    again = report_of(source)
    assert replace(again, counted_at=None) == replace(first, counted_at=None)


def test_only_what_a_run_has_changed_is_looked_at(clean: Make, report: Reported):
    provider = clean(books=books(12))
    report(provider)
    Record.objects.update(payload=b"<not looked at")
    provider.books[0] = book(1, title="Changed", datestamp="2026-07-01T00:00:00Z")
    assert numbers(report(provider)) == {}


def test_counting_that_was_broken_off_goes_on_where_it_was(
    clean: Make, source_of: Make, harvest: Make
):
    bad = [book(number, more="<dc:date>soon</dc:date>" + CLEAN) for number in range(1, 26)]
    source = source_of(clean(books=bad))
    harvest(source)
    assert [count_piece(source, size=10) for _piece in range(4)] == [True, True, True, False]
    assert RecordFault.objects.count() == 25
    assert SourceHealth.objects.get().through == Run.objects.get().pk


def test_run_that_goes_on_is_not_counted_yet(clean: Make, source_of: Make, harvest: Make):
    source = source_of(clean(fault=FAULTS["server-failing"]))
    harvest(source)
    count_source(source, by=SYSTEM)
    assert SourceHealth.objects.get().through == 0
    assert numbers(report_of(source)) == {"server-failing": 1}


def test_task_counts_after_each_run(clean: Make, source_of: Make, harvest: Make, run_tasks: Any):
    harvest(source_of(clean(announced=30)))
    assert SourceFinding.objects.count() == 0
    run_tasks()
    assert [each.rule for each in SourceFinding.objects.filter(count=1)] == ["list-too-short"]


def test_queries_of_counting_do_not_grow_with_the_records_of_a_piece(
    clean: Make, source_of: Make, harvest: Make
):
    def queries(count: int, name: str) -> int:
        bad = [book(number, more="<dc:date>soon</dc:date>" + CLEAN) for number in range(count)]
        source = source_of(clean(books=bad, page_size=50), name)
        harvest(source)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            count_piece(source)
        return len({query["sql"].partition(" WHERE ")[0] for query in caught.captured_queries})

    assert queries(3, "few") == queries(30, "many")


def test_watched_fetcher_changes_no_answer_and_gives_back_connections(clean: Make, fetcher: Any):
    provider = clean()
    watched = Watched(fetcher)
    address = f"{provider.address}?verb=Identify"
    assert watched.fetch(address).body == fetcher.fetch(address).body
    assert watched.seen.answers == 1
    watched.close()


def test_only_the_latest_runs_are_remembered(clean: Make, source_of: Make, fetcher: Any):
    source = source_of(clean())
    for _run in range(watching.MOST_RUNS + 2):
        note_run(Run.objects.create(source=source, state="finished"), Watched(fetcher))
    assert len(SourceHealth.objects.get().observed) == watching.MOST_RUNS


def test_every_rule_has_a_test_with_a_planted_fault():
    elsewhere = {
        *("list-too-short", "list-size-too-small", "silent-deletion", "put-off", "slow"),
        *("certificate-invalid", "unreachable", "timeout", "robots-excluded"),
        *("subjects-unknown", "levels-unknown", "types-unknown", "audiences-unknown"),
        "record-repeated",
    }
    of_records = {
        *("title-missing", "description-missing", "licence-missing", "licence-unknown"),
        *("language-missing", "language-invalid", "date-invalid", "address-missing"),
        "address-without-tls",
    }
    of_links = {key for key in RULES if key.startswith("link-")}  # tests/evaluation/links
    assert set(RULES) == {*FAULTS, *elsewhere, *of_records, *of_links}
