"""What assistants are not given, and what tools do not take, whoever asks and however."""

import json

import pytest
from tests.dissemination.agents.conftest import found, only_id, row
from tests.dissemination.conftest import describe, publish
from tests.dissemination.test_changes import publish_a_review, rubric  # noqa: F401  (fixtures)

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.catalogue.pausing import pause_resource
from armillary.dissemination.operations import refresh_records
from armillary.people.actors import SYSTEM
from armillary.people.tokens.operations import create_token
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db


# Only what visitors see


@pytest.fixture
def hidden():
    """A candidate, a withdrawn and a paused resource, each with a word of its own."""
    describe(1, titles={"en": "Secretcandidate"})
    withdrawn = publish(1, titles={"en": "Secretwithdrawn"})
    paused = publish(1, titles={"en": "Secretpaused"})
    found(titles={"en": "Open to all"})
    withdraw_resources(withdrawn, by=SYSTEM, reason="The publisher asked for it.")
    pause_resource(row(paused), by=SYSTEM)
    refresh_records([*withdrawn, *paused], by=SYSTEM)
    drain_outbox(wait=True)
    rows = Resource.objects.exclude(state="listed")
    return {str(each): each.public_id for each in rows}


def test_what_is_not_listed_is_found_by_no_tool(ask, call, refuse, hidden):
    for title in hidden:
        for answer in (
            call("search", words=title),
            call("suggest_for_lesson", topic=title),
            call("cite", resources=list(hidden.values())),
        ):
            assert title not in json.dumps(answer.get("items", answer.get("text")))
    assert [item["title"] for item in call("search")["items"]] == ["Open to all"]
    assert "no resource" in refuse("get", resource=hidden["Secretcandidate"])
    left = call("cite", resources=list(hidden.values()))
    assert (left["citations"], len(left["left_out"])) == ([], 3)
    for public_id in hidden.values():
        assert ask("resources/read", uri=f"armillary://resources/{public_id}")["code"] == -32002


def test_what_was_taken_back_says_so_and_no_more(call, hidden):
    for title, state, reason in (
        ("Secretwithdrawn", "withdrawn", "The publisher asked for it."),
        ("Secretpaused", "paused", "A rights holder has asked us"),
    ):
        answer = call("get", resource=hidden[title])
        assert (answer["state"], answer["resource"]) == (state, None)
        assert answer["reason"].startswith(reason)
        assert "Secret" not in json.dumps(answer)


def test_index_that_is_behind_gives_nothing_away(call):
    ids = found(titles={"en": "Secretwithdrawn"})
    withdraw_resources(ids, by=SYSTEM, reason="Gone.")
    assert call("search", words="Secretwithdrawn")["items"] == []
    assert call("suggest_for_lesson", topic="Secretwithdrawn")["items"] == []


def test_nothing_of_a_person_is_told(call, curator, publish_a_review):  # noqa: F811
    ids = found()
    review = publish_a_review(row(ids))
    origin = {"by": "curator", "ref": f"person:{curator.pk}", "at": "2026-01-01T00:00:00Z"}
    Resource.objects.filter(pk__in=ids).update(provenance={"titles": origin})
    told = json.dumps([call("search"), call("get", resource=only_id(ids))])
    assert f"person:{curator.pk}" not in told
    assert curator.email not in told
    assert review.reviewer.email not in told


def test_session_and_token_open_no_more_than_visitors_see(
    ask, hidden, client_of, curator, bearer_headers
):
    visitor = ask("tools/call", name="get", arguments={"resource": hidden["Secretwithdrawn"]})
    signed_in = client_of(curator)
    signed_in.defaults.update(bearer_headers)
    same = ask(
        "tools/call", by=signed_in, name="get", arguments={"resource": hidden["Secretwithdrawn"]}
    )
    assert same == visitor
    hit = ask("tools/call", by=signed_in, name="search", arguments={"words": "Secretcandidate"})
    assert hit["structuredContent"]["items"] == []


@pytest.fixture
def bearer_headers(curator):
    secret = create_token(curator, name="Test", by=curator).secret
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


# What cannot be asked


@pytest.mark.parametrize(
    ("tool", "arguments", "where"),
    [
        ("search", {"words": 7}, "words"),
        ("search", {"words": ["a"]}, "words"),
        ("search", {"words": "x" * 1_001}, "words"),
        ("search", {"size": 21}, "size"),
        ("search", {"size": "3"}, "size"),
        ("search", {"size": 1.5}, "size"),
        ("search", {"sort": "best"}, "sort"),
        ("search", {"language": "en; DROP"}, "language"),
        ("search", {"filters": ["level"]}, "filters"),
        ("search", {"filters": {"level": "primary"}}, "filters.level"),
        ("search", {"filters": {"secret": ["x"]}}, "filters.secret"),
        ("search", {"everything": True}, "everything"),
        ("search", {"a\nb\u202e": 1}, "a b"),
        ("get", {}, "resource"),
        ("get", {"resource": ""}, "resource"),
        ("cite", {"resources": []}, "resources"),
        ("cite", {"resources": ["a"] * 21}, "resources"),
        ("cite", {"resources": [{"a": 1}]}, "resources.0"),
        ("cite", {"resources": ["a"], "style": "chicago"}, "style"),
        ("suggest_for_lesson", {"topic": ""}, "topic"),
        ("suggest_for_lesson", {"topic": "x", "minutes": 0}, "minutes"),
        ("suggest_for_lesson", {"topic": "x", "minutes": True}, "minutes"),
        ("suggest_for_lesson", {"topic": "x", "classroom": ["sofa"]}, "classroom.0"),
    ],
)
def test_what_a_tool_does_not_take_is_said_in_a_line(refuse, tool, arguments, where):
    line = refuse(tool, **arguments)
    assert line.startswith(f"{where}: ")
    assert len(line) < 320


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("cursor", ["x", "é", "LvMiCvOvWyJyZWxldmFuY2UiLDEsZmFsc2Vd", "=" * 400])
def test_cursor_that_is_not_ours_is_refused(refuse, cursor):
    line = refuse("search", cursor=cursor)
    assert "page" in line


@pytest.mark.usefixtures("indexed")
def test_too_many_values_are_refused(refuse):
    assert "at most" in refuse("search", filters={"level": [str(n) for n in range(60)]})


def test_any_words_mean_something(call):
    found()
    for words in (
        *("\u202efractions\u0000", "(((", '"', "-", "*" * 900, "title:"),
        *("ك" * 1_000, "\ufeff \u2028"),
    ):
        call("search", words=words)
        call("suggest_for_lesson", topic=words[:300])


def test_null_is_as_good_as_nothing(call):
    found()
    assert call("search", words=None, filters=None, cursor=None, size=None)["total"] == 1


@pytest.mark.parametrize("name", ["sing", "", None, 7, ["search"], {"a": 1}])
def test_tool_that_is_not_there_is_a_wrong_request(ask, name):
    assert ask("tools/call", name=name)["code"] == -32602


@pytest.mark.parametrize("arguments", [[], "x", 7])
def test_arguments_have_to_be_an_object(ask, arguments):
    assert ask("tools/call", name="search", arguments=arguments)["code"] == -32602
