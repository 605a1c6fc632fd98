"""Topics: a subject on one page, perhaps for one level, with a curator's introduction."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml.html import document_fromstring
from typer.testing import CliRunner

from armillary.catalogue.interfaces.cli import app
from armillary.catalogue.models import TopicIntroduction
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    publish_collection,
    withdraw_resources,
)
from armillary.catalogue.topics.operations import LONGEST, introduce_topic
from armillary.catalogue.topics.queries import introduction_to, topic_of
from armillary.core.errors import InvalidInput, Refused
from armillary.core.texts import Maker, TranslatedText
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import LogEntry, Person
from armillary.search.operations import drain_outbox

from .conftest import texts

INTRODUCTION = TranslatedText.of(en="Share real things first.", fr="Partagez d’abord.")


def headings(root: Any) -> list[str]:
    return texts(root.xpath("//main//h2"))


def doors(root: Any, heading: str) -> dict[str, str]:
    links = root.xpath(f"//h2[.='{heading}']/following-sibling::ul[1]/li/a")
    return dict(zip(texts(links), [link.get("href") for link in links], strict=True))


@pytest.fixture
def fractions(publish: Any) -> list[Any]:
    return publish(
        {},
        {"titles": {"en": "Halves"}, "levels": ["lower-secondary"], "types": ["game"]},
        {"titles": {"fr": "Les tiers"}, "languages": ["fr"], "subjects": ["fractions"]},
        {"titles": {"en": "Light"}, "subjects": ["optics"]},
    )


def test_a_topic_tells_how_much_there_is_and_how_it_divides(page: Any, fractions: Any):
    html = page("/topics/mathematics/")
    assert texts(html.xpath("//h1")) == ["Mathematics"]
    [button] = html.xpath("//main//a[@class='button']")
    assert texts([button]) == ["See all 3 resources"]
    assert button.get("href") == "/resources/?subject=mathematics"
    within = doors(html, "Topics within")
    assert within["Numbers and operations 3"] == "/topics/numbers-and-operations/"
    assert doors(html, "By level") == {
        "Primary education 2": "/topics/mathematics/primary/",
        "Lower secondary education 1": "/topics/mathematics/lower-secondary/",
    }
    assert (
        doors(html, "By kind")["Educational game 1"] == "/resources/?subject=mathematics&type=game"
    )


def test_a_topic_for_one_level_has_that_only(page: Any, fractions: Any):
    html = page("/topics/fractions/lower-secondary/")
    assert texts(html.xpath("//h1")) == ["Fractions: Lower secondary education"]
    assert texts(html.xpath("//ol[@class='hits']/li/h3")) == ["Halves"]
    assert "See the 1 resource" in texts(html.xpath("//main//a[@class='button']"))
    assert "Topics within" not in headings(html)
    way = html.xpath("//main/div/nav//a/@href")
    assert way[0] == "/topics/"
    assert way[-1] == "/topics/fractions/"


def test_readers_begin_with_what_they_can_read_if_there_is_enough(page: Any, publish: Any):
    publish(*({"titles": {"en": f"Lesson {n}"}} for n in range(4)))
    publish(*({"titles": {"fr": f"Leçon {n}"}, "languages": ["fr"]} for n in range(3)))
    found = texts(page("/fr/topics/fractions/").xpath("//ol[@class='hits']/li/h3"))
    assert sorted(found) == ["Leçon 0", "Leçon 1", "Leçon 2"]
    html = page("/ru/topics/fractions/")
    assert len(html.xpath("//ol[@class='hits']/li")) == 6
    assert html.xpath("//p[@class='hint'][following-sibling::ol[@class='hits']]")


def test_the_introduction_is_in_the_readers_language_or_marked(page: Any, fractions: Any):
    introduce_topic(topic_of("fractions"), INTRODUCTION, by=OPERATOR)
    [lead] = page("/fr/topics/fractions/").xpath("//p[@class='lead']")
    assert texts([lead]) == ["Partagez d’abord."]
    [lead] = page("/ar/topics/fractions/").xpath("//p[@class='lead']/span[@lang='en'][@dir='ltr']")
    assert texts([lead]) == ["Share real things first."]
    assert not page("/topics/fractions/primary/").xpath("//p[@class='lead']")


def test_published_collections_that_have_it_are_named(page: Any, fractions: Any):
    for slug in ("open", "hidden"):
        made = create_collection(slug, title=TranslatedText.of(en=slug), by=OPERATOR)
        add_to_collection(made, fractions[0], by=OPERATOR)
        if slug == "open":
            publish_collection(made, by=OPERATOR)
    assert page("/topics/fractions/").xpath("//ul[@class='grid']//a/@href") == [
        "/collections/open/"
    ]
    assert not page("/topics/optics/").xpath("//ul[@class='grid']")


def test_a_topic_without_resources_says_so_and_leads_on(page: Any, fractions: Any):
    html = page("/topics/algebra/")
    assert html.xpath("//meta[@name='robots']/@content") == ["noindex,follow"]
    assert "/topics/mathematics/" in html.xpath("//main//li/a/@href")
    withdraw_resources([row.pk for row in fractions], by=SYSTEM, reason="Gone")
    drain_outbox()
    assert texts(page("/topics/").xpath("//main//p"))[-1] == "Nothing is listed yet."


@pytest.mark.parametrize(
    "address",
    ["/topics/nonsense/", "/topics/fractions/nonsense/", "/topics/primary/", "/topics/x/y/z/"],
)
def test_what_is_no_topic_is_404(page: Any, fractions: Any, address: str):
    page(address, 404)


def test_all_topics_are_listed_two_steps_deep(page: Any, fractions: Any):
    html = page("/topics/")
    links = html.xpath("//main//a/@href")
    assert {"/topics/mathematics/", "/topics/physics/", "/topics/optics/"} <= set(links)
    assert "/topics/chemistry/" not in links
    assert "/topics/mathematics/" in page("/").xpath("//main//a/@href")


def test_search_engines_are_told(client: Client, fractions: Any):
    body = client.get("/sitemaps/topics.xml").content.decode()
    assert "/ar/topics/fractions/</loc>" in body
    assert "/topics/chemistry/" not in body


class TestIntroducing:
    """Through every door, by those who may."""

    @pytest.fixture
    def desk(self, client: Client, curator: Person) -> Client:
        client.force_login(curator)
        return client

    def test_at_the_desk(self, desk: Client, fractions: Any):
        assert b"/desk/topics/fractions/" in desk.get("/desk/topics/").content
        sent = {"text-en": "Share.\r\nThen count.", "text-ar": "اقسم."}
        assert desk.post("/desk/topics/fractions/", sent).status_code == 302
        text = introduction_to(topic_of("fractions"))
        assert text.texts == {"en": "Share.\nThen count.", "ar": "اقسم."}
        desk.post("/desk/topics/fractions/", {**sent, "text-en": "Divide."})
        listed = desk.get("/desk/topics/").content.decode()
        assert "Out of date: العربية" in listed
        assert "The original has changed" in desk.get("/desk/topics/fractions/").content.decode()
        shown = self.shown(desk)
        assert shown["initial-text-en"] == "Divide."
        desk.post("/desk/topics/fractions/", {**shown, "text-en": "", "text-ar": ""})
        assert not TopicIntroduction.objects.exists()

    @staticmethod
    def shown(desk: Client) -> dict[str, str]:
        """What the form would send as it stands."""
        root = document_fromstring(desk.get("/desk/topics/fractions/").content)
        [form] = root.xpath("//main//form")
        return {name: (value or "").lstrip("\n") for name, value in form.form_values()}

    def test_a_form_opened_before_a_translation_was_saved_leaves_it_there(
        self, desk: Client, fractions: Any
    ):
        topic = topic_of("fractions")
        introduce_topic(topic, INTRODUCTION, by=OPERATOR)
        sent = self.shown(desk)
        text = INTRODUCTION.translate("ar", "اقسم.", by=Maker.PERSON)
        introduce_topic(topic, text, by=OPERATOR)
        desk.post("/desk/topics/fractions/", {**sent, "text-en": "Share, really."})
        assert introduction_to(topic).texts == {**text.texts, "en": "Share, really."}

    def test_the_end_of_a_line_counts_once(self, desk: Client, fractions: Any):
        words = "\r\n".join(["x" * 9] * 200)  # 1999 characters
        desk.post("/desk/topics/fractions/", {"text-en": words})
        assert introduction_to(topic_of("fractions")).texts["en"] == words.replace("\r\n", "\n")

    def test_over_the_api(self, desk: Client, fractions: Any):
        address = "/api/v1/topics/fractions?level=primary"
        sent = json.dumps({"introduction": {"en": "Share.", "sw": "Gawanya."}})
        told = desk.put(address, sent, content_type="application/json").json()
        assert told["introduction"] == {"en": "Share.", "sw": "Gawanya."}
        more = json.dumps({"introduction": {"sw": ""}})
        desk.put(address, more, content_type="application/json")
        told = Client().get(address).json()
        assert (told["introduction"], told["total"]) == ({"en": "Share."}, 2)
        assert told["labels"]["ar"] == "الكسور"
        assert told["q"] == "subject:fractions level:primary"
        assert told["page"].endswith("/topics/fractions/primary/")

    def test_at_the_command_line(self, fractions: Any):
        run = CliRunner().invoke
        done = run(app, ["introduce-topic", "fractions", "Share.", "--language", "en"])
        assert done.stdout == "fractions: en\n"
        said = run(app, ["topic", "fractions"]).stdout
        assert "3 resources" in said
        assert "en: Share." in said
        assert json.loads(run(app, ["topic", "optics", "--json"]).stdout)["total"] == 1

    def test_each_change_is_on_record(self, fractions: Any):
        introduce_topic(topic_of("fractions"), INTRODUCTION, by=OPERATOR)
        entry = LogEntry.objects.filter(action="introduce-topic").get()
        assert (entry.subject, entry.facts["languages"]) == ("fractions", ["en", "fr"])

    def test_nobody_else_may(self, fractions: Any, member: Person):
        for by in (VISITOR, member):
            with pytest.raises(Refused):
                introduce_topic(topic_of("fractions"), INTRODUCTION, by=by)

    def test_visitors_and_members_are_kept_out(self, client: Client, member: Person):
        address = "/desk/topics/fractions/"
        assert client.get(address).status_code == 302
        client.force_login(member)
        assert client.get(address).status_code == 403
        sent = json.dumps({"introduction": {"en": "x"}})
        answer = client.put("/api/v1/topics/fractions", sent, content_type="application/json")
        assert answer.status_code == 403
        assert not TopicIntroduction.objects.exists()

    def test_joiners_of_a_script_are_no_control_characters(self, db: None):
        text = TranslatedText.written({"fa": "می\u200cخواهم", "hi": "क्\u200dष"})
        introduce_topic(topic_of("fractions"), text, by=OPERATOR)
        assert introduction_to(topic_of("fractions")).texts == text.texts

    @pytest.mark.parametrize(
        "words",
        [{"en": "x" * (LONGEST + 1)}, {"nonsense!": "x"}, {"en": "a\x00b"}, {"en": "\u202e"}],
    )
    def test_what_cannot_be_kept_is_refused_in_words(self, db: None, words: dict[str, str]):
        with pytest.raises(InvalidInput):
            introduce_topic(topic_of("fractions"), TranslatedText.written(words), by=OPERATOR)
