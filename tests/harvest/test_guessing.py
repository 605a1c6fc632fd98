"""What a machine guesses: from what is stated, marked, replaced by whoever says something, never twice."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.shared import SHARED, needs_shared
from typer.testing import CliRunner

from armillary.catalogue.documents import build_documents
from armillary.catalogue.models import Alignment, Resource
from armillary.catalogue.operations import edit_resource, merge_resources
from armillary.core.errors import Refused
from armillary.evaluation.operations import check_resources
from armillary.harvest.errors import NoSuchGuess
from armillary.harvest.guessing.queries import guess_facts
from armillary.harvest.interfaces.cli import app
from armillary.harvest.models import Guesses
from armillary.harvest.operations.guessing import (
    guess_resources,
    reconsider_guess,
    turn_down_guess,
    use_guess,
)
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import LogEntry, Person
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.operations import import_scheme, load_shipped_schemes

pytestmark = pytest.mark.django_db

NewResource = Callable[..., Resource]
ClientOf = Callable[[Person], Client]
FRACTIONS = {
    "titles": {"und": "Adding fractions with pizza"},
    "descriptions": {
        "und": "A worksheet for grade 4 pupils who learn to add and compare fractions. They cut "
        "pizzas into equal parts, name each part as a fraction, and add fractions with one "
        "denominator."
    },
}
HISTORY = {
    "titles": {"en": "Kings and queens of the Middle Ages"},
    "descriptions": {
        "en": "A film about mediaeval royal courts, their poetry, music, religion and wars."
    },
}
TOPICS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://topics.example/> .
:all a skos:ConceptScheme ; skos:prefLabel "Topics"@en .
:f a skos:Concept ; skos:inScheme :all ; skos:notation "f" ;
    skos:prefLabel "Fractions"@en, "Bruchrechnung"@de, "كسور"@ar .
:p a skos:Concept ; skos:inScheme :all ; skos:notation "p" ; skos:prefLabel "Pumps"@en .
"""
STANDARDS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://standards.example/> .
:all a skos:ConceptScheme ; skos:prefLabel "Standards"@en .
:h a skos:Concept ; skos:inScheme :all ; skos:notation "NF" ; skos:prefLabel "Fractions"@en .
:a a skos:Concept ; skos:inScheme :all ; skos:broader :h ; skos:notation "4.NF.3" ;
    skos:prefLabel "Add and compare fractions with one denominator as equal parts of a whole."@en .
:b a skos:Concept ; skos:inScheme :all ; skos:notation "4.MD.5" ;
    skos:prefLabel "Recognise angles as geometric shapes formed where two rays meet."@en .
