"""What providers do wrong: each ends in one clear line in the receipt, with everything before kept."""

import gzip
import re
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from armillary.catalogue.models import Resource
from armillary.harvest.enums import RunState
from armillary.harvest.kinds import oai
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source
from armillary.harvest.receipts import FATES
from armillary.people.actors import OPERATOR

from .conftest import Book, Provider, Question

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
Harvest = Callable[..., Run]


def from_page(number: int, answer: Any) -> Callable[[Provider, Question], Any]:
    """A fault that begins on this page of ten records; `answer` is a reply or makes one."""

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords" or provider.place(question)[0] < number * 10:
            return ...
        return answer(provider, question) if callable(answer) else answer

    return fault


def reasons_of(run: Run) -> dict[str, int]:
    assert run.counts.get("received", 0) == sum(run.counts.get(fate, 0) for fate in FATES)
    return {entry["reason"]: entry["count"] for entry in run.reasons}


def hang(_provider: Provider, _question: Question) -> None:
    time.sleep(2)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ((500, {}, b""), "has a problem of its own (500). Try again later."),
        ((503, {"Retry-After": "3600"}, b""), "has a problem of its own (503). Try again later."),
        ((404, {}, b""), "has nothing at this address (404). Check the address."),
        ((403, {}, b""), "does not let us in (403). Ask its owner."),
        (None, "broke off. Try again later."),
        (hang, "did not answer within 0 seconds. Try again later or check the address."),
        (b"", "Page 3 of the list cannot be read: "),
        (b"<html><body>Maintenance</body></html>", "Page 3 of the list cannot be read: "),
        (b"\x89PNG\r\n\x1a\n", "Page 3 of the list cannot be read: "),
        (
            b'<!DOCTYPE OAI-PMH [<!ENTITY x SYSTEM "file:///etc/passwd">]><OAI-PMH>&x;</OAI-PMH>',
            "Page 3 of the list cannot be read: The XML declares a document type (DTD)",
        ),
        (
            (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(4_000_000))),
            "is larger than 3.0 MB, and was not read.",
        ),
        (b"<OAI-PMH>" + b"x" * 3_500_000, "is larger than 3.0 MB, and was not read."),
        ((302, {"Location": "ftp://10.0.0.1/"}, b""), "Only addresses that start with"),
    ],
    ids=[
        "down", "busy", "gone", "closed", "dropped", "hanging", "empty", "html", "binary", "xxe",
        "bomb", "huge", "redirect",
    ],
)  # fmt: skip
def test_fault_on_the_third_page_keeps_the_first_two(
    provide: Make,
    source_of: Make,
    harvest: Harvest,
    monkeypatch: pytest.MonkeyPatch,
    answer: Any,
    line: str,
):
    monkeypatch.setattr(oai, "LIMIT", 3_000_000)
    run = harvest(source_of(provide(35, fault=from_page(2, answer))))
    assert run.state == RunState.FAILED
    assert line in run.problem
    assert "\n" not in run.problem
    assert (run.counts["received"], run.counts["created"]) == (20, 20)
    assert Resource.objects.count() == 20


def test_server_that_is_down_from_the_start(harvest: Harvest):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    source = add_source("oai", f"http://127.0.0.1:{port}/oai", "down", by=OPERATOR)
    run = harvest(source)
    assert run.problem == (
        f"127.0.0.1:{port} cannot be reached. Try again later or check the address."
    )


def test_redirect_to_a_private_machine_is_refused(provide: Make, source_of: Make):
    """Without the setting for intranets, not even the first hop is taken."""
    from armillary.core.http import HttpFetcher
    from armillary.harvest.operations import run_source

    fetcher = HttpFetcher(user_agent="Armillary/test", allow_private=False)
    provider = provide(3)
    run = run_source(source_of(provider), by=OPERATOR, fetcher=fetcher)
    assert run.problem.startswith("127.0.0.1 is a private address, which this installation does")
    assert provider.site.asked == []


