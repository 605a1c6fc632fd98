"""REST APIs on loopback in the shapes of three that exist, whole and changed, broken and hostile."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from typer.testing import CliRunner

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.http import HttpFetcher
from armillary.harvest.enums import Proof, RunState
from armillary.harvest.errors import InvalidSource
from armillary.harvest.interfaces.cli import app
from armillary.harvest.kinds import rest
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, change_source, run_source
from armillary.people.actors import OPERATOR
from armillary.people.models import Person

from .conftest import Question, Reply, Site

pytestmark = pytest.mark.django_db

PAYLOADS = Path(__file__).parents[1] / "payloads" / "harvest" / "rest"
Harvest = Callable[..., Run]
Rows = list[dict[str, Any]]


def template(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}_record.json").read_text())


def description(name: str, **changes: Any) -> str:
    return json.dumps({**json.loads((PAYLOADS / f"{name}.json").read_text()), **changes})


def counted(run: Run) -> dict[str, int]:
    assert run.state == RunState.FINISHED, run.problem
    return {name: number for name, number in run.counts.items() if number}


class Api:
    """A server that keeps rows and answers in one of the shapes; `fault` may answer instead."""

    path = "/"

    def __init__(self, rows: Rows, *, size: int = 3) -> None:
        self.rows, self.size = rows, size
        self.fault: Callable[[Question], Any] = lambda _question: ...
        self.site = Site(self._reply)

    @property
    def address(self) -> str:
        return f"{self.site.address}{self.path}"

    @property
    def asked(self) -> list[Question]:
        return [question for path, question in self.site.asked if path == self.path]

    def _reply(self, path: str, question: Question) -> Reply:
        if path != self.path:
            return 404, {}, b""
        answer = self.fault(question)
        if answer is ...:
            answer = self.answer(question)
        if isinstance(answer, dict | list):
            headers = {
                "Content-Type": "application/json", "Date": "Mon, 01 Jun 2026 12:00:00 GMT"
            }  # fmt: skip
            return 200, headers, json.dumps(answer).encode()
        return answer  # type: ignore[no-any-return]

    def answer(self, question: Question) -> Any:
        raise NotImplementedError

    def next_address(self, question: Question, **changes: Any) -> str:
        return f"{self.address}?{urlencode({**question, **changes})}"


class Zenodo(Api):
    """Pages with links; changes by a search in `q`."""

    path = "/api/records"

    @staticmethod
    def row(number: int, *, modified: str = "2026-01-01T00:00:00+00:00") -> dict[str, Any]:
        row: dict[str, Any] = template("zenodo")
        row |= {"id": 10_000 + number, "modified": modified}
        row["doi"] = f"10.5281/zenodo.{row['id']}"
        row["metadata"]["title"] = f"Crystals, part {number}"
        row["links"]["self_html"] = f"https://zenodo.example/records/{row['id']}"
        row["files"] = []
        return row

    def answer(self, question: Question) -> Any:
        rows = self.rows
        if "q" in question:
            since = question["q"].removeprefix("modified:[").removesuffix(" TO *]")
            rows = [row for row in rows if row["modified"] >= since]
        page = int(question.get("page", "1"))
        shown = rows[(page - 1) * self.size : page * self.size]
        links = {"self": self.address}
        if page * self.size < len(rows):
            links["next"] = self.next_address(question, page=page + 1)
        return {"hits": {"hits": shown, "total": len(rows)}, "aggregations": {}, "links": links}


class Ckan(Api):
    """`package_search`: an offset, and a count of everything."""

    path = "/api/3/action/package_search"

    @staticmethod
    def row(number: int, *, modified: str = "2026-01-01T00:00:00.000000") -> dict[str, Any]:
        row: dict[str, Any] = template("ckan")
        row |= {
            "id": f"id-{number}",
            "name": f"rain-{number}",
            "title_translated": {"en": f"Rainfall {number}", "fr": f"La pluie {number}"},
            "metadata_modified": modified,
            "resources": [],
        }
        return row

    def answer(self, question: Question) -> Any:
        rows = self.rows
        if "fq" in question:
            since = question["fq"].removeprefix("metadata_modified:[").removesuffix(" TO *]")
            rows = [row for row in rows if row["metadata_modified"] >= since.rstrip("Z")]
        start = int(question.get("start", "0"))
        result = {"count": len(rows), "results": rows[start : start + self.size], "facets": {}}
        return {"help": f"{self.address}?help", "success": True, "result": result}


class DSpace(Api):
    """`discover/search/objects`: HAL, with a link to the next page deep inside."""

    path = "/server/api/discover/search/objects"

    @staticmethod
    def row(number: int) -> dict[str, Any]:
        row: dict[str, Any] = template("dspace")
        row |= {"uuid": f"u-{number}", "handle": f"20.500.99999/{number}"}
        row["metadata"]["dc.title"][0]["value"] = f"Levers {number}"
        row["metadata"]["dc.identifier.uri"] = []
        return row

    def answer(self, question: Question) -> Any:
        page = int(question.get("page", "0"))
        shown = self.rows[page * self.size : (page + 1) * self.size]
        objects = [{"hitHighlights": {}, "_embedded": {"indexableObject": row}} for row in shown]
        pages = -(-len(self.rows) // self.size)
        links: dict[str, Any] = {"self": {"href": self.address}}
        if page + 1 < pages:
            links["next"] = {"href": self.next_address(question, page=page + 1)}
        sizes = {"size": self.size, "totalElements": len(self.rows), "totalPages": pages}
        result = {"page": {**sizes, "number": page}, "_links": links}
        result["_embedded"] = {"objects": objects}
        return {"id": None, "type": "discover", "_embedded": {"searchResult": result}}


SHAPES: dict[str, type[Any]] = {"zenodo": Zenodo, "ckan": Ckan, "dspace": DSpace}
TITLES = {"zenodo": "Crystals, part 1", "ckan": "Rainfall 1", "dspace": "Levers 1"}


@pytest.fixture
def serve() -> Iterator[Callable[..., Any]]:
    made: list[Api] = []

    def start(name: str, count: int = 7, **more: Any) -> Any:
        shape = SHAPES[name]
        made.append(shape([shape.row(number) for number in range(1, count + 1)], **more))
        return made[-1]

    yield start
    for each in made:
        each.site.close()


@pytest.fixture
def source_at() -> Callable[..., Source]:
    def make(api: Api, name: str, query: str = "", **changes: Any) -> Source:
        options = {"description": description(name, **changes)}
        return add_source("rest", api.address + query, name, options=options, by=OPERATOR)

    return make


SourceAt = Callable[..., Source]


@pytest.mark.parametrize("name", SHAPES)
def test_every_record_of_three_apis_is_accounted_for(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest, name: str
):
    api = serve(name)
    source = source_at(api, name)

    run = harvest(source)

    assert counted(run) == {"listed": 7, "received": 7, "created": 7}
    assert run.proof["complete"] is True
    assert run.proof["by"] == Proof.LIST_SIZE
    assert len(api.asked) == 3
    assert Resource.objects.count() == 7
    assert all("en" in resource.titles.texts for resource in Resource.objects.all())


@pytest.mark.parametrize("name", SHAPES)
def test_a_second_run_of_everything_changes_nothing(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest, name: str
):
    source = source_at(serve(name), name)
    harvest(source)

    run = harvest(source, full=True)

    assert counted(run) == {"listed": 7, "received": 7, "unchanged": 7}


@pytest.mark.parametrize("name", SHAPES)
def test_what_changed_is_updated_and_what_vanished_is_deleted(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest, name: str
):
    api = serve(name)
    source = source_at(api, name)
    harvest(source)
    gone = Record.objects.order_by("pk").last()
    assert gone is not None
    changed = json.dumps(api.rows[0]).replace(TITLES[name], "Another title")
    api.rows[:] = [json.loads(changed), *api.rows[1:6]]

    run = harvest(source, full=True)

    assert counted(run) == {
        "listed": 6, "received": 6, "updated": 1, "unchanged": 5, "missing": 1
    }  # fmt: skip
    assert run.proof["missing"] == "deleted"
    gone.refresh_from_db()
    assert gone.is_deleted
    assert gone.resource is not None
    assert gone.resource.state == ResourceState.WITHDRAWN


def test_the_payload_is_the_record_as_it_came(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    api = serve("ckan", 1)
    harvest(source_at(api, "ckan"))

    record = Record.objects.get()
    assert json.loads(bytes(record.payload)) == api.rows[0]
    assert record.identifier == "id-1"
    assert record.datestamp == "2026-01-01T00:00:00.000000"


@pytest.mark.parametrize("name", ["zenodo", "ckan"])
def test_the_next_run_asks_for_changes_only(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest, name: str
):
    api = serve(name)
    source = source_at(api, name)
    harvest(source)
    source.refresh_from_db()
    if name == "zenodo":  # the server's clock, less the overlap
        assert source.since == "2026-06-01T11:59:00Z"
    before = len(api.asked)
    api.rows.append(SHAPES[name].row(99, modified="2099-01-01T00:00:00"))

    run = harvest(source)

    assert counted(run) == {"listed": 1, "received": 1, "created": 1}
    [asked] = api.asked[before:]
    asked_for = asked["q" if name == "zenodo" else "fq"]
    assert source.since in asked_for
    assert Record.objects.filter(is_deleted=True).count() == 0


def test_changes_are_asked_for_with_the_question_of_the_address(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    api = serve("zenodo", 2)
    api.fault = lambda question: api.answer({**question, "q": "modified:[0 TO *]"})
    with pytest.raises(InvalidSource):
        source_at(api, "zenodo", "?q=lesson")
    stated = json.loads(description("zenodo"))["since"]
    since = {**stated, "template": "({value}) AND modified:[{since} TO *]"}
    source = source_at(api, "zenodo", "?q=lesson", since=since)
    harvest(source)
    source.refresh_from_db()

    harvest(source)

    assert [asked["q"] for asked in api.asked] == [
        "lesson", "(lesson) AND modified:[2026-06-01T11:59:00Z TO *]"
    ]  # fmt: skip


def test_a_mark_of_deletion_deletes_also_between_whole_lists(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    api = serve("ckan")
    source = source_at(api, "ckan")
    harvest(source)
    source.refresh_from_db()
    api.rows[2] |= {"state": "deleted", "metadata_modified": "2099-01-01T00:00:00"}

    run = harvest(source)

    assert counted(run) == {"listed": 1, "received": 1, "deleted": 1}
    assert Record.objects.get(is_deleted=True).identifier == "id-3"


def test_another_description_reads_what_is_kept_anew(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    source = source_at(serve("ckan", 1), "ckan")
    harvest(source)
    stated = json.loads(description("ckan"))
    stated["fields"]["keywords"] = {"constant": "gauges"}

    change_source(source, options={"description": json.dumps(stated)}, by=OPERATOR)
    source.refresh_from_db()
    assert source.since == ""
    run = harvest(source)

    assert counted(run)["updated"] == 1
    assert Resource.objects.get().facts["keywords"] == ["gauges"]


def test_a_description_is_checked_when_the_source_is_added_and_changed(
    serve: Callable[..., Any], source_at: SourceAt
):
    api = serve("ckan", 1)
    with pytest.raises(InvalidSource) as caught:
        source_at(api, "ckan", fields={"titles": "title"})
    assert str(caught.value) == "In the description, fields.titles: this is not a JSONPath."
    with pytest.raises(InvalidSource):
        add_source("rest", api.address, "none", by=OPERATOR)
    source = source_at(api, "ckan")
    with pytest.raises(InvalidSource):
        change_source(source, options={"description": "{}"}, by=OPERATOR)
    assert not api.asked


def test_a_bad_record_does_not_stop_the_others(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    api = serve("ckan", 4)
    del api.rows[1]["id"]
    api.rows[2] |= {"title": "", "title_translated": {}}

    run = harvest(source_at(api, "ckan"))

    assert counted(run) == {"listed": 4, "received": 4, "created": 2, "rejected": 2}
    assert {reason["reason"]: reason["examples"] for reason in run.reasons} == {
        "The record has no identifier.": [],
        "It has no title.": ["id-3"],
    }


def test_a_run_that_broke_off_goes_on_where_it_was(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    api = serve("dspace", 10)
    source = source_at(api, "dspace")
    api.fault = lambda question: (500, {}, b"") if question.get("page") == "2" else ...
    broken = harvest(source)
    assert broken.state == RunState.FAILED
    assert Record.objects.count() == 6

    api.fault = lambda _question: ...
    before = len(api.asked)
    run = harvest(source)

    assert run.pk == broken.pk
    assert counted(run) == {"listed": 10, "received": 10, "created": 10}
    assert [asked.get("page") for asked in api.asked[before:]] == ["2", "3"]
    assert Record.objects.filter(is_deleted=True).count() == 0


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_run_whose_process_died_after_any_page_ends_in_the_same_state(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest, after: int
):
    """What was committed with a page is all that the next process has."""
    api = serve("zenodo", 10)
    source = source_at(api, "zenodo")
    api.fault = lambda _question: None if len(api.asked) > after else ...
    harvest(source)
    assert Record.objects.count() == 3 * after
    Run.objects.update(state=RunState.RUNNING, worker="gone:1", beat_at="2020-01-01T00:00:00Z")
    api.fault = lambda _question: ...

    run = harvest(source)

    assert counted(run) == {"listed": 10, "received": 10, "created": 10}
    assert set(Record.objects.values_list("identifier", flat=True)) == {
        str(10_000 + number) for number in range(1, 11)
    }
    source.refresh_from_db()
    assert source.since == "2026-06-01T11:59:00Z"  # of the first page, before the death


def circling(api: Api) -> None:
    """The third page leads back to the first."""
    answer = api.answer
    api.fault = lambda question: (
        _with_next(answer(question), api.address) if question.get("page") == "3" else ...
    )


def _with_next(document: Any, link: str) -> Any:
    changed = copy.deepcopy(document)
    changed["links"]["next"] = link
    return changed


def counting(api: Api) -> None:
    """New links for ever, with the same records."""

    def reply(question: Question) -> Any:
        number = int(question.get("n", "0")) + 1
        return _with_next(api.answer({}), f"{api.address}?n={number}")

    api.fault = reply


def emigrating(api: Api) -> None:
    api.fault = lambda question: _with_next(api.answer(question), "https://evil.example/api")


def test_record_that_came_twice_does_not_stand_for_another_after_an_interruption(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    """Page 2 repeats page 1; page 3 fails at first, and the run goes on there."""
    api = serve("zenodo", 10)
    troubles = [1]

    def fault(question: Question) -> Any:
        if question.get("page") == "3" and troubles:
            troubles.clear()
            return 404, {}, b""
        if question.get("page") != "2":
            return ...
        again = api.answer({**question, "page": "1"})
        again["links"]["next"] = api.next_address(question, page=3)
        return again

    api.fault = fault
    source = source_at(api, "zenodo")
    assert harvest(source).state == RunState.FAILED
    run = harvest(source)
    assert (run.counts["received"], run.proof["complete"]) == (10, False)
    assert [entry["reason"] for entry in run.reasons] == [rest.TOO_FEW]


def promising(api: Api) -> None:
    """More than there are."""

    def reply(question: Question) -> Any:
        document = api.answer(question)
        document["hits"]["total"] = 50
        return document

    api.fault = reply


@pytest.mark.parametrize(
    ("fault", "remark"),
    [
        (circling, rest.LOOPING),
        (counting, rest.LOOPING),
        (emigrating, rest.OTHER_SITE),
        (promising, rest.TOO_FEW),
    ],
)
def test_a_list_that_proves_nothing_deletes_nothing(
    serve: Callable[..., Any],
    source_at: SourceAt,
    harvest: Harvest,
    fault: Callable[[Api], None],
    remark: str,
):
    api = serve("zenodo", 10)
    source = source_at(api, "zenodo")
    harvest(source)
    source.refresh_from_db()
    since = source.since
    api.rows.pop()
    fault(api)

    run = harvest(source, full=True)

    assert run.state == RunState.FINISHED
    assert run.proof["complete"] is False
    assert remark in [reason["reason"] for reason in run.reasons]
    assert not Record.objects.filter(is_deleted=True).exists()
    source.refresh_from_db()
    assert source.since == since
    assert len(api.asked) < 30


def test_a_list_longer_than_its_description_allows_is_left(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    api = serve("zenodo", 10)
    pages = {"by": "link", "path": "$.links.next", "most": 2}

    run = harvest(source_at(api, "zenodo", pages=pages))

    assert counted(run)["received"] == 6
    assert [reason["reason"] for reason in run.reasons] == [rest.TOO_LONG]
    assert len(api.asked) == 2


def test_a_server_that_ignores_the_offset_is_seen(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    api = serve("ckan", 7)
    api.fault = lambda _question: api.answer({})

    run = harvest(source_at(api, "ckan"))

    assert run.proof["complete"] is False
    assert counted(run)["created"] == 3
    assert len(api.asked) <= 5


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (b"<html>Maintenance</html>", "Page 1 of the list cannot be read: It is not JSON."),
        ({"success": False, "error": {"message": "no"}}, "There is no list where"),
        (b"[" * 200_000, "It is not JSON."),
        ((403, {}, b""), "does not let us in (403)"),
        ((404, {}, b""), "has nothing at this address (404)"),
        (None, "broke off"),
    ],
)
def test_an_answer_that_cannot_be_read_ends_the_run_with_a_line(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest, reply: Any, said: str
):
    api = serve("ckan", 7)
    source = source_at(api, "ckan")
    harvest(source)
    api.fault = lambda _question: reply

    run = harvest(source, full=True)

    assert run.state == RunState.FAILED
    assert said in run.problem
    assert "\n" not in run.problem
    assert not Record.objects.filter(is_deleted=True).exists()


def test_an_answer_that_is_too_large_is_not_read(
    serve: Callable[..., Any],
    source_at: SourceAt,
    harvest: Harvest,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(rest, "LIMIT", 2_000)
    run = harvest(source_at(serve("zenodo", 7), "zenodo"))

    assert run.state == RunState.FAILED
    assert "is larger than" in run.problem


def test_a_redirect_to_the_next_page_on_the_same_site_is_followed(
    serve: Callable[..., Any], source_at: SourceAt, harvest: Harvest
):
    """Relative links count from where the answer came from."""
    api = serve("zenodo", 7)

    def reply(question: Question) -> Any:
        document = api.answer(question)
        if link := document["links"].get("next"):
            document["links"]["next"] = f"?{urlsplit(link).query}"
        return document

    api.fault = reply
    run = harvest(source_at(api, "zenodo"))

    assert counted(run)["created"] == 7


def test_pages_by_link_header_number_and_cursor(
    fetcher: HttpFetcher, harvest: Harvest, serve: Callable[..., Any]
):
    rows = [{"id": n, "t": f"Thing {n}", "u": f"https://x.example/{n}"} for n in range(1, 8)]

    def reply(path: str, question: Question) -> Reply:
        place = int(question.get("page") or question.get("cursor") or "0")
        shown = rows[place * 3 : place * 3 + 3]
        more = place * 3 + 3 < len(rows)
        headers = {}
        if path == "/link" and more:
            headers["Link"] = f'<?page={place + 1}>; rel="next"'
        cursor = str(place + 1) if path == "/cursor" and more else None
        return 200, headers, json.dumps({"d": shown, "cursor": cursor}).encode()

    site = Site(reply)
    ways = {
        "link": {"by": "link-header"},
        "page": {"by": "page", "parameter": "page", "first": 0},
        "cursor": {"by": "cursor", "parameter": "cursor", "path": "$.cursor"},
    }
    try:
        for name, pages in ways.items():
            stated = {
                "items": "$.d[*]",
                "identifier": "$.id",
                "pages": pages,
                "fields": {"titles": "$.t", "addresses": "$.u"},
            }
            options = {"description": json.dumps(stated)}
            address = f"{site.address}/{name}"
            source = add_source("rest", address, name, options=options, by=OPERATOR)
            run = harvest(source)
            assert counted(run)["received"] == 7, name
            assert run.proof["by"] == Proof.END_OF_LIST
            assert run.proof["complete"] is True
    finally:
        site.close()
    assert Resource.objects.count() == 7


def test_a_file_of_this_machine_is_a_list_of_one_page(tmp_path: Path):
    file = tmp_path / "records.json"
    file.write_text(json.dumps({"success": True, "result": {"count": 1, "results": [Ckan.row(1)]}}))
    options = {"description": description("ckan")}
    source = add_source("rest", file.as_uri(), "file", options=options, by=OPERATOR)

    run = run_source(source, by=OPERATOR)

    assert counted(run) == {"listed": 1, "received": 1, "created": 1}


def test_added_at_the_command_line_with_a_file(
    serve: Callable[..., Any], settings: Any, tmp_path: Path
):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    api = serve("zenodo", 2)
    option = f"description=@{PAYLOADS / 'zenodo.json'}"

    added = CliRunner().invoke(
        app, ["add", "rest", api.address, "--name", "zenodo", "--option", option]
    )
    assert added.exit_code == 0, added.output
    done = CliRunner().invoke(app, ["run", "zenodo", "--no-wait", "--json"])

    assert json.loads(done.output)["created"] == 2


def test_added_at_the_desk(
    serve: Callable[..., Any],
    settings: Any,
    curator: Person,
    client_of: Callable[[Person], Client],
):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    api, desk = serve("zenodo", 2), client_of(curator)
    form = {"address": api.address, "name": "zenodo", "schedule": "by-hand"}

    wrong = desk.post("/desk/sources/add/?kind=rest", {**form, "description": '{"items": 1}'})
    assert wrong.status_code == 400
    assert "In the description, identifier: this is missing." in wrong.content.decode()
    right = desk.post(
        "/desk/sources/add/?kind=rest", {**form, "description": description("zenodo")}
    )

    assert right.status_code == 302
    assert Source.objects.get().kind == "rest"


def test_a_description_is_tried_before_a_source_is_made(
    serve: Callable[..., Any], settings: Any, source_at: SourceAt
):
    settings.ALLOW_PRIVATE_ADDRESSES = True
    api = serve("dspace", 5)
    api.rows[1]["metadata"]["dc.title"] = []
    file = str(PAYLOADS / "dspace.json")

    done = CliRunner().invoke(
        app, ["preview-api", api.address, "--description", file, "--json"], catch_exceptions=False
    )

    found = json.loads(done.output)
    assert (found["records"], found["total"]) == (3, 5)
    assert found["next"].startswith(f"{api.address}?")
    assert [row["identifier"] for row in found["rows"]] == [f"20.500.99999/{n}" for n in (1, 2, 3)]
    assert found["rows"][0]["titles"]["ar"] == "الروافع والموازين"
    assert found["rows"][1]["problem"] == "It has no title."
    assert not Source.objects.exists()
    source_at(api, "dspace")
    named = CliRunner().invoke(app, ["preview-api", "dspace"], catch_exceptions=False)
    assert "records: 3, of all: 5" in named.output


def test_a_description_that_is_wrong_asks_nobody(serve: Callable[..., Any], tmp_path: Path):
    api, file = serve("ckan", 1), tmp_path / "wrong.json"
    file.write_text("{")

    done = CliRunner().invoke(app, ["preview-api", api.address, "--description", str(file)])

    assert isinstance(done.exception, InvalidSource)
    assert api.asked == []
