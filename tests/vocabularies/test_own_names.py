"""Names that are given here: over those of the file, through its next edition, and back."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring
from typer.testing import CliRunner

from armillary.core.errors import InvalidInput, Refused
from armillary.core.texts import Maker
from armillary.formats.skos import read_skos
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.enums import Role
from armillary.people.models import LogEntry, Person
from armillary.people.operations import create_person, grant_role
from armillary.vocabularies.desk import concept_page, scheme_page, scheme_rows
from armillary.vocabularies.errors import NameTaken, NoSuchConcept, SchemeTaken
from armillary.vocabularies.exporting import exported
from armillary.vocabularies.interfaces.cli import app
from armillary.vocabularies.models import Concept, Name, Scheme
from armillary.vocabularies.operations import import_scheme, name_concept
from armillary.vocabularies.own_names import Names
from armillary.vocabularies.previewing import Renamed, plan_import
from armillary.vocabularies.queries import key_named, label

pytestmark = pytest.mark.django_db

HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/energy/> .
<https://example.org/energy> a skos:ConceptScheme ; skos:prefLabel "Energy"@en .
"""


def concept(name: str, label: str, more: str = "") -> str:
    return (
        f":{name} a skos:Concept ; skos:inScheme <https://example.org/energy> ; "
        f'skos:prefLabel "{label}"@en {more}.\n'
    )


def take(*concepts: str) -> Scheme:
    return import_scheme((HEAD + "".join(concepts)).encode(), file_name="e.ttl", by=OPERATOR)


@pytest.fixture
def energy() -> Scheme:
    return take(
        concept("sun", "Sun", '; skos:altLabel "Sol"@en '),
        concept("wind", "Wind", "; skos:broader :sun ; skos:exactMatch <https://x.example/w> "),
    )


def name(key: str = "sun", *, by: Any = OPERATOR, **texts: Any) -> Concept:
    return name_concept(
        "energy", key, labels=texts.get("labels", {}), others=texts.get("others", {}), by=by
    )


@pytest.fixture
def curator() -> Person:
    person = create_person("cara@example.org", name="Cara", by=OPERATOR)
    grant_role(person, Role.CURATOR, by=OPERATOR)
    return person


def test_a_name_given_here_is_shown_found_and_marked_as_a_persons(energy: Scheme):
    found = name(labels={"ar": "الشمس", "en": "The Sun"}, others={"en": ["Sol", "our star"]})
    assert [label("energy", "sun", tag) for tag in ("ar", "en")] == ["الشمس", "The Sun"]
    assert key_named("energy", "our star") == "sun"
    assert {tag: said.by for tag, said in found.label.versions.items()} == {
        "en": Maker.PERSON,
        "ar": Maker.PERSON,
    }
    forms = set(Name.objects.filter(concept=found).values_list("form", flat=True))
    assert {":the sun", ":our star", ":sol"} <= forms
    assert ":wind" in set(Name.objects.values_list("form", flat=True))


def test_it_stays_when_the_next_edition_comes_and_the_rest_changes(energy: Scheme):
    name(labels={"en": "The Sun"})
    take(concept("sun", "Sunlight", ', "Soleil"@fr '), concept("wind", "Air"))
    assert label("energy", "sun", "en") == "The Sun"
    assert label("energy", "sun", "fr") == "Soleil"
    assert label("energy", "wind", "en") == "Air"
    assert concept_page("energy", "sun", language="en").stated.label == {
        "en": "Sunlight",
        "fr": "Soleil",
    }


def test_an_empty_name_goes_back_to_that_of_the_file(energy: Scheme):
    name(labels={"en": "The Sun", "ar": "الشمس"})
    found = name(labels={"en": "", "ar": ""})
    assert found.label.texts == {"en": "Sun"}
    assert (found.own, found.stated) == ({}, {})


def test_further_names_can_all_be_taken_away_and_come_back(energy: Scheme):
    assert name(others={"en": []}).other_labels == {}
    assert name(others={"en": ["Sol"]}).own == {}