"""


@pytest.fixture(autouse=True)
def _vocabularies(db: None) -> None:
    load_shipped_schemes(by=SYSTEM)


@pytest.fixture
def pizza(new_resource: NewResource) -> Resource:
    return new_resource(listed=True, **FRACTIONS)


def guess(*resources: Resource) -> tuple[int, int, int]:
    done = guess_resources([each.pk for each in resources], by=SYSTEM)
    for each in resources:
        each.refresh_from_db()
    return done.looked_at, done.changed, done.filled


def values(resource: Resource, field: str) -> list[Any]:
    return [each["value"] for each in guess_facts(resource)["fields"].get(field, [])]


def relevance(resource: Resource) -> float:
    found = Guesses.objects.get(pk=resource.pk).relevance
    assert found is not None
    return found


def test_gaps_are_filled_and_marked(pizza: Resource):
    assert guess(pizza) == (1, 1, 1)
    assert pizza.facts["languages"] == ["en"]
    assert "fractions" in pizza.facts["subjects"]
    assert pizza.facts["levels"] == ["primary"]
    for field in ("languages", "subjects", "levels"):
        origin = pizza.provenance[field]
        assert origin["by"] == "machine"
        assert set(origin["confidence"]) == set(pizza.facts[field])
        assert all(0.5 <= sure <= 1 for sure in origin["confidence"].values())


def test_each_guess_says_why(pizza: Resource):
    guess(pizza)
    [level] = guess_facts(pizza)["fields"]["levels"]
    assert level["evidence"].lower() == "grade 4"
    assert level["rule"] == "grade"


def test_the_same_material_is_guessed_from_once(pizza: Resource):
    guess(pizza)
    at = Guesses.objects.get().guessed_at
    assert guess(pizza) == (1, 0, 0)
    assert Guesses.objects.get().guessed_at == at


def test_what_changes_is_guessed_anew(pizza: Resource):
    guess(pizza)
    titles = {"en": "Adding fractions: a course for university students"}
    edit_resource(pizza, changes={"titles": titles}, by=OPERATOR)
    assert guess(pizza)[1] == 1
    assert values(pizza, "levels") != ["primary"]


def test_a_described_resource_is_guessed_by_the_worker(pizza: Resource, run_tasks: Any):
    run_tasks()
    pizza.refresh_from_db()
    assert "fractions" in pizza.facts["subjects"]


def test_what_is_stated_is_left_alone(new_resource: NewResource):
    stated = new_resource(**{**FRACTIONS, "levels": ["adult"], "languages": ["fr"]})
    guess(stated)
    assert (stated.facts["levels"], stated.facts["languages"]) == (["adult"], ["fr"])
    assert values(stated, "levels") == []
    assert "fractions" in stated.facts["subjects"]


def test_of_a_broad_subject_narrower_ones_are_only_suggested(new_resource: NewResource):
    broad = new_resource(**{**FRACTIONS, "subjects": ["mathematics"]})
    guess(broad)
    assert broad.facts["subjects"] == ["mathematics"]
    assert "fractions" in values(broad, "subjects")
    assert "mathematics" not in values(broad, "subjects")


def test_a_guess_becomes_a_curators_value(pizza: Resource, curator: Person):
    guess(pizza)
    use_guess(pizza, "subjects", "fractions", by=curator)
    pizza.refresh_from_db()
    assert pizza.facts["subjects"] == ["fractions"]
    assert pizza.provenance["subjects"]["by"] == "curator"
    guess(pizza)
    assert pizza.facts["subjects"] == ["fractions"]


def test_a_guess_that_was_turned_down_stays_away(pizza: Resource, curator: Person):
    guess(pizza)
    turn_down_guess(pizza, "levels", "primary", by=curator)
    pizza.refresh_from_db()
    assert "levels" not in pizza.facts
    assert values(pizza, "levels") == []
    edit_resource(pizza, changes={"keywords": ["pizza"]}, by=OPERATOR)
    guess(pizza)
    assert "levels" not in pizza.facts
    with pytest.raises(NoSuchGuess):
        turn_down_guess(pizza, "levels", "primary", by=curator)


def test_turning_down_can_be_taken_back(pizza: Resource, curator: Person):
    guess(pizza)
    before = (pizza.facts, guess_facts(pizza)["fields"])
    turn_down_guess(pizza, "levels", "primary", by=curator)
    reconsider_guess(pizza, "levels", "primary", by=curator)
    pizza.refresh_from_db()
    assert (pizza.facts, guess_facts(pizza)["fields"]) == before
    with pytest.raises(NoSuchGuess):
        reconsider_guess(pizza, "levels", "primary", by=curator)
    log = LogEntry.objects.filter(stream="guesses").order_by("pk").values_list("action", flat=True)
    assert list(log) == ["guess", "turn-down", "reconsider"]


def test_only_curators_judge_and_only_the_machine_guesses(pizza: Resource, member: Person):
    guess(pizza)
    for judge in (use_guess, turn_down_guess, reconsider_guess):
        with pytest.raises(Refused):
            judge(pizza, "levels", "primary", by=member)
    with pytest.raises(Refused):
        guess_resources([pizza.pk], by=member)


def test_nothing_is_guessed_of_what_was_merged(pizza: Resource, new_resource: NewResource):
    other = new_resource(**FRACTIONS)
    merge_resources(pizza, other, by=OPERATOR)
    assert guess(pizza, other)[0] == 1
    assert list(Guesses.objects.values_list("pk", flat=True)) == [pizza.pk]


def test_an_imported_vocabulary_gives_topics_that_help_to_find(pizza: Resource, run_tasks: Any):
    run_tasks()
    assert values(pizza, "topics") == []
    import_scheme(TOPICS.encode(), key="topics", file_name="t.ttl", by=OPERATOR)
    run_tasks()
    assert values(pizza, "topics") == ["topics:f"]
    [document] = build_documents([pizza.pk])
    assert "كسور" in document.keywords
    assert "Pumps" not in document.keywords


def test_a_vocabulary_for_reference_gives_none(pizza: Resource):
    import_scheme(
        TOPICS.encode(), key="topics", file_name="t.ttl", purpose=Purpose.REFERENCE, by=OPERATOR
    )
    guess(pizza)
    assert values(pizza, "topics") == []


def test_statements_of_standards_are_suggested_and_no_headings(pizza: Resource):
    import_scheme(
        STANDARDS.encode(), key="s", file_name="s.ttl", purpose=Purpose.FRAMEWORK, by=OPERATOR
    )
    guess(pizza)
    [row] = Alignment.objects.select_related("statement")
    assert (row.statement.key, row.state) == ("4.NF.3", "suggested")
    assert row.confidence is not None
    assert row.confidence >= 0.5
    assert row.evidence


def test_what_is_about_something_else_is_told_apart(pizza: Resource, new_resource: NewResource):
    history = new_resource(**HISTORY)
    guess(pizza, history)
    assert relevance(pizza) > 0.8
    assert relevance(history) < 0.3


def test_the_check_says_that_a_machine_has_guessed(pizza: Resource):
    guess(pizza)
    check_resources([pizza.pk], by=SYSTEM)
    cases = {each["check"]: each["case"] for each in pizza.check_report.findings}
    assert cases["subject-present"] == "guessed"
    assert cases["level-present"] == "guessed"
    assert cases["language-stated"] == "detected"


def test_cost_does_not_grow_with_the_number(new_resource: NewResource):
    def cost(number: int) -> int:
        resources = [new_resource(**FRACTIONS) for _place in range(number)]
        with CaptureQueriesContext(connection) as asked:
            guess_resources([each.pk for each in resources], by=SYSTEM)
        return len(asked)

    cost(1)  # vocabularies are in memory from now on
    assert cost(1) == cost(4)


def test_a_text_made_to_hurt_is_looked_at_in_no_time(new_resource: NewResource):
    texts = ["(" * 20_000, "fractions " * 4_000, "\u0301" * 20_000, "1/" * 20_000, "一" * 20_000]
    resources = [new_resource(titles={"und": "x"}, descriptions={"und": each}) for each in texts]
    assert guess(*resources)[0] == len(texts)


# Doors


def test_the_desk_shows_guesses_and_takes_verdicts(
    pizza: Resource, client_of: ClientOf, curator: Person
):
    guess(pizza)
    desk, here = client_of(curator), f"/desk/resources/{pizza.public_id}/"
    page = desk.get(here).content.decode()
    assert "A machine guesses:" in page
    assert "“grade 4”" in page.lower()
    sent = {"field": "levels", "value": "primary", "verdict": "no"}
    said = desk.post(f"{here}guesses/", sent, follow=True).content.decode()
    assert "This guess is not shown any more." in said
    pizza.refresh_from_db()
    assert "levels" not in pizza.facts
    again = desk.post(f"{here}guesses/", {**sent, "verdict": "again"}, follow=True)
    assert "This guess is shown again." in again.content.decode()
    gone = desk.post(f"{here}guesses/", {**sent, "value": "nothing"}, follow=True)
    assert "There is no such guess any more." in gone.content.decode()
    assert desk.post(f"{here}guesses/", {**sent, "verdict": "x"}).status_code == 400


def test_members_judge_nothing_at_the_desk(pizza: Resource, client_of: ClientOf, member: Person):
    guess(pizza)
    sent = {"field": "levels", "value": "primary", "verdict": "no"}
    page = f"/desk/resources/{pizza.public_id}/guesses/"
    client_of(member).post(page, sent)
    assert values(pizza, "levels") == ["primary"]


def test_over_the_api(pizza: Resource, client_of: ClientOf, curator: Person, member: Person):
    guess(pizza)
    address = f"/api/v1/resources/{pizza.public_id}/guesses"
    assert Client().get(address).status_code == 401
    assert client_of(member).get(address).status_code == 403
    desk = client_of(curator)
    assert desk.get(address).json()["fields"]["levels"][0]["value"] == "primary"
    sent = {"field": "levels", "value": "primary", "verdict": "no"}
    answer = desk.post(address, sent, content_type="application/json").json()
    assert answer["turned_down"] == {"levels": ["primary"]}
    missing = desk.post(address, {**sent, "value": "x"}, content_type="application/json")
    assert (missing.status_code, missing.json()["type"]) == (404, "about:blank#no-such-guess")
    whole = Client().get(f"/api/v1/resources/{pizza.public_id}").json()
    assert whole["provenance"]["languages"]["by"] == "machine"
    assert whole["provenance"]["languages"]["confidence"]["en"] > 0.5


def test_on_the_command_line(pizza: Resource):
    def told(*words: str) -> str:
        result = CliRunner().invoke(app, ["guess", *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert json.loads(told("run", "--all", "--json")) == {
        "looked_at": 1,
        "changed": 1,
        "filled": 1,
    }
    assert "levels: primary" in told("show", pizza.public_id)
    told("turn-down", pizza.public_id, "levels", "primary")
    assert values(pizza, "levels") == []
    told("reconsider", pizza.public_id, "levels", "primary")
    told("use", pizza.public_id, "levels", "primary")
    assert json.loads(told("show", pizza.public_id, "--json"))["fields"].get("levels") is None
    refused = CliRunner().invoke(app, ["guess", "run"])
    assert refused.exit_code != 0


@needs_shared
def test_the_unesco_thesaurus_gives_topics(new_resource: NewResource):
    thesaurus = (SHARED / "data" / "unesco-thesaurus.ttl").read_bytes()
    import_scheme(thesaurus, key="unesco", file_name="u.ttl", by=OPERATOR)
    plants = new_resource(titles={"en": "Photosynthesis: an introduction to plant physiology"})
    guess(plants)
    found = guess_facts(plants)["fields"]["topics"]
    assert {each["evidence"].lower() for each in found} >= {"photosynthesis", "plant physiology"}
