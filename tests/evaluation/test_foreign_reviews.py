"""Reviews of other sites: kept as those tell them, shown as theirs, counted nowhere."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.formats.test_armillary_json import REVIEW

from armillary.catalogue.documents import build_documents
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources, merge_resources
from armillary.core.errors import Refused
from armillary.core.tasks import drain
from armillary.evaluation.models import ForeignReview
from armillary.evaluation.operations import review_resource, take_foreign_reviews
from armillary.evaluation.queries import review_summary, signals_for
from armillary.evaluation.queries.foreign import MOST_SHOWN
from armillary.evaluation.queries.portable import portable_reviews
from armillary.formats.portable_review import Json, write_review
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.signals import run_compared
from armillary.people.actors import SYSTEM
from armillary.people.erasure import REGISTRY
from armillary.people.models import Person
from armillary.people.operations import erase_person
from armillary.review.models import Review, Rubric
from armillary.review.operations import publish_review
from armillary.search.operations import drain_outbox

from .conftest import Describe, all_scores

pytestmark = pytest.mark.django_db

Tell = Callable[..., Record]
BEFORE = "2026-01-01T00:00:00Z"


def told(name: str = "theirs", **more: Any) -> Json:
    """A review as the far site publishes it."""
    address = f"https://far.example/resources/ffffffffffff/#review-{name}"
    return {**write_review(REVIEW), "identifier": name, "@id": address, "through": [], **more}


def payload_of(*reviews: Json, **more: Any) -> bytes:
    return json.dumps({"reviews": reviews, **more}).encode()


@pytest.fixture
def tell(db: None) -> Tell:
    """A record of another Armillary, and what it brings taken over."""

    def make(
        resource: Resource | None,
        *reviews: Json,
        identifier: str = "f1",
        source: str = "far",
        is_deleted: bool = False,
        **more: Any,
    ) -> Record:
        known, _created = Source.objects.get_or_create(
            name=source,
            defaults={
                "kind": "armillary",
                "address": f"https://{source}.example/",
                "title": f"The {source.title()} Library",
            },
        )
        values = {
            "resource": resource,
            "payload": payload_of(*reviews, **more),
            "is_deleted": is_deleted,
        }
        record, _created = Record.objects.update_or_create(
            source=known, identifier=identifier, defaults=values
        )
        take_foreign_reviews([record.pk], by=SYSTEM)
        return record

    return make


@pytest.fixture
def listed(describe: Describe, settings: Any, tmp_path: Path) -> Resource:
    """On a site with an index of its own."""
    settings.INDEX_ROOT = tmp_path / "index"
    resource = describe()
    list_resources([resource.pk], by=SYSTEM)
    drain_outbox()
    return Resource.objects.get(pk=resource.pk)


def names() -> list[str]:
    return sorted(ForeignReview.objects.values_list("origin_id", flat=True))


def test_a_review_is_kept_as_it_was_told(listed: Resource, tell: Tell):
    record = tell(listed, told())
    row = ForeignReview.objects.get()

    assert (row.resource, row.record, row.source) == (listed, record, record.source)
    assert row.address == "https://far.example/resources/ffffffffffff/#review-theirs"
    assert row.title.texts == REVIEW.rubric["title"]
    assert row.rubric == REVIEW.rubric
    assert (row.scores, row.comments) == (REVIEW.scores, REVIEW.comments)
    assert (row.comment, row.language) == (REVIEW.comment, "fr")
    assert (row.reviewer, row.published_at) == ("Rima Noor", REVIEW.published)


def test_taking_it_twice_does_nothing_more(listed: Resource, tell: Tell):
    record = tell(listed, told(), told("second"))
    before = list(ForeignReview.objects.order_by("pk").values())
    Resource.objects.update(datestamp=BEFORE)

    assert take_foreign_reviews([record.pk], by=SYSTEM) == []
    assert list(ForeignReview.objects.order_by("pk").values()) == before
    assert Resource.objects.filter(datestamp=BEFORE).count() == 1


def test_what_the_far_site_changes_or_withdraws_follows(listed: Resource, tell: Tell):
    tell(listed, told(), told("second"))
    tell(listed, told("second", reviewBody="Thought again.", author=None), told("third"))

    assert names() == ["second", "third"]
    row = ForeignReview.objects.get(origin_id="second")
    assert (row.comment, row.reviewer) == ("Thought again.", "")  # the name was erased there


def test_a_deleted_record_takes_its_reviews_along(listed: Resource, tell: Tell):
    tell(listed, told())
    tell(listed, told(), is_deleted=True)

    assert names() == []


def test_each_change_is_a_change_of_the_resource_to_harvesters(listed: Resource, tell: Tell):
    for reviews in ([told()], [told(reviewBody="Other.")], []):
        Resource.objects.update(datestamp=BEFORE)
        tell(listed, *reviews)
        assert not Resource.objects.filter(datestamp=BEFORE).exists()


def test_records_of_other_kinds_bring_no_reviews(listed: Resource, tell: Tell):
    record = tell(listed)
    Source.objects.update(kind="oai")
    Record.objects.update(payload=payload_of(told()))

    assert take_foreign_reviews([record.pk], by=SYSTEM) == []
    assert names() == []


def test_only_the_machine_and_curators_take_reviews_over(member: Person):
    with pytest.raises(Refused):
        take_foreign_reviews([], by=member)


def test_a_review_moves_with_what_was_merged_there(describe: Describe, tell: Tell):
    """The far site merged two: one record is gone, the other tells the reviews of both."""
    first, second = describe(), describe()
    tell(first, told(), identifier="f1")
    tell(second, told(), identifier="f2")
    assert ForeignReview.objects.get().resource == first  # told twice, it stays where it was
    Record.objects.filter(identifier="f1").update(is_deleted=True)
    take_foreign_reviews(list(Record.objects.values_list("pk", flat=True)), by=SYSTEM)

    assert ForeignReview.objects.get().resource == second


def test_our_own_review_does_not_come_back_as_theirs(
    listed: Resource, tell: Tell, rubric: Rubric, reviewer: Person, curator: Person
):
    review = review_resource(listed, rubric=rubric, scores=all_scores(rubric), by=reviewer)
    publish_review(review, by=curator)
    own = portable_reviews({listed.pk: listed.pk}, {listed.pk: "https://here.example/resources/x/"})
    [document] = [write_review(each) for each in own[listed.pk]]
    tell(listed, document, document | {"through": ["https://far.example/resources/ffffffffffff/"]})

    assert names() == []


def test_a_review_that_went_through_here_does_not_come_back(listed: Resource, tell: Tell):
    """Else two sites that harvest each other would keep for ever what a third has withdrawn."""
    here = f"https://any.example/resources/{listed.public_id}/"
    far = "https://far.example/resources/ffffffffffff/"
    tell(listed, told("a", through=[far, here]), told("b", through=[far]), told("c", through=["x"]))

    assert names() == ["b"]


def test_a_review_that_went_too_far_is_left(listed: Resource, tell: Tell):
    pages = [f"https://s{number}.example/resources/aaaaaaaaaaaa/" for number in range(11)]
    tell(listed, told("a", through=pages), told("b", through=pages[1:]))

    assert names() == ["b"]


def test_what_the_far_site_has_from_here_is_found_by_the_way_it_came(listed: Resource, tell: Tell):
    page = f"https://any.example/ar/resources/{listed.public_id}/"
    tell(None, told(), paths=[["https://far.example/resources/ffffffffffff/", page]])

    assert ForeignReview.objects.get().resource == listed


def test_a_record_that_speaks_of_nothing_here_brings_nothing(tell: Tell):
    tell(None, told(), paths=[["https://far.example/resources/ffffffffffff/"]])

    assert names() == []


def test_a_review_that_came_on_two_ways_is_shown_once_from_where_it_was_written(
    listed: Resource, tell: Tell
):
    near = "https://near.example/resources/nnnnnnnnnnnn/"
    tell(listed, told(through=[near], reviewBody="As near tells it."), source="near")
    assert review_summary(listed, "en").foreign[0].source == "The Near Library"
    tell(listed, told(), source="far")
    # Near says now that it was written there, and is not believed: far answers at that address.
    tell(listed, told(reviewBody="A lie."), source="near")

    [sheet] = review_summary(listed, "en").foreign
    assert (sheet.source, sheet.comment) == ("The Far Library", REVIEW.comment)
    [passed_on] = portable_reviews({listed.pk: listed.pk}, {listed.pk: "https://here.example/"})[listed.pk]  # fmt: skip
    assert (passed_on.comment, passed_on.through) == (REVIEW.comment, ("https://here.example/",))


def test_theirs_count_nowhere(listed: Resource, tell: Tell):
    tell(listed, told())
    summary = review_summary(listed, "en")
    [document] = build_documents([listed.pk])

    assert (summary.is_reviewed, summary.n, summary.tallies, summary.sheets) == (False, 0, [], [])
    assert signals_for([listed.pk])[listed.pk].reviews == 0
    assert document.facets["review"] == ["not-reviewed"]


def test_they_come_along_in_a_merge(describe: Describe, tell: Tell):
    kept, absorbed = describe(), describe()
    tell(absorbed, told())
    merge_resources(kept, absorbed, by=SYSTEM)

    assert [sheet.public_id for sheet in review_summary(kept, "en").foreign] == ["theirs"]


def test_a_sheet_is_in_the_readers_language_where_the_rubric_is(listed: Resource, tell: Tell):
    tell(listed, told())
    [sheet] = review_summary(listed, "ar").foreign

    assert sheet.rubric == "مراجعة مورد تعليمي"
    goals, reuse = sheet.answers
    assert (goals.title, goals.value, goals.highest, goals.meaning) == ("Goals", 2, 2, "Yes")
    assert (reuse.does_not_apply, reuse.comment) == (True, "Sans objet ici.")
    assert review_summary(listed, "fr").foreign[0].answers[0].title == "Objectifs"


def page_of(resource: Resource, language: str = "") -> str:
    response = Client().get(f"{language}/resources/{resource.public_id}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_whose_they_are(listed: Resource, tell: Tell):
    tell(listed, told())
    page = page_of(listed)

    assert "Nobody has reviewed this here yet." in page
    assert "Reviews from other sites" in page
    assert "Review from The Far Library by Rima Noor, May 3, 2026" in page
    assert 'href="https://far.example/resources/ffffffffffff/#review-theirs"' in page
    assert "Bien fait.<br>À traduire." in page
    assert '<p lang="fr" dir="auto">' in page


def test_a_page_without_them_says_nothing_of_them(listed: Resource):
    page = page_of(listed)

    assert "Nobody has reviewed this yet. That says nothing about its quality." in page
    assert "other sites" not in page


def test_markup_of_strangers_is_never_markup_of_ours(listed: Resource, tell: Tell):
    bad = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    Source.objects.create(name="far", kind="armillary", address="https://far.example", title=bad)
    tell(
        listed,
        told(
            author={"name": bad},
            reviewBody=bad,
            inLanguage='en" onclick="alert(3)',
            reviewRating=[{"identifier": "goals", "ratingValue": 1, "ratingExplanation": bad}],
            rubric=json.loads(json.dumps(REVIEW.rubric).replace("Partly", json.dumps(bad)[1:-1])),
        ),
    )
    # Even what was stored by other means is text to the page.
    ForeignReview.objects.update(reviewer=bad)
    page = page_of(listed)

    assert "alert(2)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'onclick="alert(3)' not in page


def test_a_page_shows_some_and_says_how_many_more(listed: Resource, tell: Tell):
    tell(listed, *(told(f"r{number}") for number in range(MOST_SHOWN + 3)))
    page = page_of(listed)

    assert page.count("Review from The Far Library") == MOST_SHOWN
    assert "3 more reviews from other sites" in page


def test_our_own_reviews_can_be_linked_to(
    listed: Resource, rubric: Rubric, reviewer: Person, curator: Person
):
    review = review_resource(listed, rubric=rubric, scores=all_scores(rubric), by=reviewer)
    publish_review(review, by=curator)

    assert f'id="review-{review.public_id}"' in page_of(listed)


def test_the_interface_for_machines_keeps_them_apart(listed: Resource, tell: Tell):
    tell(listed, told())
    document = Client().get(f"/api/v1/resources/{listed.public_id}/reviews").json()

    assert (document["is_reviewed"], document["reviews"]) == (False, [])
    [theirs] = document["foreign"]
    assert (theirs["id"], theirs["source"]) == ("theirs", "The Far Library")
    assert theirs["address"] == "https://far.example/resources/ffffffffffff/#review-theirs"
    assert theirs["answers"][0] == {
        "criterion": "goals", "title": "Goals", "value": 2, "highest": 2, "meaning": "Yes",
        "comment": "",
    }  # fmt: skip


def test_a_page_costs_the_same_with_one_and_with_many(
    listed: Resource, tell: Tell, django_assert_num_queries: Callable[..., Any]
):
    tell(listed, told())
    with django_assert_num_queries(3):
        review_summary(listed, "en")
    tell(listed, *(told(f"r{number}") for number in range(5)))
    with django_assert_num_queries(3):
        review_summary(listed, "en")


@pytest.mark.django_db(transaction=True)
def test_a_run_brings_them_in_the_background(listed: Resource, tell: Tell):
    record = tell(listed)
    run = Run.objects.create(source=record.source)
    Record.objects.update(payload=payload_of(told()), changed_in=run.pk)
    run_compared.send(sender=Run, source=record.source_id, run=run.pk)
    drain()

    assert names() == ["theirs"]


def test_a_name_of_another_site_is_nobody_of_ours(
    listed: Resource, tell: Tell, new_person: Callable[..., Person]
):
    """A namesake here neither gets nor takes away what somebody wrote elsewhere."""
    namesake = new_person(name="Rima Noor")
    tell(listed, told())

    assert REGISTRY[ForeignReview].export(namesake) == []
    erase_person(namesake, by=SYSTEM)
    assert ForeignReview.objects.get().reviewer == "Rima Noor"
    assert not Review.objects.exists()