def test_what_changes_nothing_is_not_logged(energy: Scheme):
    before = LogEntry.objects.count()
    name(labels={"en": "Sun"}, others={"en": ["Sol"]})
    assert LogEntry.objects.count() == before
    name(labels={"en": "The Sun"})
    assert LogEntry.objects.count() == before + 1


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"labels": {"xx-nonsense": "A"}}, "xx-nonsense is no language."),
        ({"labels": {"en": "x" * 201}}, "A name has at most 200 characters."),
        ({"others": {"en": ["y" * 201]}}, "A name has at most 200 characters."),
        (
            {"others": {"en": [str(n) for n in range(101)]}},
            "A term has at most 100 further names in a language.",
        ),
    ],
)
def test_what_is_no_name_is_refused(energy: Scheme, texts: dict[str, Any], says: str):
    with pytest.raises(InvalidInput, match=says):
        name(**texts)
    assert Concept.objects.get(key="sun").own == {}


def test_two_terms_are_not_called_the_same(energy: Scheme):
    with pytest.raises(NameTaken, match="wind is called “WIND” already"):
        name(labels={"en": "WIND"})


def test_who_may_not_name_and_what_is_not_there(energy: Scheme):
    with pytest.raises(Refused):
        name(labels={"en": "X"}, by=VISITOR)
    with pytest.raises(NoSuchConcept):
        name("moon", labels={"en": "X"})


TEXTS = st.dictionaries(st.sampled_from(["en", "ar", "fr"]), st.sampled_from(["", "a", "b"]))
OTHERS = st.dictionaries(st.sampled_from(["en", "ar"]), st.lists(st.sampled_from("ab"), max_size=2))


@given(TEXTS, OTHERS, TEXTS, OTHERS)
def test_only_what_is_said_otherwise_is_kept(own: Any, more: Any, below: Any, further: Any):
    stated = Names({tag: text for tag, text in below.items() if text}, further)
    kept = Names(own, more).beyond(stated)
    assert all(text and text != stated.label.get(tag) for tag, text in kept.label.items())
    assert kept.beyond(stated) == kept
    assert kept.over(stated).beyond(stated) == kept
    assert Names.from_json(kept.as_json()) == kept


def test_a_plan_says_what_an_import_would_change_and_changes_nothing(energy: Scheme):
    name(labels={"en": "The Sun"})
    body = HEAD + concept("sun", "Sunlight") + concept("sea", "Sea")
    before = [*Concept.objects.order_by("pk").values()]
    plan = plan_import(body.encode(), file_name="e.ttl", by=OPERATOR)
    assert (plan.key, plan.concepts, plan.added, plan.gone) == ("energy", 2, ["Sea"], ["wind"])
    assert plan.renamed == [Renamed("sun", {"en": "Sun"}, {"en": "Sunlight"})]
    assert not plan.is_nothing
    assert [*Concept.objects.order_by("pk").values()] == before
    same = plan_import(exported(energy), file_name="e.ttl", by=OPERATOR)
    assert [row.key for row in same.renamed] == ["sun"]  # the export has the name given here
    with pytest.raises(Refused):
        plan_import(body.encode(), by=VISITOR)


def test_an_export_is_read_again_as_it_is(energy: Scheme):
    name(labels={"ar": "الشمس"})
    read = read_skos(exported(energy), format="ttl")
    sun, wind = read.concepts
    assert (read.uri, sun.notation, sun.pref_labels) == (
        "https://example.org/energy",
        "sun",
        {"en": "Sun", "ar": "الشمس"},
    )
    assert (sun.alt_labels, sun.top, sun.narrower) == ({"en": ["Sol"]}, True, [wind.uri])
    assert (wind.broader, wind.top) == ([sun.uri], False)
    assert wind.matches == {"exactMatch": ["https://x.example/w"]}
    again = plan_import(exported(energy), file_name="e.ttl", by=OPERATOR)
    assert (again.added, again.gone, again.problems) == ([], [], [])


