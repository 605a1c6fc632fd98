"""The desk's pages as each kind of person gets them, in a left-to-right and a right-to-left language."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.evaluation.interfaces.editing import EDITORS, KIND_WORDS, sent_changes
from armillary.evaluation.operations import check_resources, list_resource, review_resource
from armillary.formats.values.classroom import CONSTRAINTS
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person
from armillary.review.enums import ReviewState
from armillary.review.models import Review, Rubric

from .conftest import Describe, all_scores

pytestmark = pytest.mark.django_db

LANGUAGES = pytest.mark.parametrize("prefix", ["", "/ar"])


@pytest.fixture
def signed_in(client: Client) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def resource(describe: Describe) -> Resource:
    resource = describe(licence=None, unknown={"levels": ["K-99"]})
    check_resources([resource.pk], by=SYSTEM)
    return resource


@pytest.fixture
def submitted(describe: Describe, rubric: Rubric, reviewer: Person) -> Review:
    resource = list_resource(describe(), by=OPERATOR)
    scores = all_scores(rubric) | {"reuse": None}
    return review_resource(
        resource,
        rubric=rubric,
        scores=scores,
        comments={"goals": "Clear <b>enough</b>."},
        comment="Worth a lesson.",
        by=reviewer,
    )


def pages(resource: Resource) -> list[str]:
    return [
        "/desk/candidates/",
        f"/desk/resources/{resource.public_id}/",
        "/desk/reviews/submitted/",
    ]


def test_a_visitor_is_asked_to_sign_in(client: Client, resource: Resource) -> None:
    review = f"/desk/resources/{resource.public_id}/review/"
    for page in [*pages(resource), "/desk/reviews/", review]:
        response = client.get(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["member", "reviewer"])
def test_others_do_not_see_a_curators_pages(
    signed_in: Callable[[Person], Client],
    resource: Resource,
    request: pytest.FixtureRequest,
    who: str,
) -> None:
    browser = signed_in(request.getfixturevalue(who))

    assert [browser.get(page).status_code for page in pages(resource)] == [403, 403, 403]


def test_others_cannot_post_a_curators_forms(
    signed_in: Callable[[Person], Client], resource: Resource, reviewer: Person
) -> None:
    browser, base = signed_in(reviewer), f"/desk/resources/{resource.public_id}"

    answers = [
        browser.post("/desk/candidates/", {"resource": resource.public_id, "decision": "list"}),
        browser.post(f"{base}/decision/", {"decision": "list"}),
        browser.post(f"{base}/fields/minutes/", {"value": "45"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    resource.refresh_from_db()
    assert (resource.state, resource.facts.get("minutes")) == (ResourceState.CANDIDATE, None)


@LANGUAGES
def test_the_table_of_candidates(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person, prefix: str
) -> None:
    response = signed_in(curator).get(f"{prefix}/desk/candidates/?check=has-licence")

    page = response.content.decode()
    assert response.status_code == 200
    assert "Fractions on a number line" in page
    assert f'dir="{"rtl" if prefix else "ltr"}"' in page


def test_notes_of_the_checks_say_what_is_wrong(
    signed_in: Callable[[Person], Client], describe: Describe, curator: Person
) -> None:
    closed = describe(licence="https://creativecommons.org/licenses/by-nc-sa/4.0/")
    check_resources([closed.pk], by=SYSTEM)
    browser = signed_in(curator)
    table = browser.get("/desk/candidates/").content.decode().partition("<tbody>")[2]
    page = browser.get(f"/desk/resources/{closed.public_id}/").content.decode()
    help_ = page.partition('id="fixes-title"')[2].partition("</section>")[0]

    for text in (table, help_):
        assert "not for commercial ends" in text
        assert "Free to reuse" not in text


def test_candidates_are_decided_in_bulk(
    signed_in: Callable[[Person], Client], describe: Describe, curator: Person
) -> None:
    good, closed = describe(), describe(addresses=None)

    response = signed_in(curator).post(
        "/desk/candidates/?language=en",
        {"resource": [good.public_id, closed.public_id], "decision": "list"},
    )

    assert response["Location"] == "/desk/candidates/?language=en"
    assert messages_of(response) == [
        "1 resource decided.",
        "This cannot be listed until a curator has entered: Address.",
    ]
    good.refresh_from_db()
    closed.refresh_from_db()
    assert (good.state, closed.state) == (ResourceState.LISTED, ResourceState.CANDIDATE)


def test_declining_in_bulk_needs_a_reason(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person
) -> None:
    form = {"resource": [resource.public_id], "decision": "decline"}

    response = signed_in(curator).post("/desk/candidates/", form)

    assert messages_of(response) == [
        "Please give a reason; whoever made the resource may ask for it."
    ]


@LANGUAGES
def test_the_page_of_a_resource_shows_fields_origins_and_checks(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person, prefix: str
) -> None:
    response = signed_in(curator).get(f"{prefix}/desk/resources/{resource.public_id}/")

    page = response.content.decode()
    assert response.status_code == 200
    assert "lessons:1" in page
    assert "K-99" in page
    assert 'class="warn"' in page


def test_every_field_can_be_corrected_without_a_script(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person
) -> None:
    browser, base = signed_in(curator), f"/desk/resources/{resource.public_id}/fields"
    by = "https://creativecommons.org/licenses/by/4.0/"
    forms: dict[str, dict[str, object]] = {
        "titles": {"language": ["en", "ar"], "text": ["Fractions", "الكسور"]},
        "types": {"value": ["worksheet", "game"]},
        "levels": {"value": ["primary"]},
        "audiences": {"value": ["teacher"]},
        "languages": {"value": ["en", "ar"]},
        "licence": {"value": by},
        "addresses": {"value": "https://a.example/1\r\nhttps://a.example/2\r\n"},
        "minutes": {"value": "45"},
        "free": {"value": "yes"},
        "grades": {"value": "3 – 5"},
        "creators": {
            "value": "Sally Ride | https://orcid.org/0000-0002-1825-0097\r\nScience House"
        },
        "publisher": {"value": "Ministry of Education"},
        "published": {"value": "2019-05"},
        "modified": {"value": "2020"},
        "accessibility": {"value": "captions\r\nalt text"},
        "internet": {"value": "offline"},
        "device": {"value": "phone"},
        "laboratory": {"value": "no-laboratory"},
        "consumables": {"value": "no-cost"},
        "safety": {"value": "no-hazard"},
        "groups": {"value": ["alone", "pairs"]},
        "countries": {"value": ["TZ", "KE"]},
    }

    answers = [browser.post(f"{base}/{name}/", form) for name, form in forms.items()]

    assert [answer.status_code for answer in answers] == [302] * len(forms)
    resource.refresh_from_db()
    assert resource.titles.texts == {"en": "Fractions", "ar": "الكسور"}
    assert resource.facts["types"] == ["worksheet", "game"]
    assert resource.facts["addresses"] == ["https://a.example/1", "https://a.example/2"]
    assert resource.facts["licence"] == by
    assert (resource.facts["minutes"], resource.facts["free"]) == (45, True)
    assert resource.facts["grades"] == [3, 5]
    assert resource.facts["creators"] == [
        {
            "name": "Sally Ride",
            "kind": "person",
            "address": "https://orcid.org/0000-0002-1825-0097",
        },
        {"name": "Science House", "kind": "person", "address": ""},
    ]
    assert resource.facts["publisher"] == {
        "name": "Ministry of Education", "kind": "organization", "address": ""
    }  # fmt: skip
    assert (resource.facts["published"], resource.facts["modified"]) == ("2019-05", "2020")
    assert resource.facts["accessibility"] == ["captions", "alternativeText"]
    assert {name: resource.facts[name] for name in CONSTRAINTS} == {
        name: form["value"] for name, form in forms.items() if name in CONSTRAINTS
    }
    assert resource.facts["countries"] == ["TZ", "KE"]
    assert all(resource.provenance[name]["locked"] for name in forms)


def test_what_a_form_shows_can_be_sent_back_unchanged(
    signed_in: Callable[[Person], Client], describe: Describe, curator: Person
) -> None:
    facts: dict[str, object] = {
        "grades": [7, 7],
        "creators": [
            {"name": "Science House", "kind": "organization", "address": ""},
            {"name": "A & B", "kind": "person", "address": "https://ab.example/"},
        ],
        "publisher": {"name": "Sally Ride", "kind": "person", "address": ""},
    }
    resource = describe(**facts)
    browser, page = signed_in(curator), f"/desk/resources/{resource.public_id}/"
    shown = {view.editor.name: view.value for view in browser.get(page).context["fields"]}

    for name in facts:
        browser.post(f"{page}fields/{name}/", {"value": shown[name]})

    assert shown["creators"] == "Science House | organization\nA & B | https://ab.example/"
    resource.refresh_from_db()
    assert {name: resource.facts[name] for name in facts} == facts


@pytest.mark.parametrize(
    "name", ["grades", "creators", "publisher", "published", "accessibility", "internet"]
)
def test_an_emptied_field_is_known_no_more(
    signed_in: Callable[[Person], Client], describe: Describe, curator: Person, name: str
) -> None:
    agent = {"name": "Sally Ride", "kind": "person", "address": ""}
    resource = describe(
        grades=[1, 2],
        creators=[agent],
        publisher=agent,
        published="2019",
        accessibility=["captions"],
        internet="offline",
    )

    address = f"/desk/resources/{resource.public_id}/fields/{name}/"
    signed_in(curator).post(address, {"value": " "})

    resource.refresh_from_db()
    assert name not in resource.facts


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("grades", "9-7", "Give the lowest and the highest school grade, from 1 to 13."),
        (
            "creators",
            "Sally Ride | home",
            "home is not a web address. Use one that starts with https://.",
        ),
        (
            "published",
            "soon",
            "soon is not a date. Write it like 2019, 2019-05 or 2019-05-03.",
        ),
    ],
)
def test_a_wrong_line_is_explained(
    signed_in: Callable[[Person], Client],
    resource: Resource,
    curator: Person,
    name: str,
    value: str,
    said: str,
) -> None:
    address = f"/desk/resources/{resource.public_id}/fields/{name}/"

    assert messages_of(signed_in(curator).post(address, {"value": value})) == [said]


def test_a_wrong_value_is_explained_and_changes_nothing(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person
) -> None:
    address = f"/desk/resources/{resource.public_id}/fields/minutes/"

    response = signed_in(curator).post(address, {"value": "soon"})

    assert messages_of(response) == ["Give the duration in whole minutes."]


def test_an_unknown_field_is_not_found(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person
) -> None:
    address = f"/desk/resources/{resource.public_id}/fields/colour/"

    assert signed_in(curator).post(address, {"value": "red"}).status_code == 404


def test_a_field_is_unlocked(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person
) -> None:
    browser, base = signed_in(curator), f"/desk/resources/{resource.public_id}/fields/minutes/"
    browser.post(base, {"value": "45"})

    browser.post(base, {"action": "unlock"})

    resource.refresh_from_db()
    assert resource.provenance["minutes"]["locked"] is False


def test_a_decision_on_the_page_shows_in_its_history(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person
) -> None:
    browser, address = signed_in(curator), f"/desk/resources/{resource.public_id}/"
    browser.post(f"{address}decision/", {"decision": "decline", "reason": "Advertising."})

    page = browser.get(address).content.decode()

    assert "Declined – Carlos: Advertising." in page
    assert 'value="reopen"' in page
    assert browser.post(f"{address}decision/", {"decision": "burn"}).status_code == 400


def test_history_says_fields_in_the_readers_language_and_an_address_for_want_of_a_name(
    signed_in: Callable[[Person], Client], resource: Resource, curator: Person
) -> None:
    Person.objects.filter(pk=curator.pk).update(name="")
    browser, address = signed_in(curator), f"/fr/desk/resources/{resource.public_id}/"
    browser.post(f"{address}fields/minutes/", {"action": "save", "value": "45"})

    history = browser.get(address).content.decode().partition('id="history-title"')[2]

    with override("fr"):
        assert f"({EDITORS['minutes'].label})" in history
    assert "carlos@example.org" in history


def test_kind_of_an_agent_is_written_and_read_in_the_readers_language() -> None:
    with override("fr"):
        for kind in ("person", "organization"):
            sent = QueryDict(mutable=True)
            sent["value"] = f"Ada | {KIND_WORDS[kind]}"
            assert sent_changes("creators", sent)["creators"][0]["kind"] == kind


@LANGUAGES
def test_a_reviewer_writes_and_hands_in_a_review(
    signed_in: Callable[[Person], Client],
    describe: Describe,
    rubric: Rubric,
    reviewer: Person,
    prefix: str,
) -> None:
    resource = list_resource(describe(), by=OPERATOR)
    browser, address = signed_in(reviewer), f"{prefix}/desk/resources/{resource.public_id}/review/"
    form = {f"score-{key}": "2" for key in all_scores(rubric)}

    blank = browser.get(address)
    draft = browser.post(address, {"score-goals": "1", "comment": "So far.", "action": "draft"})
    again = browser.get(address)
    done = browser.post(address, {**form, "score-reuse": "na", "action": "submit"})

    assert [blank.status_code, draft.status_code, done.status_code] == [200, 302, 302]
    assert "So far." in again.content.decode()
    review = Review.objects.get()
    assert (review.state, review.scores["reuse"]) == (ReviewState.SUBMITTED, None)
    assert 'name="score-goals"' not in browser.get(address).content.decode()
    assert "Fractions on a number line" in browser.get(f"{prefix}/desk/reviews/").content.decode()


def test_an_incomplete_review_comes_back_with_what_was_typed(
    signed_in: Callable[[Person], Client], describe: Describe, rubric: Rubric, reviewer: Person
) -> None:
    resource = list_resource(describe(), by=OPERATOR)
    address = f"/desk/resources/{resource.public_id}/review/"

    response = signed_in(reviewer).post(
        address, {"score-goals": "1", "comment": "Half done.", "action": "submit"}
    )

    assert response.status_code == 200
    assert "Half done." in response.content.decode()
    assert "Still open" in response.content.decode()


def test_a_member_reviews_nothing(
    signed_in: Callable[[Person], Client], describe: Describe, rubric: Rubric, member: Person
) -> None:
    resource = list_resource(describe(), by=OPERATOR)
    browser = signed_in(member)

    assert browser.get(f"/desk/resources/{resource.public_id}/review/").status_code == 403
    assert browser.get("/desk/reviews/").status_code == 403


def test_a_reviewer_does_not_see_candidates(
    signed_in: Callable[[Person], Client], resource: Resource, rubric: Rubric, reviewer: Person
) -> None:
    address = f"/desk/resources/{resource.public_id}/review/"

    assert signed_in(reviewer).get(address).status_code == 404


@LANGUAGES
def test_a_curator_reads_and_publishes_what_was_handed_in(
    signed_in: Callable[[Person], Client], submitted: Review, curator: Person, prefix: str
) -> None:
    browser = signed_in(curator)

    page = browser.get(f"{prefix}/desk/reviews/submitted/").content.decode()
    response = browser.post(f"{prefix}/desk/reviews/{submitted.public_id}/publish/")

    assert "Worth a lesson." in page
    assert "Clear &lt;b&gt;enough&lt;/b&gt;." in page
    assert response.status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == ReviewState.PUBLISHED


def test_a_reviewer_cannot_publish_and_a_stranger_cannot_withdraw(
    signed_in: Callable[[Person], Client], submitted: Review, reviewer: Person, member: Person
) -> None:
    base = f"/desk/reviews/{submitted.public_id}"

    assert signed_in(reviewer).post(f"{base}/publish/").status_code == 403
    assert signed_in(member).post(f"{base}/withdraw/", {"reason": "x"}).status_code == 403


def test_a_reviewer_withdraws_their_own(
    signed_in: Callable[[Person], Client], submitted: Review, reviewer: Person
) -> None:
    address = f"/desk/reviews/{submitted.public_id}/withdraw/"

    response = signed_in(reviewer).post(address, {"reason": "Too quick."})

    assert response["Location"] == "/desk/reviews/"
    submitted.refresh_from_db()
    assert submitted.state == ReviewState.WITHDRAWN


def test_the_reviews_to_publish_take_as_many_queries_for_one_as_for_three(
    signed_in: Callable[[Person], Client],
    describe: Describe,
    rubric: Rubric,
    reviewer: Person,
    curator: Person,
) -> None:
    browser = signed_in(curator)

    def hand_in() -> None:
        resource = list_resource(describe(), by=OPERATOR)
        review_resource(resource, rubric=rubric, scores=all_scores(rubric), by=reviewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/desk/reviews/submitted/").status_code == 200
        return len(captured)

    hand_in()
    queries()
    for_one = queries()
    hand_in()
    hand_in()

    assert queries() == for_one


def test_the_table_takes_as_many_queries_for_one_as_for_three(
    signed_in: Callable[[Person], Client], describe: Describe, curator: Person
) -> None:
    browser = signed_in(curator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/desk/candidates/").status_code == 200
        return len(captured)

    check_resources([describe().pk], by=SYSTEM)
    queries()
    for_one = queries()
    check_resources([describe().pk, describe().pk], by=SYSTEM)

    assert queries() == for_one


def test_a_curator_withdraws_a_published_review_from_the_resource(
    signed_in: Callable[[Person], Client], submitted: Review, curator: Person
) -> None:
    browser = signed_in(curator)
    browser.post(f"/desk/reviews/{submitted.public_id}/publish/")
    resource = submitted.of_resource.resource
    page = browser.get(f"/desk/resources/{resource.public_id}/").content.decode()
    assert f"/desk/reviews/{submitted.public_id}/withdraw/" in page

    form = {"reason": "About another one.", "from": "submitted"}
    response = browser.post(f"/desk/reviews/{submitted.public_id}/withdraw/", form)

    assert response["Location"] == "/desk/reviews/submitted/"
    submitted.refresh_from_db()
    assert submitted.state == ReviewState.WITHDRAWN
