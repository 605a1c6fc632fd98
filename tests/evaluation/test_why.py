"""Why a resource stands where it does, in sentences, by API and at the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import list_resources
from armillary.core.clock import now
from armillary.evaluation.interfaces.cli import app
from armillary.evaluation.operations import check_resources
from armillary.evaluation.why import Reason, reasons_for
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox
from armillary.search.queries import SearchRequest

from .conftest import Describe, Publish

LISTED = "You asked for the newest first: only the day on which it was listed counts."
POPULAR = Reason("popularity", "How often something is opened plays no part.")
CHECKS = "It passes 100 % of the automatic checks that apply. The more, the higher it is raised."


@pytest.fixture(autouse=True)
def index_root(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_ROOT = tmp_path / "index"


@pytest.fixture
def listed(describe: Describe) -> Callable[..., Resource]:
    def make(**changes: object) -> Resource:
        resource = describe(**changes)
        check_resources([resource.pk], by=SYSTEM)
        list_resources([resource.pk], by=SYSTEM)
        drain_outbox()
        return Resource.objects.get(pk=resource.pk)

    return make


def asked(text: str = "", **options: Any) -> SearchRequest:
    return SearchRequest(text=text, **{"ui_language": "en", **options})


def test_words_language_and_signals_are_told_one_by_one(listed: Callable[..., Resource]) -> None:
    resource = listed()
    assert reasons_for(resource, asked("fractions denominator")) == [
        Reason(
            "all-words",
            "It has all your words itself, so it stands before what has only some of them or was "
            "found by topic.",
        ),
        Reason("word", "“fractions”: in the title"),
        Reason("word", "“denominator”: in the description"),
        Reason("language", "It is in your language, which puts it before its equals."),
        Reason("checks", CHECKS),
        Reason("reviews", "Nobody has reviewed it yet. That neither raises nor lowers it."),
        POPULAR,
    ]


def test_without_words_only_signals_count(listed: Callable[..., Resource]) -> None:
    keys = [reason.key for reason in reasons_for(listed(), asked())]
    assert keys == ["checks", "reviews", "popularity"]


def test_another_order_is_told_first_and_signals_not_at_all(
    listed: Callable[..., Resource],
) -> None:
    reasons = reasons_for(listed(), asked("fractions", sort="newest"))
    assert [reason.key for reason in reasons] == ["order", "word"]
    assert reasons[0].text == LISTED


def test_a_review_is_told_with_what_it_does(
    listed: Callable[..., Resource], publish: Publish
) -> None:
    resource = listed()
    publish(resource)
    drain_outbox()
    [said] = [reason.text for reason in reasons_for(resource, asked()) if reason.key == "reviews"]
    assert said == "1 review: what was said raises it."


def test_what_cannot_be_opened_is_told_instead_of_signals(listed: Callable[..., Resource]) -> None:
    resource = listed()
    resource.unavailable_since = now()
    keys = [reason.key for reason in reasons_for(resource, asked())]
    assert keys == ["unavailable", "popularity"]


def test_what_a_search_does_not_find_is_told_so(listed: Callable[..., Resource]) -> None:
    [reason] = reasons_for(listed(), asked("volcano"))
    assert reason == Reason("not-found", "This search does not find it.")


def test_doors_give_the_same(listed: Callable[..., Resource], client: Client) -> None:
    resource = listed()
    expected = [
        {"key": reason.key, "text": reason.text}
        for reason in reasons_for(resource, asked("fractions"))
    ]
    answer = client.get(f"/api/v1/resources/{resource.public_id}/why?q=fractions")
    told = CliRunner().invoke(
        app, ["why", resource.public_id, "fractions", "--json"], catch_exceptions=False
    )
    assert answer.json() == {"items": expected}
    assert json.loads(told.output) == expected


def test_a_candidate_is_nobodys_business(describe: Describe, client: Client) -> None:
    resource = describe()
    assert client.get(f"/api/v1/resources/{resource.public_id}/why").status_code == 404


def test_a_forged_filter_is_refused(listed: Callable[..., Resource], client: Client) -> None:
    address = f"/api/v1/resources/{listed().public_id}/why?sort=popular"
    assert client.get(address).status_code == 400