def test_an_export_keeps_levels_and_groups_and_takes_odd_addresses(energy: Scheme):
    odd = {"exactMatch": ["foo", "urn:uuid:ab c", "http://x.example/a b"]}
    Concept.objects.filter(key="sun").update(
        levels=["primary", "adult"], groups=["1.10"], matches=odd
    )
    body = exported(energy)
    sun = read_skos(body, format="ttl").concepts[0]
    assert sun.levels == ["primary", "adult"]
    assert sun.matches == {
        "exactMatch": ["urn:armillary:foo", "urn:uuid:ab%20c", "http://x.example/a%20b"]
    }
    import_scheme(body, file_name="e.ttl", by=OPERATOR)
    again = Concept.objects.get(key="sun")
    assert (again.levels, again.groups) == (["primary", "adult"], ["1.10"])


def test_a_plan_foretells_what_the_publisher_withdraws(energy: Scheme):
    gone = "; <http://www.w3.org/2002/07/owl#deprecated> true "
    body = (
        HEAD + concept("sun", "Sun", '; skos:altLabel "Sol"@en ') + concept("wind", "Wind", gone)
    ).encode()
    assert plan_import(body, file_name="e.ttl", by=OPERATOR).gone == ["wind"]
    import_scheme(body, file_name="e.ttl", by=OPERATOR)
    same = plan_import(body, file_name="e.ttl", by=OPERATOR)
    assert (same.added, same.gone, same.is_nothing) == ([], [], True)


