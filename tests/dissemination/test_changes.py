"""The list of changes that other installations harvest: whole, in the order of change, reviews too."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.dissemination.conftest import DESCRIPTION, describe, edit, public_ids, publish
from tests.evaluation.conftest import all_scores

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    Incoming,
    describe_resources,
    edit_resource,
    list_resources,
    merge_resources,
    reopen_resources,
    undo_merge,
    withdraw_resources,
)
from armillary.core.clock import now
from armillary.dissemination import changes as changing
from armillary.dissemination.changes import OVERLAP, changes
from armillary.evaluation.models import ForeignReview
from armillary.evaluation.operations import check_resources, review_resource
from armillary.harvest.models import Record, Source
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.enums import Role
from armillary.people.models import Person
from armillary.people.operations import erase_person
from armillary.review.models import Review, Rubric
from armillary.review.operations import load_shipped_rubrics, publish_review, withdraw_review

pytestmark = pytest.mark.django_db

Get = Callable[..., dict[str, Any]]
Persons = Callable[..., Person]
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def get(client: Client) -> Get:
    def ask(**arguments: Any) -> dict[str, Any]:
        response = client.get("/api/v1/changes", arguments)
        assert response.status_code == 200
        document: dict[str, Any] = response.json()
        return document

    return ask


@pytest.fixture
def rubric() -> Rubric:
    [rubric] = load_shipped_rubrics(by=OPERATOR)
    return rubric


@pytest.fixture
def publish_a_review(rubric: Rubric, new_person: Persons) -> Callable[..., Review]:
    def make(resource: Resource, **more: Any) -> Review:
        by, curator = new_person(Role.REVIEWER, name="Rima Noor"), new_person(Role.CURATOR)
        scores = all_scores(rubric) | {"reuse": None}
        review = review_resource(resource, rubric=rubric, scores=scores, by=by, **more)
        return publish_review(review, by=curator)

    return make


def long_ago(*ids: int) -> None:
    """As if nothing had happened to them lately; all of them if none is named."""
    rows = Resource.objects.filter(pk__in=ids) if ids else Resource.objects.all()
    rows.update(datestamp=BEFORE)


def page_of(resource: Resource) -> str:
    return f"{settings.BASE_URL}/resources/{resource.public_id}/"


def test_a_listed_resource_is_told_in_full(get: Get):
    incoming = Incoming(
        None,
        DESCRIPTION,
        keys=["doi:10.1000/fractions", "address:https://lessons.example.org/fractions"],
        unknown={"subjects": ["Bruchrechnen"]},
        origins=dict.fromkeys(DESCRIPTION, "open-lessons:oai:1"),
    )
    [outcome] = describe_resources([incoming], by=SYSTEM)
    check_resources([outcome.resource_id], by=SYSTEM)
    list_resources([outcome.resource_id], by=SYSTEM)
    resource = Resource.objects.get()
    [item] = get()["items"]

    assert item["id"] == resource.public_id
    assert item["page"] == page_of(resource)
    assert item["state"] == "listed"
    assert datetime.fromisoformat(item["datestamp"]) == resource.datestamp
    assert datetime.fromisoformat(item["listed"]).date() == resource.datestamp.date()
    assert item["description"] == DESCRIPTION
    assert item["keys"] == [
        "address:https://lessons.example.org/fractions", "doi:10.1000/fractions",
    ]  # fmt: skip
    assert item["unknown"] == {"subjects": ["Bruchrechnen"]}
    assert item["provenance"]["licence"]["ref"] == "open-lessons:oai:1"
    assert item["paths"] == [[page_of(resource)]]
    assert {"check": "has-licence", "verdict": "pass"} in item["checks"]
    assert item["reviews"] == []


def test_nobody_outside_learns_which_curator_it_was(client: Client, curator: Person):
    [number] = publish(1)
    edit_resource(Resource.objects.get(pk=number), changes={"keywords": ["ice"]}, by=curator)
    body = client.get("/api/v1/changes").content.decode()

    assert '"curator"' in body
    for secret in (curator.public_id, curator.email, curator.name):
        assert secret not in body


def test_candidates_and_what_was_never_listed_are_nobodys_business(get: Get):
    declined = describe(3)
    withdraw_resources(declined[:1], by=SYSTEM, reason="Not ours.")
    merge_resources(*Resource.objects.filter(pk__in=declined[1:]), by=SYSTEM)

    assert get()["items"] == []


def test_what_was_listed_once_leaves_a_tombstone(get: Get):
    withdrawn, reopened, kept, absorbed = publish(4)
    withdraw_resources([withdrawn, reopened], by=SYSTEM, reason="The publisher asked for it.")
    reopen_resources([reopened], by=SYSTEM)
    rows = Resource.objects.in_bulk([withdrawn, reopened, kept, absorbed])
    merge_resources(rows[kept], rows[absorbed], by=SYSTEM)
    told = {item.pop("id"): item for item in get()["items"]}

    assert told[rows[withdrawn].public_id]["reason"] == "The publisher asked for it."
    assert told[rows[reopened].public_id]["state"] == "withdrawn"
    assert told[rows[reopened].public_id]["reason"] == ""
    assert told[rows[absorbed].public_id]["state"] == "merged"
    assert told[rows[absorbed].public_id]["merged_into"] == {
        "id": rows[kept].public_id, "page": page_of(rows[kept]),
    }  # fmt: skip
    assert told[rows[kept].public_id]["state"] == "listed"
    assert all("description" not in item for item in told.values() if item["state"] != "listed")


def test_merged_into_names_the_end_of_the_chain(get: Get):
    first, second, third = (Resource.objects.get(pk=number) for number in publish(3))
    merge_resources(second, first, by=SYSTEM)
    merge_resources(third, second, by=SYSTEM)
    told = {item["id"]: item for item in get()["items"]}

    assert told[first.public_id]["merged_into"]["id"] == third.public_id
    withdraw_resources([third.pk], by=SYSTEM, reason="Gone.")
    assert {item["state"] for item in get()["items"]} == {"withdrawn"}


def test_a_resource_that_others_were_merged_into_has_their_keys(get: Get):
    kept, absorbed = (
        describe_resources([Incoming(None, {"titles": {"en": key}}, keys=[key])], by=SYSTEM)[0]
        for key in ("doi:10.1000/a", "doi:10.1000/b")
    )
    list_resources([kept.resource_id], by=SYSTEM)
    rows = Resource.objects.in_bulk([kept.resource_id, absorbed.resource_id])
    merge_resources(rows[kept.resource_id], rows[absorbed.resource_id], by=SYSTEM)

    assert get()["items"][0]["keys"] == ["doi:10.1000/a", "doi:10.1000/b"]


def test_pages_join_to_the_whole_list_though_all_share_one_moment(get: Get):
    ids = publish(23)
    long_ago(*ids[:11])
    found: list[str] = []
    page = get(size=5)
    first = page["since"]
    while True:
        assert page["since"] == first
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        page = get(size=5, after=page["next"])

    assert len(found) == len(set(found)) == 23
    assert set(found) == public_ids(ids)


def test_what_changes_meanwhile_comes_again_at_the_end(get: Get):
    ids = publish(6)
    long_ago()
    page = get(size=3)
    sent = [item["id"] for item in page["items"]]
    edit(ids[:1], titles={"en": "Another title"})
    withdraw_resources(ids[5:], by=SYSTEM, reason="Gone.")
    rest = get(size=100, after=page["next"])

    publics = dict(Resource.objects.values_list("pk", "public_id"))
    assert sent == [publics[number] for number in ids[:3]]
    assert [item["id"] for item in rest["items"]] == [
        publics[number] for number in [*ids[3:5], ids[0], ids[5]]
    ]
    assert rest["items"][2]["description"]["titles"] == {"en": "Another title"}


def test_coming_back_brings_what_changed_since(get: Get):
    ids = publish(8)
    long_ago()
    since = get()["since"]
    edit(ids[:1])
    withdraw_resources(ids[1:2], by=SYSTEM, reason="Gone.")
    again = get(since=since)

    assert {item["id"] for item in again["items"]} == public_ids(ids[:2])
    assert get(since="2031-01-01")["items"] == []


def test_a_change_that_is_committed_late_is_not_lost(get: Get):
    """Stamped before a harvest began, seen by nobody until after it had ended."""
    ids = publish(3)
    Resource.objects.filter(pk=ids[0]).update(listed_at=None)
    harvested = get()
    Resource.objects.filter(pk=ids[0]).update(listed_at=now(), datestamp=now() - OVERLAP / 2)
    moment = now()

    assert public_ids(ids[:1]) <= {item["id"] for item in get(since=harvested["since"])["items"]}
    assert datetime.fromisoformat(harvested["since"]) <= moment - OVERLAP


@pytest.mark.parametrize(
    "query",
    ["size=0", "size=201", "size=x", "after=nonsense", "since=lately", "after=" + "x" * 501],
)
def test_wrong_values_are_problems(client: Client, query: str):
    response = client.get(f"/api/v1/changes?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "since",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01", "1767225600", "0"],
)
def test_no_moment_is_too_early_or_too_late(client: Client, since: str):
    publish(1)
    assert client.get("/api/v1/changes", {"since": since}).status_code in (200, 400)


def test_a_cursor_of_another_list_is_none_of_this_one(client: Client):
    publish(3)
    other = client.get("/api/v1/vocabularies/levels?size=1").json()["next"]
    assert client.get("/api/v1/changes", {"after": other}).status_code == 400


def test_a_page_costs_the_same_with_one_resource_and_with_many(
    get: Get, publish_a_review: Callable[..., Review]
):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(size=100)
        return len(queries)

    def grow(count: int) -> None:
        for row in Resource.objects.filter(pk__in=publish(count)):
            publish_a_review(row)

    grow(1)
    one = cost()
    grow(3)
    assert cost() == one


def test_every_page_comes_from_the_index_that_holds_only_what_was_ever_listed(get: Get):
    """Candidates of untrusted sources may outnumber what is listed a thousand times."""
    describe(200)
    publish(40)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # so few rows are read faster in other ways
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("ANALYZE catalogue_resource")  # a planner that knows nothing guesses
    with CaptureQueriesContext(connection) as queries:
        page = get(size=10)
        get(size=10, after=page["next"])
    asked = [
        each["sql"] for each in queries if "listed_at" in each["sql"] and "LIMIT" in each["sql"]
    ]
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "

    assert len(asked) == 3  # the second page was filled from the moment that it began in
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(explain + sql.replace("%", "%%"))
            plan = " ".join(str(part) for row in cursor.fetchall() for part in row)
        assert "resource_ever_listed" in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan


def test_a_review_travels_with_all_that_gives_it_meaning(
    get: Get, publish_a_review: Callable[..., Review], rubric: Rubric
):
    [number] = publish(1)
    resource = Resource.objects.get(pk=number)
    review = publish_a_review(
        resource, comments={"goals": "Clair."}, comment="Très <b>bien</b>.", language="fr"
    )
    [told] = get()["items"][0]["reviews"]

    assert told["@id"] == f"{page_of(resource)}#review-{review.public_id}"
    assert told["itemReviewed"]["@id"] == page_of(resource)
    assert told["author"]["name"] == "Rima Noor"
    assert (told["inLanguage"], told["reviewBody"]) == ("fr", "Très <b>bien</b>.")
    assert datetime.fromisoformat(told["datePublished"]) == review.published_at
    assert "through" not in told
    ratings = {rating["identifier"]: rating for rating in told["reviewRating"]}
    assert ratings["goals"]["ratingValue"] == 2
    assert ratings["goals"]["ratingExplanation"] == "Clair."
    assert "ratingValue" not in ratings["reuse"]
    assert (told["rubric"]["key"], told["rubric"]["version"]) == (rubric.key, rubric.number)
    assert set(told["rubric"]["title"]) == {"ar", "en", "es", "fr", "ru", "zh-hans"}
    first = rubric.criteria.all()[0]
    assert told["rubric"]["criteria"][0]["levels"][0]["text"] == first.scale[0].text.texts


def test_only_published_reviews_leave_the_site(get: Get, rubric: Rubric, new_person: Persons):
    [number] = publish(1)
    resource = Resource.objects.get(pk=number)
    for submit in (True, False):
        writer = new_person(Role.REVIEWER, name="Secret Writer")
        review_resource(
            resource, rubric=rubric, scores=all_scores(rubric), submit=submit, by=writer
        )

    assert get()["items"][0]["reviews"] == []


def test_reviews_of_what_was_merged_in_come_along(
    get: Get, publish_a_review: Callable[..., Review]
):
    kept, absorbed = (Resource.objects.get(pk=number) for number in publish(2))
    review = publish_a_review(absorbed)
    merge_resources(kept, absorbed, by=SYSTEM)
    told = {item["id"]: item for item in get()["items"]}

    [found] = told[kept.public_id]["reviews"]
    assert found["@id"] == f"{page_of(kept)}#review-{review.public_id}"
    assert "reviews" not in told[absorbed.public_id]
    undo_merge(absorbed, by=SYSTEM)
    told = {item["id"]: item for item in get()["items"]}
    assert len(told[absorbed.public_id]["reviews"]) == 1
    assert told[kept.public_id]["reviews"] == []


@pytest.mark.django_db(transaction=True)
def test_publishing_withdrawing_and_erasing_are_changes(
    get: Get,
    publish_a_review: Callable[..., Review],
    administrator: Person,
    run_tasks: Callable[[], None],
):
    first, other = (Resource.objects.get(pk=number) for number in publish(2))
    run_tasks()

    def after(action: Callable[[], object]) -> list[dict[str, Any]]:
        long_ago()
        since = now() - timedelta(seconds=1)
        action()
        run_tasks()
        items: list[dict[str, Any]] = get(since=since.isoformat())["items"]
        assert [item["id"] for item in items] == [first.public_id]
        reviews: list[dict[str, Any]] = items[0]["reviews"]
        return reviews

    [review] = after(lambda: publish_a_review(first))
    assert review["author"]["name"] == "Rima Noor"
    row = Review.objects.get()
    assert row.reviewer is not None
    writer = row.reviewer
    [nameless] = after(lambda: erase_person(writer, by=administrator))
    assert "author" not in nameless
    assert nameless["reviewRating"] == review["reviewRating"]
    assert after(lambda: withdraw_review(row, reason="Wrong.", by=administrator)) == []
    assert Resource.objects.get(pk=other.pk).datestamp == BEFORE


def test_a_page_with_many_reviews_ends_early_and_nothing_is_left_out(
    get: Get, publish_a_review: Callable[..., Review], monkeypatch: pytest.MonkeyPatch
):
    ids = publish(5)
    for row in Resource.objects.filter(pk__in=ids[:3]):
        publish_a_review(row)
        publish_a_review(row)
    monkeypatch.setattr(changing, "MOST_REVIEWS", 3)
    found, after = [], ""
    sizes = []
    while True:
        page = changes(after=after, size=100)
        sizes.append(len(page.entries))
        found += [entry["id"] for entry in page.entries]
        if not (after := page.following):
            break

    assert sorted(found) == sorted(public_ids(ids))
    assert sizes == [1, 1, 3]  # two reviews each on the first three


def test_what_another_site_has_told_us_names_the_way_it_came(get: Get):
    ids = publish(3)
    rows = Resource.objects.in_bulk(ids)
    far, near = "https://far.example/resources/ffff/", "https://near.example/resources/nnnn/"
    payload = f'{{"paths": [["{near}"], ["{near}", "{far}"]]}}'.encode()
    source = Source.objects.create(name="near", kind="armillary", address="https://near.example")
    oai = Source.objects.create(name="oai", kind="oai", address="https://oai.example")
    told, both, _ours = ids
    Record.objects.create(source=source, identifier="1", resource_id=told, payload=payload)
    Record.objects.create(source=source, identifier="2", resource_id=both, payload=payload)
    Record.objects.create(source=oai, identifier="2", resource_id=both)
    paths = {item["id"]: item["paths"] for item in get()["items"]}

    passed = [[page_of(rows[told]), near], [page_of(rows[told]), near, far]]
    assert paths[rows[told].public_id] == passed
    assert paths[rows[both].public_id][0] == [page_of(rows[both])]
    assert len(paths[rows[both].public_id]) == 3


def test_a_way_that_led_through_here_is_not_told_on(get: Get):
    [number] = publish(1)
    resource = Resource.objects.get(pk=number)
    far, here = "https://far.example/resources/ffff/", page_of(resource)
    payload = f'{{"paths": [["{far}", "{here}"], ["{far}"]]}}'.encode()
    source = Source.objects.create(name="far", kind="armillary", address="https://far.example")
    Record.objects.create(source=source, identifier="1", resource=resource, payload=payload)

    assert get()["items"][0]["paths"] == [[here, far]]


def test_a_review_of_another_site_is_passed_on_as_theirs(
    get: Get, publish_a_review: Callable[..., Review]
):
    [number] = publish(1)
    resource = Resource.objects.get(pk=number)
    publish_a_review(resource)
    [own] = get()["items"][0]["reviews"]
    source = Source.objects.create(name="far", kind="armillary", address="https://far.example")
    record = Record.objects.create(source=source, identifier="f", resource=resource)
    ForeignReview.objects.create(
        resource=resource,
        record=record,
        source=source,
        origin_id="their1",
        address="https://far.example/resources/ffff/#review-their1",
        rubric=own["rubric"],
        scores={"goals": 1},
        reviewer="Omar",
        published_at=now(),
    )
    theirs = get()["items"][0]["reviews"][1]

    assert theirs["@id"] == "https://far.example/resources/ffff/#review-their1"
    assert theirs["itemReviewed"]["@id"] == "https://far.example/resources/ffff/"
    assert theirs["through"] == [page_of(resource)]
    assert theirs["author"]["name"] == "Omar"


def test_the_interface_is_documented(client: Client):
    document = client.get("/api/v1/openapi.json").json()
    operation = document["paths"]["/api/v1/changes"]["get"]
    names = [each["name"] for each in operation["parameters"]]
    entry = document["components"]["schemas"]["ChangeOut"]["properties"]

    assert names == ["since", "after", "size"]
    assert all(each["schema"].get("description") or each.get("description") for each in operation["parameters"])  # fmt: skip
    assert {"description", "keys", "unknown", "provenance", "paths", "checks", "reviews"} <= set(entry)  # fmt: skip
    assert all(part.get("description") for name, part in entry.items() if name != "id")