def test_expired_token_starts_the_list_again_once(provide: Make, source_of: Make, harvest: Harvest):
    forgot = [True]

    def fault(provider: Provider, question: Question) -> Any:
        if provider.place(question)[0] == 20 and forgot:
            forgot.pop()
            return provider.envelope('<error code="badResumptionToken">Expired.</error>')
        return ...

    run = harvest(source_of(provide(35, fault=fault)))
    assert run.state == RunState.FINISHED
    assert reasons_of(run) == {oai.EXPIRED: 1}
    assert (run.counts["created"], run.counts["unchanged"]) == (35, 20)
    assert run.proof["complete"] is True


def test_token_that_always_expires_ends_the_run(provide: Make, source_of: Make, harvest: Harvest):
    def answer(provider: Provider, _question: Question) -> bytes:
        return provider.envelope('<error code="badResumptionToken">Expired.</error>')

    run = harvest(source_of(provide(35, fault=from_page(2, answer))))
    assert run.problem == "The provider forgets where we are in its list. Run again later."
    assert Resource.objects.count() == 20


def test_token_that_repeats_itself_ends_the_run(provide: Make, source_of: Make, harvest: Harvest):
    def answer(provider: Provider, question: Question) -> bytes:
        return provider.behave({**question, "resumptionToken": "10&since="})

    run = harvest(source_of(provide(35, fault=from_page(2, answer))))
    assert run.state == RunState.FINISHED
    assert reasons_of(run) == {oai.LOOPING: 1}
    assert run.proof["complete"] is False
    assert Resource.objects.count() == 20


def test_endless_list_of_known_records_ends(provide: Make, source_of: Make, harvest: Harvest):
    tokens = iter(range(1_000_000))

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        rows = "".join(book.xml() for book in provider.books)
        token = f"<resumptionToken>{next(tokens)}</resumptionToken>"
        return provider.envelope(f"<ListRecords>{rows}{token}</ListRecords>")

    provider = provide(5, fault=fault)
    run = harvest(source_of(provider))
    assert reasons_of(run) == {oai.LOOPING: 1}
    assert len(provider.lists) == oai.MOST_STALE_PAGES + 1
    assert Resource.objects.count() == 5


def test_dropped_token_is_noticed(provide: Make, source_of: Make, harvest: Harvest):
    def answer(provider: Provider, question: Question) -> bytes:
        page = provider.behave(question)
        return page.replace(b"30&amp;since=", b"")

    run = harvest(source_of(provide(45, fault=from_page(2, answer))))
    assert run.state == RunState.FINISHED
    assert reasons_of(run) == {oai.TOO_FEW: 1}
    assert run.proof["complete"] is False
    assert (run.counts["listed"], run.counts["received"]) == (45, 30)


def test_wrong_size_is_noted_and_harmless(provide: Make, source_of: Make, harvest: Harvest):
    run = harvest(source_of(provide(25, announced=20)))
    assert reasons_of(run) == {oai.TOO_MANY: 1}
    assert run.proof["complete"] is True
    assert run.counts["created"] == 25


def test_tokens_with_any_character_arrive_as_they_were(
    provide: Make, source_of: Make, harvest: Harvest
):
    """The stub's own tokens hold an ampersand; unescaped, they would lose their second half."""
    provider = provide(25)
    harvest(source_of(provider))
    assert [question.get("resumptionToken") for question in provider.lists] == [
        None, "10&since=", "20&since="
    ]  # fmt: skip


def test_illegal_characters_cost_nothing(provide: Make, source_of: Make, harvest: Harvest):
    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        return provider.behave(question).replace(b"Book number 3<", b"Book \x0bnumber & 3<")

    run = harvest(source_of(provide(5, fault=fault)))
    assert run.counts["created"] == 5
    assert run.counts.get("rejected", 0) == 0
    assert reasons_of(run)[oai.MENDED] >= 1
    title = Record.objects.get(identifier="oai:books.example:3").resource.titles.texts["en"]
    assert title.endswith("number & 3")