def test_a_plan_knows_the_vocabulary_by_its_key_and_foretells_that_it_is_taken(energy: Scheme):
    body = b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <https://other.example/a> a skos:Concept ; skos:inScheme <https://other.example> ;
    skos:prefLabel "A"@en ."""
    with pytest.raises(SchemeTaken):
        plan_import(body, key="energy", file_name="e.ttl", by=OPERATOR)
    assert plan_import(body, key="other", file_name="e.ttl", by=OPERATOR).key == ""


def test_names_that_nobody_changed_are_not_in_the_way(energy: Scheme):
    take(concept("sun", "Education"), concept("wind", "Education"))
    found = name(labels={"en": "Education"}, others={"en": ["schooling"]})
    assert found.other_labels == {"en": ["schooling"]}


def test_going_back_to_the_file_is_refused_where_another_has_the_name_now(energy: Scheme):
    name(labels={"en": "Star"})
    name("wind", labels={"en": "Sun"})
    with pytest.raises(NameTaken, match="wind is called “Sun” already"):
        name(labels={"en": ""})


def _typed(field: Any) -> str:
    return str(field.get("value") or "") if field.tag == "input" else field.text_content().strip()


def test_what_somebody_else_named_meanwhile_stays(energy: Scheme, client: Client, curator: Person):
    client.force_login(curator)
    address = "/desk/vocabularies/energy/term/?key=sun"
    page = document_fromstring(client.get(address).content)
    fields = page.xpath("//main//form[@method='post']//*[@name]")
    sent = {field.get("name"): _typed(field) for field in fields}
    name(labels={"ar": "الشمس"})
    client.post(address, {**sent, "label-fr": "Soleil"})
    assert Concept.objects.get(key="sun").label.texts == {
        "en": "Sun",
        "ar": "الشمس",
        "fr": "Soleil",
    }


def test_rows_say_what_is_missing(energy: Scheme, django_assert_num_queries: Any):
    name(labels={"ar": "الشمس"})
    with django_assert_num_queries(1):
        rows = {row.scheme.key: row for row in scheme_rows()}
    assert (rows["energy"].concepts, rows["energy"].own) == (2, 1)
    assert rows["energy"].missing == {"ar": 1, "es": 2, "fr": 2, "ru": 2, "zh-hans": 2}
    assert rows["types"].missing == {}


def test_terms_are_found_by_tree_and_by_name(energy: Scheme):
    name("wind", labels={"fr": "Vent fort"})
    assert [row.key for row in scheme_page("energy", language="en").rows] == ["sun"]
    below = scheme_page("energy", above="sun", language="fr")
    assert [(row.key, row.name) for row in below.rows] == [("wind", "Vent fort")]
    assert below.trail == [("sun", "Sun")]
    found = scheme_page("energy", text="fort", language="en")
    assert [row.key for row in found.rows] == ["wind"]
    assert scheme_page("energy", text="zzz", language="en").rows == []
    with pytest.raises(NoSuchConcept):
        scheme_page("energy", above="moon", language="en")


# the doors


def test_desk_shows_names_and_imports(energy: Scheme, client: Client, curator: Person):
    client.force_login(curator)
    assert "Energy" in client.get("/desk/vocabularies/").content.decode()
    assert "sun" in client.get("/desk/vocabularies/energy/").content.decode()
    address = "/desk/vocabularies/energy/term/?key=sun"
    sent = {"label-en": "The Sun", "others-en": "Sol\r\nour star\r\n\r\n", "label-ar": "الشمس"}
    response = client.post(address, sent)
    assert (response.status_code, response["Location"]) == (302, address)
    assert key_named("energy", "our star") == "sun"
    assert "The file says:" in client.get(address).content.decode()
    refused = client.post(address, {"label-en": "Wind"})
    assert "wind is called “Wind” already." in refused.content.decode()
    assert label("energy", "sun", "en") == "The Sun"


def test_desk_plans_an_import_and_then_imports(
    energy: Scheme, client: Client, curator: Person, tmp_path: Any
):
    client.force_login(curator)
    file = tmp_path / "next.ttl"
    file.write_text(HEAD + concept("sun", "Sunlight"))
    with file.open("rb") as body:
        shown = client.post("/desk/vocabularies/import/", {"file": body, "plan": "1"})
    assert '<del lang="en"><bdi>Sun</bdi></del>' in shown.content.decode()
    assert label("energy", "sun", "en") == "Sun"
    with file.open("rb") as body:
        done = client.post("/desk/vocabularies/import/", {"file": body})
    assert (done.status_code, done["Location"]) == (302, "/desk/vocabularies/energy/")
    assert label("energy", "sun", "en") == "Sunlight"
    file.write_text("no vocabulary")
    with file.open("rb") as body:
        wrong = client.post("/desk/vocabularies/import/", {"file": body})
    assert (wrong.status_code, "wrong" in wrong.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "path",
    ["", "import/", "energy/", "energy/term/?key=sun", "energy/file.ttl"],
)
def test_desk_is_for_curators(energy: Scheme, client: Client, path: str):
    person = create_person("mia@example.org", name="Mia", by=OPERATOR)
    assert client.get(f"/desk/vocabularies/{path}").status_code == 302
    client.force_login(person)
    assert client.get(f"/desk/vocabularies/{path}").status_code == 403


def test_api_names_a_term(energy: Scheme, client: Client, curator: Person):
    address = "/api/v1/vocabularies/energy/term?key=sun"
    body = {"labels": {"ar": "الشمس"}}
    assert client.put(address, body, content_type="application/json").status_code == 401
    client.force_login(curator)
    answer = client.put(address, body, content_type="application/json").json()
    assert answer == client.get(address).json()
    assert answer["labels"] == {"en": "Sun", "ar": "الشمس"}
    assert answer["stated"] == {"en": "Sun"}
    assert client.get("/api/v1/vocabularies/energy/term?key=moon").status_code == 404
    download = client.get("/api/v1/vocabularies/energy/file.ttl")
    assert download["Content-Type"] == "text/turtle; charset=utf-8"
    assert len(read_skos(download.content, format="ttl").concepts) == 2


def test_command_line_names_plans_and_exports(energy: Scheme, tmp_path: Any):
    def run(*words: str) -> str:
        result = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    assert (
        run("name", "energy", "sun", "--language", "en", "--label", "The Sun") == "sun: The Sun\n"
    )
    run("name", "energy", "sun", "--language", "en", "--other", "our star")
    shown = json.loads(run("show", "energy", "sun", "--json"))
    assert (shown["labels"], shown["stated"]) == ({"en": "The Sun"}, {"en": "Sun"})
    assert shown["other_labels"] == {"en": ["our star"]}
    file = tmp_path / "out.ttl"
    run("export", "energy", str(file))
    assert "The Sun" in file.read_text()
    file.write_text(HEAD + concept("sea", "Sea"))
    assert run("import", str(file), "--dry-run").splitlines() == [
        "energy: 1 concepts in https://example.org/energy",
        "+ Sea",
        "- sun",
        "- wind",
    ]
