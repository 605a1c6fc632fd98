"""What assistants are given: what visitors see, in the shape that was declared, and nothing else."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from tests.dissemination.agents.conftest import found, only_id, row
from tests.dissemination.conftest import DESCRIPTION, public_ids, publish
from tests.dissemination.test_changes import publish_a_review, rubric  # noqa: F401  (fixtures)

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import merge_resources
from armillary.evaluation.operations import check_resources
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox
from armillary.vocabularies.queries import label

pytestmark = pytest.mark.django_db


# How they are declared


def test_every_tool_says_what_it_takes_and_gives_and_that_it_only_reads(ask):
    listed = ask("tools/list")["tools"]
    assert [tool["name"] for tool in listed] == ["search", "get", "cite", "suggest_for_lesson"]
    for tool in listed:
        assert len(tool["description"]) > 80
        assert tool["annotations"]["readOnlyHint"] is True
        for kind in ("inputSchema", "outputSchema"):
            Draft202012Validator.check_schema(tool[kind])
            assert tool[kind]["type"] == "object"
            assert tool[kind]["additionalProperties"] is False
        for name, field in tool["inputSchema"]["properties"].items():
            assert field.get("description") or "$ref" in field, name


def test_whole_list_of_tools_is_small_enough_to_be_read_each_time(ask):
    assert len(json.dumps(ask("tools/list"))) < 40_000


# Search


def test_search_gives_what_a_list_shows_signals_apart(call, publish_a_review):  # noqa: F811
    ids = found(titles={"en": "Fractions", "ar": "الكسور"}, minutes=30)
    publish_a_review(row(ids))
    check_resources(ids, by=SYSTEM)
    drain_outbox(wait=True)
    answer = call("search", words="الكسور", language="ar")
    [item] = answer["items"]
    checks = item.pop("checks")
    assert sum(checks.values()) > 0
    assert item == {
        "id": only_id(ids),
        "title": "الكسور",
        "text": "Halves, thirds <and> quarters.",
        "types": ["خطة درس"],
        "subjects": ["الجبر"],
        "levels": [item["levels"][0]],
        "languages": ["en"],
        "minutes": 30,
        "licence": {
            "key": "cc-by-4.0",
            "name": item["licence"]["name"],
            "address": "https://creativecommons.org/licenses/by/4.0/",
            "allows": "adapt",
        },
        "address": "https://lessons.example.org/fractions",
        "page": f"http://127.0.0.1:8000/ar/resources/{only_id(ids)}/",
        "unavailable_since": None,
        "guessed": [],
        "reviews": {"count": 1, "score": item["reviews"]["score"]},
    }
    assert item["reviews"]["score"] in ("75", "50", "below")
    assert (answer["total"], answer["next"], answer["facets"]) == (1, None, None)


def test_what_nobody_looked_at_is_neither_good_nor_poor(call):
    found()
    [item] = call("search")["items"]
    assert (item["checks"], item["reviews"]) == (None, {"count": 0, "score": ""})


def test_filters_take_keys_and_names_in_any_language(call):
    ids = found(levels=["primary"])
    found(levels=["tertiary"])
    for level in ("primary", *(label("levels", "primary", tag) for tag in ("en", "ar", "zh-hans"))):
        answer = call("search", filters={"level": [level]})
        assert [item["id"] for item in answer["items"]] == [only_id(ids)], level
    assert call("search", filters={"level": ["nobody's"]})["items"] == []


def test_pages_go_on_to_the_end(call):
    ids = found(5)
    seen, cursor = [], None
    while True:
        answer = call("search", size=2, sort="newest", cursor=cursor)
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(public_ids(ids))
    assert len(seen) == 5


def test_facets_tell_what_can_be_filtered_by(call):
    found()
    facets = call("search", facets=True)["facets"]
    assert facets["level"] == [{"value": "lower-secondary", "count": 1}]


def test_ways_out_are_told_where_nothing_is_found(call):
    found()
    answer = call("search", words="lesson", filters={"level": ["primary"]})
    assert answer["items"] == []
    assert answer["ways"] == [{"words": "lesson", "total": 1, "without": "level:primary"}]


def test_guess_of_a_machine_is_named(call):
    resource = row(found(licence="https://creativecommons.org/licenses/by/4.0/"))
    guess = {"by": "machine", "ref": "licence", "at": "2026-01-01T00:00:00Z", "confidence": {}}
    Resource.objects.filter(pk=resource.pk).update(provenance={"levels": guess})
    assert call("search")["items"][0]["guessed"] == ["levels"]
    told = call("suggest_for_lesson", topic="lesson", level="lower-secondary")["items"][0]["why"]
    assert {"wish": "level", "fits": "yes", "by": "machine"}.items() <= told[2].items()


def test_search_puts_as_many_questions_for_three_as_for_one(call):
    counts = []
    for count in (1, 2):
        found(count)
        call("search", words="lesson")  # what a process keeps is kept now
        with CaptureQueriesContext(
            connection,
        ) as asked:
            call("search", words="lesson")
        counts.append(len(asked))
    assert counts[0] == counts[1]


# One resource


def test_get_gives_the_whole_story(call, publish_a_review):  # noqa: F811
    ids = publish(1, titles=DESCRIPTION["titles"])
    publish_a_review(row(ids), comment="Good for large classes.")
    check_resources(ids, by=SYSTEM)
    for named in (only_id(ids), f"https://stem.example.org/ar/resources/{only_id(ids)}/"):
        answer = call("get", resource=named)
        assert (answer["state"], answer["id"]) == ("listed", only_id(ids))
    whole = answer["resource"]
    assert whole["title"] == "Fractions & ratios"
    assert whole["description"]["titles"] == DESCRIPTION["titles"]
    assert whole["names"]["subjects"] == {"algebra": "Algebra"}
    assert whole["provenance"]["titles"]["by"] == "record"
    assert whole["citation"].startswith("A. Noor (2024). Fractions & ratios.")
    assert whole["checks"]["findings"]
    [review] = whole["reviews"]["reviews"]
    assert review["comment"] == "Good for large classes."


def test_get_reads_in_the_language_asked_for(call):
    ids = publish(1, titles=DESCRIPTION["titles"])
    answer = call("get", resource=only_id(ids), language="ar")
    assert answer["resource"]["title"] == "الكسور والنسب"
    assert answer["page"] == f"http://127.0.0.1:8000/ar/resources/{only_id(ids)}/"


def test_id_of_a_merged_one_gives_the_one_that_stands(call):
    kept, absorbed = publish(2)
    [old] = public_ids([absorbed])
    rows = Resource.objects.in_bulk([kept, absorbed])
    merge_resources(rows[kept], rows[absorbed], by=SYSTEM)
    assert {call("get", resource=old)["id"]} == public_ids([kept])


@pytest.mark.parametrize(
    "named", ["nothing", "UPPER", "../../etc", "a\u0000b", "x" * 500, "http://[", "' OR 1=1", "٣"]
)
def test_what_is_not_there_is_said(refuse, named):
    assert (
        refuse("get", resource=named) == "There is no resource with this address. Try the search."
    )


# Citations


@pytest.mark.parametrize(
    ("style", "beginning"),
    [
        ("apa", "A. Noor (2024). Lesson 0."),
        ("mla", "A. Noor. “Lesson 0.”"),
        ("bibtex", "@misc{"),
        ("ris", "TY  - ELEC\r\n"),
        ("csl-json", '[{"id"'),
    ],
)
def test_cite_in_every_style(call, style, beginning):
    [first, second] = sorted(public_ids(publish(2)))
    answer = call("cite", resources=[first, second, first], style=style)
    assert [each["id"] for each in answer["citations"]] == [first, second]
    assert answer["text"][:5] == beginning[:5]
    assert answer["left_out"] == []
    if style == "csl-json":
        assert [item["id"] for item in json.loads(answer["text"])] == [first, second]


# A lesson


def test_lesson_is_given_what_fits_first_and_why(call):
    fit = found(titles={"en": "Fractions with paper"}, minutes=30, device="no-device")
    found(titles={"en": "Fractions on a screen"}, minutes=80, device="computer")
    found(titles={"en": "Fractions anywhere"})
    answer = call(
        "suggest_for_lesson",
        topic="fractions",
        level="grade 8",
        minutes=45,
        classroom=["no-device"],
        adapt=True,
    )
    titles = [item["resource"]["title"] for item in answer["items"]]
    assert titles == ["Fractions with paper", "Fractions anywhere", "Fractions on a screen"]
    assert answer["items"][0]["resource"]["id"] == only_id(fit)
    fits = [{each["wish"]: each["fits"] for each in item["why"]} for item in answer["items"]]
    plain = {"topic": "yes", "language": "yes", "level": "yes", "licence": "yes"}
    assert fits == [
        {**plain, "minutes": "yes", "no-device": "yes"},
        {**plain, "minutes": "unknown", "no-device": "unknown"},
        {**plain, "minutes": "no", "no-device": "no"},
    ]
    [known] = [each for each in answer["items"][2]["why"] if each["wish"] == "no-device"]
    assert known["known"] == "Needs a computer or a tablet"
    assert (answer["total"], answer["not_understood"]) == (3, [])


def test_wish_that_nobody_understands_is_said_and_left_out(call):
    found()
    answer = call("suggest_for_lesson", topic="lesson", level="wizards\u202e\n")
    assert answer["not_understood"] == ["level: no level is wizards."]
    assert [each["wish"] for each in answer["items"][0]["why"]] == ["topic", "language"]


def test_nothing_is_invented_for_a_topic_that_nobody_has(call):
    found()
    answer = call("suggest_for_lesson", topic="zymurgy", level="primary")
    assert (answer["items"], answer["total"]) == ([], 0)