def test_encoding_that_lies_is_read_as_what_it_is(provide: Make, source_of: Make, harvest: Harvest):
    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        return provider.behave(question).decode().encode("latin-1")

    run = harvest(source_of(provide(books=[Book(1, title="Géométrie")], fault=fault)))
    assert run.counts["created"] == 1
    assert Record.objects.get().resource.titles.texts == {"en": "Géométrie"}


def test_broken_record_costs_only_itself(provide: Make, source_of: Make, harvest: Harvest):
    nothing = Book(3)
    nothing.deleted = False
    empty = "<record><header><identifier>oai:x:3</identifier><datestamp>2026-01-01T00:00:00Z</datestamp></header><metadata><a/></metadata></record>"

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        return provider.behave(question).replace(Book(3).xml().encode(), empty.encode())

    run = harvest(source_of(provide(5, fault=fault)))
    assert (run.counts["created"], run.counts["rejected"]) == (4, 1)
    assert reasons_of(run) == {"The payload holds no Dublin Core element.": 1}
    record = Record.objects.get(identifier="oai:x:3")
    assert (record.problem, record.resource) == ("The payload holds no Dublin Core element.", None)
    assert b"<a/>" in bytes(record.payload)


def test_record_that_breaks_later_keeps_its_resource(
    provide: Make, source_of: Make, harvest: Harvest
):
    provider = provide(3)
    source = source_of(provider)
    harvest(source)
    kept = bytes(Record.objects.get(identifier="oai:books.example:2").payload)

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        return provider.behave(question).replace(b"<dc:title>Book number 2</dc:title>", b"")

    provider.fault = fault
    run = harvest(source, full=True)
    assert (run.counts["unchanged"], run.counts["rejected"]) == (2, 1)
    record = Record.objects.get(identifier="oai:books.example:2")
    assert bytes(record.payload) == kept
    assert record.resource.titles.texts == {"en": "Book number 2"}
    provider.fault = lambda _provider, _question: ...
    assert harvest(source, full=True).counts["updated"] == 1
    record.refresh_from_db()
    assert record.problem == ""


def test_answer_that_breaks_off_proves_nothing(provide: Make, source_of: Make, harvest: Harvest):
    def answer(provider: Provider, question: Question) -> bytes:
        page = provider.behave(question)
        return page[: page.index(b"oai:books.example:24")]

    run = harvest(source_of(provide(35, fault=from_page(2, answer))))
    assert run.proof["complete"] is False
    assert run.counts["created"] == 23
    assert oai.BROKEN_OFF in reasons_of(run)


@pytest.mark.parametrize("code", ["cannotDisseminateFormat", "badArgument", "badVerb"])
def test_refusal_is_quoted(provide: Make, source_of: Make, harvest: Harvest, code: str):
    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        return provider.envelope(f'<error code="{code}">Not this.</error>')

    run = harvest(source_of(provide(3, fault=fault)))
    assert run.problem == f"The provider refuses our question ({code}): Not this."


def test_provider_that_does_not_identify_itself_is_harvested(
    provide: Make, source_of: Make, harvest: Harvest
):
    def fault(_provider: Provider, question: Question) -> Any:
        return b"<html></html>" if question.get("verb") == "Identify" else ...

    assert harvest(source_of(provide(12, fault=fault))).counts["created"] == 12


def without_page(number: int) -> Callable[[Provider, Question], Any]:
    """Tokens that skip a page of ten; cursors go on counting."""

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        skipped = f">{(number - 1) * 10}&amp;".encode()
        return provider.behave(question).replace(skipped, f">{number * 10}&amp;".encode())

    return fault


def test_missing_page_is_noticed_where_no_size_was_announced(
    provide: Make, source_of: Make, harvest: Harvest
):
    run = harvest(source_of(provide(45, announces=False, fault=without_page(3))))
    assert reasons_of(run) == {oai.GAP: 2}
    assert run.reasons[0]["examples"] == ["10"]
    assert (run.counts["received"], run.proof["complete"]) == (35, False)


