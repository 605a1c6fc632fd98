"""Learning standards through every door: desk, public pages, API, command line, formats, search."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from armillary.catalogue.alignments import operations
from armillary.catalogue.alignments.operations import Suggested
from armillary.catalogue.documents import build_documents
from armillary.catalogue.interfaces.cli import app
from armillary.catalogue.models import Alignment, Resource
from armillary.dissemination.renditions import amb, json_ld
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.models import Concept
from armillary.vocabularies.operations import import_scheme

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]
STANDARDS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://standards.example/> .
:all a skos:ConceptScheme ; skos:prefLabel "Mathematics standards"@en, "معايير الرياضيات"@ar .
:g7 a skos:Concept ; skos:inScheme :all ; skos:notation "7" ; skos:prefLabel "Grade seven"@en .
:g7g a skos:Concept ; skos:inScheme :all ; skos:broader :g7 ; skos:notation "7.G/B-4" ;
    skos:prefLabel "Know the area of a circle."@en .
:g7r a skos:Concept ; skos:inScheme :all ; skos:broader :g7 ; skos:notation "7.RP" ;
    skos:prefLabel "Analyse proportional relationships."@en .
"""


@pytest.fixture
def circle(db: None) -> Concept:
    scheme = import_scheme(
        STANDARDS.encode(), key="maths", file_name="a.ttl", purpose=Purpose.FRAMEWORK, by=OPERATOR
    )
    return scheme.concepts.get(key="7.G/B-4")


@pytest.fixture
def water(circle: Concept, new_resource: Callable[..., Resource]) -> Resource:
    """With one suggestion that waits."""
    resource = new_resource(listed=True, titles={"en": "Water round the pond"})
    suggested = Suggested(circle.pk, 0.83, "words", "area, circle")
    operations.suggest_alignments({resource.pk: [suggested]}, by=SYSTEM)
    return resource


@pytest.fixture
def number(water: Resource) -> int:
    return Alignment.objects.get().pk


