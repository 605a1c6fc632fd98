"""Prompts that people pick, documents that assistants read by address, and what completes an argument."""

import json

import pytest
from tests.dissemination.agents.conftest import only_id
from tests.dissemination.conftest import publish

from armillary.dissemination.agents.prompts import RULES

pytestmark = pytest.mark.django_db

TEMPLATE = {"type": "ref/resource", "uri": "armillary://resources/{id}"}


def test_every_prompt_and_argument_is_described(ask):
    listed = ask("prompts/list")["prompts"]
    assert [each["name"] for each in listed] == [
        "plan_lesson",
        "compare_resources",
        "check_licence",
    ]
    for prompt in listed:
        assert prompt["title"]
        assert prompt["description"]
        assert all(each["description"] for each in prompt["arguments"])
        assert any(each["required"] for each in prompt["arguments"])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("plan_lesson", {"topic": "Fractions", "level": "grade 5", "classroom": "no internet"}),
        ("compare_resources", {"resources": "abc, def", "purpose": "a first lesson"}),
        ("check_licence", {"resource": "abc", "use": "translate it"}),
    ],
)
def test_prompt_has_what_was_filled_in_and_says_what_not_to_make_up(ask, name, arguments):
    answer = ask("prompts/get", name=name, arguments=arguments)
    [message] = answer["messages"]
    assert message["role"] == "user"
    text = message["content"]["text"]
    assert all(value in text for value in arguments.values())
    assert text.endswith(RULES)


def test_what_is_filled_in_stays_in_its_line(ask):
    answer = ask(
        "prompts/get", name="plan_lesson", arguments={"topic": "a\n\nb\u202e\u0000" + "x" * 900}
    )
    assert "on: a b " in answer["messages"][0]["content"]["text"]
    assert len(answer["messages"][0]["content"]["text"]) < 2_000


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("sing", {}),
        (None, {}),
        (["plan_lesson"], {}),
        ("plan_lesson", {}),
        ("plan_lesson", {"topic": " \u202e"}),
        ("plan_lesson", {"topic": 7}),
        ("plan_lesson", {"topic": "a", "colour": "red"}),
        ("plan_lesson", ["topic"]),
    ],
)
def test_prompt_that_cannot_be_written_is_a_wrong_request(ask, name, arguments):
    assert ask("prompts/get", name=name, arguments=arguments)["code"] == -32602


def test_vocabularies_tell_what_filters_are_called(ask):
    listed = ask("resources/list")["resources"]
    assert "armillary://vocabularies/levels" in [each["uri"] for each in listed]
    for each in listed:
        [content] = ask("resources/read", uri=each["uri"])["contents"]
        assert content["mimeType"] == each["mimeType"] == "application/json"
        assert {"key", "name"} == set(json.loads(content["text"])[0])


def test_resource_is_read_as_json_ld(ask):
    public_id = only_id(publish(1))
    [template] = ask("resources/templates/list")["resourceTemplates"]
    uri = template["uriTemplate"].replace("{id}", public_id)
    [content] = ask("resources/read", uri=uri)["contents"]
    assert (content["uri"], content["mimeType"]) == (uri, "application/ld+json")
    assert json.loads(content["text"])["@id"].endswith(f"/resources/{public_id}/")


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("armillary://resources/nothing", -32002),
        ("armillary://resources/", -32002),
        ("armillary://vocabularies/secrets", -32002),
        ("file:///etc/passwd", -32002),
        ("", -32002),
        (None, -32602),
        (7, -32602),
    ],
)
def test_address_where_nothing_stands_is_said(ask, uri, code):
    assert ask("resources/read", uri=uri)["code"] == code


def test_lists_have_one_page(ask):
    for method in ("tools/list", "prompts/list", "resources/list", "resources/templates/list"):
        assert ask(method, cursor="x")["code"] == -32602


def complete(ask, blank, typed, ref=None):
    ref = ref or {"type": "ref/prompt", "name": "plan_lesson"}
    return ask("completion/complete", ref=ref, argument={"name": blank, "value": typed})


def test_levels_and_languages_are_completed(ask):
    assert complete(ask, "level", "primar")["completion"]["values"][0] == "Primary education"
    assert len(complete(ask, "level", "")["completion"]["values"]) > 3
    assert complete(ask, "level", "zzz")["completion"]["values"] == []
    assert complete(ask, "language", "ara")["completion"]["values"] == ["Arabic"]
    assert complete(ask, "topic", "fra")["completion"]["values"] == []
    assert complete(ask, "id", "x", TEMPLATE)["completion"]["values"] == []


@pytest.mark.parametrize(
    ("blank", "typed", "ref"),
    [
        ("level", "", {"type": "ref/prompt", "name": "sing"}),
        ("level", "", {"type": "ref/song", "name": "plan_lesson"}),
        ("level", "", {"type": "ref/resource", "uri": "file:///"}),
        ("level", "", "plan_lesson"),
        ("colour", "", None),
        (7, "", None),
        ("level", None, None),
    ],
)
def test_what_cannot_be_completed_is_a_wrong_request(ask, blank, typed, ref):
    assert complete(ask, blank, typed, ref)["code"] == -32602