def test_cursor_that_does_not_grow_says_nothing(provide: Make, source_of: Make, harvest: Harvest):
    def fault(provider: Provider, question: Question) -> Any:
        return re.sub(rb'cursor="\d+"', b'cursor="1"', provider.behave(question))

    run = harvest(source_of(provide(45, announces=False, fault=fault)))
    assert (reasons_of(run), run.proof["by"]) == ({}, "end-of-list")


def test_mixed_datestamps_are_told_once_and_cost_no_record(
    provide: Make, source_of: Make, harvest: Harvest
):
    books = [Book(number) for number in range(1, 26)]
    for book in books[3:20]:
        book.datestamp = "2026-01-01"
    provider = provide(books=books)
    source = source_of(provider)
    run = harvest(source)
    assert reasons_of(run) == {oai.MIXED: 1}
    assert run.proof["complete"]
    source.refresh_from_db()
    assert source.since == provider.clock[:10]
    harvest(source)
    assert provider.lists[-1]["from"] == "2026-06-01T00:00:00Z"


def without_mark(number: int = 0) -> Callable[[Provider, Question], Any]:
    """Every token is left out from the page of ten records `number` on."""

    def fault(provider: Provider, question: Question) -> Any:
        answer = provider.behave(question)
        if question.get("verb") != "ListRecords" or provider.place(question)[0] < number * 10:
            return answer
        return re.sub(rb"<resumptionToken.*?</resumptionToken>", b"", answer)

    return fault


def test_list_that_stops_after_a_full_page_without_a_mark_proves_nothing(
    provide: Make, source_of: Make, harvest: Harvest
):
    """A token that was lost and a list that ended look alike."""
    provider = provide(45, announces=False)
    source = source_of(provider)
    harvest(source)
    provider.fault = without_mark(3)
    run = harvest(source, full=True)
    assert reasons_of(run) == {oai.UNMARKED: 1}
    assert run.proof == {"complete": False, "missing": "kept"}
    assert Record.objects.filter(is_deleted=False).count() == 45


def test_list_that_stops_after_a_page_that_is_not_full_says_so(
    provide: Make, source_of: Make, harvest: Harvest
):
    """As many providers end theirs."""
    run = harvest(source_of(provide(45, announces=False, fault=without_mark(4))))
    assert (reasons_of(run), run.proof["by"], run.proof["complete"]) == ({}, "short-page", True)


def test_size_that_was_exceeded_proves_nothing(provide: Make, source_of: Make, harvest: Harvest):
    """20 were announced of 45, and the token was lost after 30."""
    provider = provide(45)
    source = source_of(provider)
    harvest(source)
    provider.announced, provider.fault = 20, without_mark(2)
    run = harvest(source, full=True)
    assert reasons_of(run) == {oai.TOO_MANY: 1, oai.UNMARKED: 1}
    assert run.proof == {"complete": False, "missing": "kept"}


def test_size_that_shrinks_on_the_last_page_is_not_believed(
    provide: Make, source_of: Make, harvest: Harvest
):
    def answer(provider: Provider, question: Question) -> bytes:
        page = provider.behave(question)
        return page.replace(b"30&amp;since=", b"").replace(b'Size="45"', b'Size="30"')

    run = harvest(source_of(provide(45, fault=from_page(2, answer))))
    assert (reasons_of(run), run.proof["complete"]) == ({oai.TOO_FEW: 1}, False)


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        ('<error code="noRecordsMatch">Nothing.</error>', "refuses our question (noRecordsMatch)"),
        ("", "Page 3 of the list cannot be read: it holds neither records nor an error."),
        (
            "<Identify/>",
            "Page 3 of the list cannot be read: it holds neither records nor an error.",
        ),
    ],
)
def test_nothing_in_the_middle_of_a_list_is_no_end(
    provide: Make, source_of: Make, harvest: Harvest, inside: str, line: str
):
    provider = provide(45, announces=False)
    source = source_of(provider)
    harvest(source)
    provider.fault = from_page(2, lambda provider, _question: provider.envelope(inside))
    run = harvest(source, full=True)
    assert (run.state, run.counts["missing"]) == (RunState.FAILED, 0)
    assert line in run.problem
    assert Record.objects.filter(is_deleted=False).count() == 45


