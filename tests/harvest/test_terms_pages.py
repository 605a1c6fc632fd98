"""The inbox of unknown values at the desk: decide once, alike, for one source, and think again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import HtmlElement, document_fromstring

from armillary.catalogue.models import Resource
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.harvest.models import Source, SourceGrant, TermDecision, UnknownTerm
from armillary.harvest.operations.terms import decide_term, undo_term
from armillary.harvest.terms.queries import PAGE
from armillary.people.actors import OPERATOR
from armillary.people.enums import Role
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

Write = Callable[..., Source]
RunTasks = Callable[[], None]
ClientOf = Callable[[Person], Client]

TWO = {
    1: {"subject": "Phisics", "type": "Gizmo"},
    2: {"subject": "PHISICS", "level": "K-12ish"},
    3: {"subject": "Basket weaving"},
}
TABLE = "kind,value,key,source\ntypes,Gizmo,simulation,\n"


@pytest.fixture
def desk(curator: Person, client_of: ClientOf) -> Client:
    return client_of(curator)


@pytest.fixture
def source(write: Write) -> Source:
    return write("a", TWO)


def page_of(response: Any, status: int = 200) -> HtmlElement:
    assert response.status_code == status, response.content.decode()[:2000]
    return document_fromstring(response.content)


def text_of(page: HtmlElement) -> str:
    return " ".join(page.xpath("//main")[0].text_content().split())


def number_of(value: str) -> int:
    return UnknownTerm.objects.get(value=value).pk


def values_on(page: HtmlElement) -> list[str]:
    return [each.text_content().strip() for each in page.xpath("//ol[@class='hits']//h2")]


def subjects_of(number: int, name: str = "a") -> Any:
    resource = Resource.objects.get(keys__key=f"address:https://{name}.example/{number}")
    return resource.facts.get("subjects")


def wrong_on(page: HtmlElement) -> str:
    [said] = page.xpath("//p[@class='wrong']")
    return " ".join(said.text_content().split())


def test_overview_counts_what_waits_and_shows_the_commonest(desk: Client, source: Source):
    page = page_of(desk.get("/desk/terms/"))
    cards = [" ".join(card.text_content().split()) for card in page.xpath("//li[@class='card']")]
    assert cards == [
        "Subjects 2 The most frequent ones PhisicsBasket weaving",
        "Levels 1 The most frequent ones K-12ish",
        "Types 1 The most frequent ones Gizmo",
    ]
    [entry] = page.xpath("//nav[@class='desk-menu']//a[@aria-current='page']")
    assert (entry.get("href"), entry.text_content()) == ("/desk/terms/", "Unknown values (4)")


def test_menu_names_no_number_where_nothing_waits(desk: Client):
    page = page_of(desk.get("/desk/terms/"))
    [entry] = page.xpath("//nav[@class='desk-menu']//a[@aria-current='page']")
    assert entry.text_content() == "Unknown values"
    assert "Nothing waits for a decision." in text_of(page)


def test_list_shows_the_most_frequent_first_with_all_that_a_decision_needs(
    desk: Client, source: Source
):
    page = page_of(desk.get("/desk/terms/subjects/"))
    assert values_on(page) == ["Phisics", "Basket weaving"]
    first = page.xpath("//ol[@class='hits']/li")[0]
    assert "2 records" in first.text_content()
    links = [link.get("href") for link in first.xpath(".//a")]
    examples = Resource.objects.exclude(unknown={}).order_by("pk")[:2]
    assert links == [
        "/desk/sources/a/",
        *(f"/desk/resources/{each.public_id}/" for each in examples),
        f"/desk/terms/subjects/{number_of('Phisics')}/?",
    ]
    buttons = [button.get("value") for button in first.xpath(".//button[@name='one']")]
    assert buttons[0] == f"{number_of('Phisics')}:physics"
    assert buttons[-1] == f"{number_of('Phisics')}:"
    assert page.xpath("//select[@name='key']/optgroup[@label='Physics']/option[@value='optics']")


def test_one_click_decides_everywhere_and_says_so(
    desk: Client, source: Source, run_tasks: RunTasks
):
    answer = desk.post("/desk/terms/subjects/", {"one": f"{number_of('Phisics')}:physics"})
    decision = TermDecision.objects.get()
    assert answer["Location"] == f"/desk/terms/subjects/?decided={decision.pk}#waiting"
    page = page_of(desk.get(answer["Location"]))
    [said] = page.xpath("//div[@role='status']")
    assert " ".join(said.text_content().split()) == (
        "“Phisics” means “Physics” from now on, everywhere. 2 records follow in a moment. Undo"
    )
    assert values_on(page) == ["Basket weaving"]
    run_tasks()
    assert [subjects_of(number) for number in (1, 2, 3)] == [["physics"], ["physics"], None]


def test_undo_of_the_message_brings_everything_back(
    desk: Client, source: Source, run_tasks: RunTasks
):
    answer = desk.post("/desk/terms/subjects/", {"one": f"{number_of('Phisics')}:physics"})
    run_tasks()
    page = page_of(desk.get(answer["Location"]))
    [form] = page.xpath("//div[@role='status']//form")
    undone = desk.post(form.get("action"), dict(form.form_values()))
    assert undone["Location"] == "/desk/terms/subjects/?"
    page = page_of(desk.get(undone["Location"]))
    assert "The decision is undone; the value waits again." in text_of(page)
    assert values_on(page) == ["Phisics", "Basket weaving"]
    run_tasks()
    assert subjects_of(1) is None
    page = page_of(desk.get(answer["Location"]))
    assert page.xpath("//div[@role='status']") == []


def test_ticked_values_are_decided_alike_and_undone_together(desk: Client, source: Source):
    ticked = [number_of("Phisics"), number_of("Basket weaving")]
    answer = desk.post("/desk/terms/subjects/", {"term": ticked, "key": "physics"})
    page = page_of(desk.get(answer["Location"]))
    [said] = page.xpath("//div[@role='status']")
    lines = [" ".join(line.text_content().split()) for line in said.xpath(".//li")]
    assert lines == [
        "“Phisics” means “Physics” from now on, everywhere. 2 records",
        "“Basket weaving” means “Physics” from now on, everywhere. 1 record",
    ]
    assert "2 values are decided on. Their records follow in a moment." in said.text_content()
    [form] = page.xpath("//div[@role='status']//form")
    chosen = [field.get("value") for field in form.xpath(".//input[@name='decision']")]
    desk.post(form.get("action"), {"decision": chosen})
    assert set(TermDecision.objects.values_list("undone_by", flat=True)) != {""}
    page = page_of(desk.get("/desk/terms/decisions/"))
    assert "2 decisions are undone; their values wait again." in text_of(page)
    assert "No decision is in force here." in text_of(page)


def test_ticked_values_may_mean_nothing(desk: Client, source: Source, run_tasks: RunTasks):
    sent = {"term": number_of("Gizmo"), "nothing": "1", "key": "simulation"}
    answer = desk.post("/desk/terms/types/", sent)
    assert TermDecision.objects.get().key == ""
    page = page_of(desk.get(answer["Location"]))
    assert "“Gizmo” means nothing from now on, everywhere. 1 record follows" in text_of(page)
    run_tasks()
    resource = Resource.objects.get(keys__key="address:https://a.example/1")
    assert (resource.facts.get("types"), resource.unknown) == (None, {"subjects": ["Phisics"]})


def test_decision_for_one_source_leaves_the_other_waiting(
    desk: Client, source: Source, write: Write, run_tasks: RunTasks
):
    write("b", TWO)
    asked = "/desk/terms/subjects/?source=a"
    page = page_of(desk.get(asked))
    offered = page.xpath("//input[@name='holds_for']/@value")
    assert offered == ["", "a"]
    sent = {"term": number_of("Phisics"), "key": "physics", "holds_for": "a"}
    answer = desk.post(asked, sent)
    assert "source=a&holds_for=a&decided=" in answer["Location"]
    page = page_of(desk.get(answer["Location"]))
    assert "“Phisics” means “Physics” from now on, in a alone. 2 records" in text_of(page)
    assert page.xpath("//input[@name='holds_for' and @checked]/@value") == ["a"]
    assert values_on(page) == ["Basket weaving"]
    assert values_on(page_of(desk.get("/desk/terms/subjects/"))) == ["Basket weaving", "Phisics"]
    run_tasks()
    assert (subjects_of(1), subjects_of(1, "b")) == (["physics"], None)


def test_list_of_one_source_and_of_some_words(desk: Client, source: Source, write: Write):
    write("b", {1: {"subject": "Basket cases"}})
    assert values_on(page_of(desk.get("/desk/terms/subjects/?source=b"))) == ["Basket cases"]
    page = page_of(desk.get("/desk/terms/subjects/?words=BASKET"))
    assert values_on(page) == ["Basket weaving", "Basket cases"]
    assert page.xpath("//select[@name='source']/option/@value") == ["", "a", "b"]
    page = page_of(desk.get("/desk/terms/subjects/?words=nowhere"))
    assert "No value with these words waits for a decision." in text_of(page)


def test_all_of_a_page_can_be_ticked_without_a_script(desk: Client, source: Source):
    page = page_of(desk.get("/desk/terms/subjects/"))
    [link] = page.xpath("//a[starts-with(text(), 'Tick all')]/@href")
    page = page_of(desk.get(f"/desk/terms/subjects/{link}"))
    assert len(page.xpath("//input[@name='term' and @checked]")) == 2


def test_vocabulary_of_two_terms_has_a_button_for_each(desk: Client, write: Write):
    write("a", {1: {"free": "for a song"}})
    page = page_of(desk.get("/desk/terms/free/"))
    keys = [value.partition(":")[2] for value in page.xpath("//button[@name='one']/@value")]
    assert keys == ["yes", "no", ""]


def test_lists_are_paged_by_key_and_a_decision_stays_on_its_page(desk: Client, write: Write):
    write("a", {number: {"type": f"Gizmo {number:02}"} for number in range(PAGE + 2)})
    page = page_of(desk.get("/desk/terms/types/"))
    assert len(values_on(page)) == PAGE
    [following] = page.xpath("//a[@rel='next']/@href")
    second = f"/desk/terms/types/{following}".partition("#")[0]
    assert values_on(page_of(desk.get(second))) == ["Gizmo 20", "Gizmo 21"]
    answer = desk.post(second, {"one": f"{number_of('Gizmo 20')}:video"})
    assert values_on(page_of(desk.get(answer["Location"]))) == ["Gizmo 21"]
    answer = desk.post(second, {"one": f"{number_of('Gizmo 21')}:video"})
    page = page_of(desk.get(answer["Location"]))
    assert "Nothing more waits here." in text_of(page)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Tick the values that are to be decided on."),
        ({"key": "physics"}, "Tick the values that are to be decided on."),
        ({"term": "PHISICS"}, "Choose what they mean, or say that they mean nothing."),
        ({"term": "x", "key": "physics"}, "Select a valid choice. x is not one of the"),
        ({"term": "PHISICS", "key": "no-such"}, "Select a valid choice. no-such is not one of"),
        ({"one": "x:physics"}, "Enter a valid value."),
        ({"one": "PHISICS:no-such"}, "“no-such” is no key of the vocabulary “Subjects”."),
        ({"term": "PHISICS", "key": "physics", "holds_for": "b"}, "Select a valid choice. b is"),
    ],
)
def test_form_says_what_is_missing_and_keeps_what_was_ticked(
    desk: Client, source: Source, sent: dict[str, str], sentence: str
):
    number = str(number_of("Phisics"))
    told = {name: value.replace("PHISICS", number) for name, value in sent.items()}
    page = page_of(desk.post("/desk/terms/subjects/", told), 400)
    assert sentence in wrong_on(page)
    ticked = page.xpath("//input[@name='term' and @checked]/@value")
    assert ticked == ([number] if sent.get("term") == "PHISICS" else [])
    assert not TermDecision.objects.exists()


def test_value_that_somebody_decided_on_meanwhile_is_said_and_the_others_stay(
    desk: Client, source: Source
):
    decide_term("subjects", "phisics", "optics", by=OPERATOR)
    ticked = [number_of("Phisics"), number_of("Basket weaving")]
    page = page_of(desk.post("/desk/terms/subjects/", {"term": ticked, "key": "physics"}), 409)
    assert wrong_on(page) == "“Phisics” is decided on: it means “Optics”. Undo that first."
    assert page.xpath("//input[@name='term' and @checked]/@value") == [str(ticked[1])]
    assert TermDecision.objects.count() == 1


def test_value_of_another_kind_is_not_decided_on(desk: Client, source: Source):
    page = page_of(
        desk.post("/desk/terms/subjects/", {"one": f"{number_of('Gizmo')}:physics"}), 404
    )
    assert wrong_on(page) == f"There is no value {number_of('Gizmo')} of this kind."


def test_enter_presses_a_button_that_sends_nothing(desk: Client, source: Source):
    """The first one of a form is meant, wherever the key is pressed."""
    for path in ("/desk/terms/subjects/", f"/desk/terms/subjects/{number_of('Phisics')}/"):
        [form] = page_of(desk.get(path)).xpath("//main//form[@method='post']")
        first = form.xpath(".//button")[0]
        assert (first.get("formmethod"), first.get("name")) == ("dialog", None)


def test_one_value_shows_who_has_it_and_leads_back_to_its_list(
    desk: Client, source: Source, write: Write
):
    write("b", {1: {"subject": "phisics"}})
    address = f"/desk/terms/subjects/{number_of('Phisics')}/?words=phi"
    page = page_of(desk.get(address))
    assert page.xpath("//h1")[0].text_content() == "Phisics"
    rows = [row.xpath("./td//text()") for row in page.xpath("//tbody/tr")]
    assert rows == [
        ["a", "https://a.example/1"],
        ["a", "https://a.example/2"],
        ["b", "https://b.example/1"],
    ]
    labels = [each.text_content().strip() for each in page.xpath("//fieldset//label")]
    assert labels == ["everywhere", "only for a (2)", "only for b (1)"]
    sent = {"term": number_of("Phisics"), "key": "optics", "holds_for": "b"}
    answer = desk.post(address, sent)
    decision = TermDecision.objects.get()
    assert decision.source == Source.objects.get(name="b")
    assert answer["Location"] == f"/desk/terms/subjects/?words=phi&decided={decision.pk}#waiting"
    page = page_of(desk.get(address))
    assert "only for b" in page.xpath("//tbody")[0].text_content()
    refused = page_of(desk.post(address, sent), 409)
    assert wrong_on(refused) == "“Phisics” is decided on: it means “Optics”. Undo that first."


def test_value_that_is_decided_on_says_so_and_may_mean_otherwise_in_one_source(
    desk: Client, source: Source
):
    decide_term("types", "Gizmo", "video", by=OPERATOR)
    address = f"/desk/terms/types/{number_of('Gizmo')}/"
    page = page_of(desk.get(address))
    assert "No record that has it waits for a decision." in text_of(page)
    assert "To decide otherwise, undo a decision first." in text_of(page)
    sent = {"term": number_of("Gizmo"), "key": "simulation", "holds_for": "a"}
    assert desk.post(address, sent).status_code == 302
    means = [cell.text_content() for cell in page_of(desk.get(address)).xpath("//tbody/tr/td[1]")]
    assert means[:2] == ["Video", "Simulation"]


def test_decisions_in_force_say_who_and_when(desk: Client, curator: Person, source: Source):
    decide_term("subjects", "Phisics", "physics", by=curator)
    decide_term("types", "Gizmo", None, source=source, by=OPERATOR)
    undo_term(decide_term("levels", "K-12ish", "primary", by=curator), by=curator)
    page = page_of(desk.get("/desk/terms/decisions/"))
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
    assert rows[0].startswith("GizmoTypes nothing only for a 1 At the command line")
    assert rows[0].endswith("Undo: Gizmo")
    assert rows[1].startswith("PhisicsSubjects Physics everywhere 2 Cura Tor")
    assert len(rows) == 2
    page = page_of(desk.get("/desk/terms/decisions/?kind=types&words=giz"))
    assert len(page.xpath("//tbody/tr")) == 1
    page = page_of(desk.get("/desk/terms/decisions/?words=nowhere"))
    assert "No decision is in force here." in text_of(page)


def test_undo_goes_back_to_this_site_only(desk: Client, source: Source):
    for back, leads_to in (
        ("/desk/terms/types/?source=a", "/desk/terms/types/?source=a"),
        ("https://evil.example/", "/desk/terms/decisions/"),
        ("//evil.example/", "/desk/terms/decisions/"),
    ):
        decision = decide_term("types", "Gizmo", "video", by=OPERATOR)
        sent = {"decision": decision.pk, "back": back}
        assert desk.post("/desk/terms/decisions/undo/", sent)["Location"] == leads_to


def test_decision_is_undone_once(desk: Client, source: Source):
    decision = decide_term("types", "Gizmo", "video", by=OPERATOR)
    for status in (302, 409):
        answer = desk.post("/desk/terms/decisions/undo/", {"decision": decision.pk})
        assert answer.status_code == status
    assert "This decision is undone already." in answer.content.decode()
    assert desk.get("/desk/terms/decisions/undo/").status_code == 405


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 400), ({"decision": "x"}, 400), ({"decision": 10**17}, 404)]
)
def test_what_is_no_decision_is_not_undone(desk: Client, sent: dict[str, Any], status: int):
    assert desk.post("/desk/terms/decisions/undo/", sent).status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/desk/terms/colours/", 400),
        ("/desk/terms/subjects/?source=nobody", 404),
        ("/desk/terms/?source=nobody", 404),
        ("/desk/terms/subjects/?after=damaged", 400),
        ("/desk/terms/subjects/?decided=99", 404),
        ("/desk/terms/subjects/?decided=x,-1,,9999999999999999999999", 200),
        ("/desk/terms/subjects/99/", 404),
        ("/desk/terms/subjects/99999999999999999999999999/", 404),
        ("/desk/terms/decisions/?kind=colours", 400),
        ("/desk/terms/decisions/?after=damaged", 400),
    ],
)
def test_address_that_leads_nowhere_is_a_page(desk: Client, source: Source, path: str, status: int):
    assert desk.get(path).status_code == status


PAGES = (
    "/desk/terms/", "/desk/terms/subjects/", "/desk/terms/subjects/{}/", "/desk/terms/decisions/",
    "/desk/terms/decisions.csv", "/desk/terms/exchange/",
)  # fmt: skip


def test_only_curators_of_the_whole_site_see_and_decide(
    client: Client, client_of: ClientOf, member: Person, source: Source
):
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=source)
    decision = decide_term("types", "Gizmo", "video", by=OPERATOR)
    number = number_of("Phisics")
    granted = client_of(member)
    for path in PAGES:
        visited = client.get(path.format(number))
        assert visited["Location"].startswith("/accounts/login/")
        assert granted.get(path.format(number)).status_code == 403
    for path, sent in (
        ("/desk/terms/subjects/", {"one": f"{number}:physics"}),
        (f"/desk/terms/subjects/{number}/", {"term": number, "key": "physics"}),
        ("/desk/terms/decisions/undo/", {"decision": decision.pk}),
        ("/desk/terms/exchange/", {"file": SimpleUploadedFile("d.csv", TABLE.encode())}),
    ):
        assert client.post(path, sent).status_code == 302
        assert granted.post(path, sent).status_code == 403
    assert TermDecision.objects.get().undone_at is None
    page = page_of(granted.get("/desk/sources/a/"))
    assert page.xpath("//nav[@class='desk-menu']//a[@href='/desk/terms/']") == []


def test_source_and_receipt_lead_to_the_inbox_of_that_source(
    desk: Client, client_of: ClientOf, member: Person, source: Source
):
    run = source.runs.get()
    wanted = [f"/desk/terms/{kind}/?source=a" for kind in ("subjects", "levels", "types")]
    for path in ("/desk/sources/a/", f"/desk/sources/a/runs/{run.pk}/"):
        page = page_of(desk.get(path))
        assert page.xpath(
            "//a[contains(@href, '/desk/terms/') and contains(@href, '=a')]/@href"
        ) == (wanted)
    for path in ("/desk/sources/a/mapping/preview/", "/desk/sources/a/mapping/dry-run/"):
        assert page_of(desk.get(path)).xpath("//a[@href='/desk/terms/?source=a']")
    SourceGrant.objects.create(person=member, role=Role.CURATOR, on=source)
    page = page_of(client_of(member).get("/desk/sources/a/"))
    assert "Subjects 2" in text_of(page)
    assert page.xpath("//a[contains(@href, '/desk/terms/')]") == []


def test_decisions_leave_as_a_table_and_come_back(
    desk: Client, source: Source, run_tasks: RunTasks
):
    decision = decide_term("types", "Gizmo", "simulation", by=OPERATOR)
    answer = desk.get("/desk/terms/decisions.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="decisions.csv"'
    assert answer.content.decode() == TABLE
    undo_term(decision, by=OPERATOR)
    for sentence in ("1 decision was taken over.", "No decision was taken over."):
        sent = {"file": SimpleUploadedFile("decisions.csv", answer.content)}
        page = page_of(desk.post("/desk/terms/exchange/", sent))
        assert sentence in text_of(page)
    assert "1 was in force already." in text_of(page)
    run_tasks()
    resource = Resource.objects.get(keys__key="address:https://a.example/1")
    assert resource.facts["types"] == ["simulation"]


def test_rows_that_cannot_be_used_are_named(desk: Client):
    table = TABLE.replace(",", ";") + "types;Gadget;no-such;\n"
    sent = {"file": SimpleUploadedFile("d.csv", b"\xef\xbb\xbf" + table.encode())}
    page = page_of(desk.post("/ar/desk/terms/exchange/", sent))
    assert TermDecision.objects.get().term.value == "Gizmo"
    [row] = page.xpath("//tbody/tr")
    assert row.xpath("./th")[0].text_content() == "3"
    assert "no-such" in row.text_content()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (b"a,b\n1,2\n", "The table has no column called kind, value, key."),
        ("kind,value,key\ntypes,Gerät,video\n".encode("latin-1"), "The table is no UTF-8 text."),
        (b"", "Choose a file that has rows."),
        (None, "Choose a file that has rows."),
    ],
)
def test_file_that_is_no_table_of_decisions_says_why(
    desk: Client, table: bytes | None, sentence: str
):
    sent = {} if table is None else {"file": SimpleUploadedFile("d.csv", table)}
    page = page_of(desk.post("/desk/terms/exchange/", sent), 400)
    assert sentence in page.xpath("//*[@id='id_file_error']")[0].text_content()
    assert not TermDecision.objects.exists()


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_pages_open_in_every_language_and_direction(desk: Client, source: Source, language: str):
    decide_term("types", "Gizmo", "video", by=OPERATOR)
    prefix = "" if language == "en" else f"/{language}"
    for path in ("/desk/terms/decisions.csv", *PAGES):
        if path.endswith(".csv"):
            continue
        page = page_of(desk.get(prefix + path.format(number_of("Phisics"))))
        assert (page.get("lang"), page.get("dir")) == (
            language, "rtl" if language == "ar" else "ltr"
        )  # fmt: skip


def test_query_count_does_not_depend_on_how_many_wait(desk: Client, write: Write):
    def cost() -> list[int]:
        decided = ",".join(str(pk) for pk in TermDecision.objects.values_list("pk", flat=True))
        found = []
        for path in (
            "/desk/terms/", "/desk/terms/types/", "/desk/terms/types/?source=a&words=gizmo",
            f"/desk/terms/types/?decided={decided}", "/desk/terms/decisions/",
            f"/desk/terms/types/{number_of('Gizmo 1')}/",
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as seen:
                assert desk.get(path).status_code == 200
            found.append(len(seen))
        return found

    write("a", {1: {"type": "Gizmo 1"}, 2: {"type": "Gadget 2"}})
    decide_term("types", "Gadget 2", "video", by=OPERATOR)
    cost()  # vocabularies are read once
    before = cost()
    many = {n: {"type": f"Gizmo {n % 15}"} for n in range(1, 40)}
    for name in ("a", "b", "c"):
        write(name, {**many, 40: {"type": "Gadget 2"}, 41: {"type": "Gadget 3"}})
    decide_term("types", "Gadget 3", "video", by=OPERATOR)
    assert cost() == before