def state() -> str:
    return Alignment.objects.get().state


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def cli(*words: str) -> Any:
    result = CliRunner().invoke(app, ["standards", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_curator_confirms_at_the_desk_and_readers_see_it(
    water: Resource, number: int, client_of: ClientOf, curator: Person, client: Client
):
    desk = client_of(curator)
    page = text_of(desk.get("/desk/standards/maths/waiting/"))
    assert "Water round the pond" in page
    assert "83 %" in page
    assert "Know the area of a circle." not in text_of(client.get(f"/resources/{water.public_id}/"))
    sent = {"alignment": [number], "verdict": "confirm"}
    answer = desk.post("/desk/standards/maths/waiting/", sent, follow=True)
    assert "1 alignment confirmed." in text_of(answer)
    assert "Know the area of a circle." in text_of(client.get(f"/resources/{water.public_id}/"))
    assert "1 of 2 statements have a resource." in text_of(client.get("/standards/maths/"))
    assert "Water round the pond" in text_of(client.get("/standards/maths/7.G/B-4/"))
    assert "Water round the pond" in text_of(client.get("/standards/maths/7/"))


def test_the_page_of_a_resource_decides_too(
    water: Resource, number: int, client_of: ClientOf, curator: Person
):
    desk, here = client_of(curator), f"/desk/resources/{water.public_id}/"
    assert "Know the area of a circle." in text_of(desk.get(here))
    answer = desk.post(
        "/desk/standards/decide/", {"alignment": number, "verdict": "decline", "back": here}
    )
    assert answer["Location"] == here
    assert state() == "declined"
    sent = {"statement": "7.rp", "back": here}
    said = text_of(desk.post(f"{here}align/", sent, follow=True))
    assert "Aligned with 7.RP." in said
    wrong = {"statement": "9.X", "back": here}
    assert "No framework has a statement" in text_of(desk.post(f"{here}align/", wrong, follow=True))


def test_a_decision_is_undone_at_the_desk(
    water: Resource, number: int, client_of: ClientOf, curator: Person
):
    desk = client_of(curator)
    operations.decide_alignments([number], confirm=False, by=curator)
    assert f'name="alignment" value="{number}"' in text_of(desk.get("/desk/standards/maths/"))
    desk.post("/desk/standards/undo/", {"alignment": number})
    assert state() == "suggested"


@pytest.mark.parametrize(
    "sent", [{}, {"verdict": "confirm"}, {"verdict": "maybe", "alignment": "1"}, {"alignment": "x"}]
)
def test_a_form_that_makes_no_sense_is_answered_with_400(
    number: int, client_of: ClientOf, curator: Person, sent: dict[str, str]
):
    text_of(client_of(curator).post("/desk/standards/maths/waiting/", sent), 400)
    assert state() == "suggested"


def test_nobody_is_sent_to_another_site(number: int, client_of: ClientOf, curator: Person):
    sent = {"alignment": number, "verdict": "confirm", "back": "https://evil.example/"}
    answer = client_of(curator).post("/desk/standards/decide/", sent)
    assert answer["Location"] == "/desk/standards/"


def test_members_and_visitors_have_no_business_there(
    water: Resource, number: int, client_of: ClientOf, member: Person, client: Client
):
    pages = ["/desk/standards/", "/desk/standards/maths/", "/desk/standards/maths/waiting/"]
    for page in pages:
        assert client.get(page).status_code == 302
        assert client_of(member).get(page).status_code == 403
    sent = {"alignment": number, "verdict": "confirm"}
    text_of(client_of(member).post("/desk/standards/decide/", sent), 403)
    assert state() == "suggested"


@pytest.mark.parametrize(
    "page",
    ["/standards/none/", "/standards/maths/9/", "/standards/subjects/"],
)
def test_what_is_not_there_is_404(circle: Concept, client: Client, page: str):
    text_of(client.get(page), 404)


def test_the_pages_stand_in_arabic(water: Resource, client_of: ClientOf, curator: Person):
    for page in ("/standards/", "/standards/maths/", "/desk/standards/", "/desk/standards/maths/"):
        text = text_of(client_of(curator).get(f"/ar{page}"))
        assert '<html lang="ar" dir="rtl"' in text
        assert "معايير الرياضيات" in text


def test_over_the_api(water: Resource, number: int, client_of: ClientOf, curator: Person):
    reader, desk = Client(), client_of(curator)
    [framework] = reader.get("/api/v1/frameworks").json()["items"]
    assert (framework["statements"], framework["confirmed"], framework["waiting"]) == (3, 0, 1)
    assert reader.get("/api/v1/frameworks/maths/waiting").status_code == 401
    [waits] = desk.get("/api/v1/frameworks/maths/waiting").json()["items"]
    assert (waits["resource"], waits["code"], waits["confidence"]) == (
        water.public_id,
        "7.G/B-4",
        0.83,
    )
    decision = {"ids": [number], "confirm": True}
    answer = desk.post("/api/v1/alignments/decisions", decision, content_type="application/json")
    assert [row["state"] for row in answer.json()["items"]] == ["confirmed"]
    again = desk.post("/api/v1/alignments/decisions", decision, content_type="application/json")
    assert (again.status_code, again.json()["type"]) == (409, "about:blank#alignment-decided")
    [mine] = reader.get(f"/api/v1/resources/{water.public_id}/alignments").json()["items"]
    assert mine["code"] == "7.G/B-4"
    stated = {"statement": "7.RP"}
    added = desk.post(
        f"/api/v1/resources/{water.public_id}/alignments", stated, content_type="application/json"
    )
    assert added.status_code == 201
    gaps = reader.get("/api/v1/frameworks/maths/coverage?gaps=true").json()
    assert (gaps["covered"], gaps["leaves"], gaps["statements"]) == (2, 2, [])
    undone = desk.post(
        "/api/v1/alignments/undo", {"ids": [number]}, content_type="application/json"
    )
    assert [row["state"] for row in undone.json()["items"]] == ["suggested"]


def test_on_the_command_line(water: Resource, number: int):
    [row] = json.loads(cli("waiting", "maths", "--json"))["items"]
    assert row["id"] == number
    assert cli("confirm", str(number)) == "1 confirmed.\n"
    assert cli("align", water.public_id, "7.RP") == f"{water.public_id} serves 7.RP.\n"
    found = json.loads(cli("coverage", "maths", "--json"))
    assert [(each["code"], each["confirmed"]) for each in found["statements"]] == [
        ("7", 1),
        ("7.G/B-4", 1),
        ("7.RP", 1),
    ]
    assert cli("undo", str(number)) == "1 undone.\n"
    assert "1 of 2 statements have a resource." in cli("coverage", "maths")
    assert json.loads(cli("list", "--json"))[0]["confirmed"] == 1


def test_machines_and_the_search_learn_of_what_is_confirmed(water: Resource, number: int):
    assert "educationalAlignment" not in json_ld(water)
    operations.decide_alignments([number], confirm=True, by=OPERATOR)
    assert json_ld(water)["educationalAlignment"] == [
        {
            "@type": "AlignmentObject",
            "alignmentType": "teaches",
            "educationalFramework": "Mathematics standards",
            "targetName": "7.G/B-4",
            "targetDescription": "Know the area of a circle.",
            "targetUrl": "https://standards.example/g7g",
        }
    ]
    assert amb(water)["teaches"] == [
        {
            "id": "https://standards.example/g7g",
            "prefLabel": {"en": "Know the area of a circle."},
        }
    ]
    [document] = build_documents([water.pk])
    assert "7.G/B-4" in document.keywords
    assert document.facets["standard"] == ["maths"]