def test_answer_without_a_list_is_not_taken_for_no_changes(
    provide: Make, source_of: Make, harvest: Harvest
):
    provider = provide(5)
    source = source_of(provider)
    harvest(source)
    since = Source.objects.get().since
    provider.clock = "2026-07-01T12:00:00Z"
    provider.fault = from_page(0, lambda provider, _question: provider.envelope(""))
    assert harvest(Source.objects.get()).state == RunState.FAILED
    provider.fault = from_page(0, lambda it, _question: it.envelope("<ListRecords/>"))
    assert harvest(Source.objects.get()).state == RunState.FINISHED
    assert Source.objects.get().since > since


def test_records_that_come_with_an_error_are_taken_and_prove_nothing(
    provide: Make, source_of: Make, harvest: Harvest
):
    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") != "ListRecords":
            return ...
        error = b'</ListRecords><error code="badArgument">Timeout.</error>'
        return provider.behave(question).replace(b"</ListRecords>", error)

    run = harvest(source_of(provide(5, fault=fault)))
    assert (run.counts["created"], run.proof["complete"]) == (5, False)


def test_page_that_broke_off_is_remembered_by_a_run_that_goes_on(
    provide: Make, source_of: Make, harvest: Harvest
):
    """Page 2 lacks records but not its token; page 3 fails, and the run goes on there."""
    troubles = ["later", "broken"]

    def fault(provider: Provider, question: Question) -> Any:
        start = provider.place(question)[0]
        if question.get("verb") == "ListRecords" and start == 10:
            page = provider.behave(question)
            cut = page.index(b"oai:books.example:15")
            token = page[page.index(b"<resumptionToken") : page.index(b"</ListRecords>")]
            return page[:cut] + b"</identifier></header></record>" + token
        if start == 20 and troubles:
            troubles.clear()
            return 404, {}, b""
        return ...

    source = source_of(provide(35, announces=False, fault=fault))
    assert harvest(source).state == RunState.FAILED
    run = harvest(source)
    assert (run.state, run.proof["complete"]) == (RunState.FINISHED, False)


def test_record_that_came_twice_is_counted_once_by_a_run_that_goes_on(
    provide: Make, source_of: Make, harvest: Harvest
):
    """45 are announced; ten come twice, so that ten others do not come. Then a page fails."""
    troubles = [1]

    def fault(provider: Provider, question: Question) -> Any:
        start = provider.place(question)[0]
        if question.get("verb") == "ListRecords" and start == 30 and troubles:
            troubles.clear()
            return 404, {}, b""
        if question.get("verb") == "ListRecords" and start == 20:
            again = provider.behave({"verb": "ListRecords", "resumptionToken": "10&since="})
            return again.replace(b">20&amp;since=", b">30&amp;since=").replace(
                b'cursor="10"', b'cursor="20"'
            )
        return ...

    source = source_of(provide(45, fault=fault))
    assert harvest(source).state == RunState.FAILED
    run = harvest(source)
    assert run.counts["received"] == 45
    assert (reasons_of(run), run.proof["complete"]) == ({oai.TOO_FEW: 1}, False)


def test_place_in_a_list_of_another_kind_is_forgotten(
    provide: Make, source_of: Make, harvest: Harvest
):
    """A static repository has become a provider while a run was interrupted."""
    source = source_of(provide(5))
    place = {"taken": 500, "file": "0f"}
    Run.objects.create(source=source, state=RunState.FAILED, checkpoint=place)
    assert (harvest(source).state, Record.objects.count()) == (RunState.FINISHED, 5)
