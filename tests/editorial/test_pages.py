"""What readers meet: pages, news, links on every page, in their language and in others."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.editorial.conftest import Page, Write, texts
from tests.portal.test_weight import LIMIT, transferred

from armillary.core.languages import INTERFACE_LANGUAGES, direction
from armillary.editorial import operations
from armillary.editorial.enums import PieceKind
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
WORDS = {
    "ar": "كن لطيفًا", "en": "Be kind", "es": "Sé amable", "fr": "Soyez aimable",
    "ru": "Будьте добры", "zh-hans": "请友善",
}  # fmt: skip


def links(root: Any, part: str) -> list[tuple[str, str]]:
    found = root.xpath(f"//{part}//li/a")
    return [(" ".join(link.text_content().split()), link.get("href")) for link in found]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_a_page_is_read_in_each_language_with_the_way_to_the_others(
    page: Page, write: Write, language: str
):
    write(title=WORDS, text=WORDS)
    prefix = "" if language == "en" else f"/{language}"
    root = page(f"{prefix}/about/house/")
    assert (root.get("lang"), root.get("dir")) == (language, direction(language))
    assert texts(root.xpath("//h1")) == [WORDS[language]]
    assert texts(root.xpath("//div[@class='prose']/p")) == [WORDS[language]]
    assert root.xpath("//h1/@lang") == []
    others = root.xpath("//main//nav//a/@hreflang")
    assert sorted(others) == sorted({*INTERFACE_LANGUAGES} - {language})
    assert root.xpath("//main//p[contains(@class, 'note')]") == []


def test_a_page_that_is_not_in_the_readers_language_says_so(page: Page, write: Write):
    write()
    root = page("/ar/about/house/")
    [prose] = root.xpath("//div[@class='prose']")
    assert (prose.get("lang"), prose.get("dir")) == ("en", "ltr")
    assert root.xpath("//h1")[0].get("lang") == "en"
    assert len(root.xpath("//main//p[contains(@class, 'note')]")) == 1
    assert root.xpath("//main//nav//a/@href") == ["/fr/about/house/"]


def test_a_language_that_the_interface_does_not_speak_is_read_too(page: Page, write: Write):
    write(title={"en": "Rules", "ur": "اصول"}, text={"en": "Be kind.", "ur": "مہربان بنیں۔"})
    [other] = page("/about/house/").xpath("//main//nav//a")
    assert (other.get("href"), other.get("lang")) == ("?text=ur", "ur")
    [prose] = page("/about/house/?text=ur").xpath("//div[@class='prose']")
    assert (prose.get("lang"), prose.get("dir")) == ("ur", "rtl")
    assert page("/about/house/?text=xx").xpath("//div[@class='prose']/@lang") == []


def test_a_translation_of_words_that_have_changed_says_so(page: Page, write: Write):
    write()
    write(text={"en": "Be kinder."})
    assert len(page("/fr/about/house/").xpath("//main//p[contains(@class, 'note')]")) == 1
    assert page("/about/house/").xpath("//main//p[contains(@class, 'note')]") == []


def test_the_words_for_search_engines_stay_within_their_attribute(page: Page, write: Write):
    words = '0;url=https://a.example/" http-equiv="refresh" x="&quot; **b** <i>'
    write(text={"en": words})
    root = page("/about/house/")
    [meta] = root.xpath("//meta[@name='description']")
    assert dict(meta.attrib) == {
        "name": "description",
        "content": '0;url=https://a.example/" http-equiv="refresh" x="" b <i>',
    }
    assert root.xpath("//meta[@http-equiv]") == []


def test_the_words_for_search_engines_are_few(page: Page, write: Write):
    write(text={"en": "word " * 50})
    [said] = page("/about/house/").xpath("//meta[@name='description']/@content")
    assert said == " ".join(["word"] * 40) + "…"


def test_what_was_unpublished_leaves_a_notice(page: Page, write: Write):
    write()
    operations.unpublish_piece(PieceKind.PAGE, "house", reason="Out of <date>.", by=OPERATOR)
    assert texts(page("/about/house/", status=410).xpath("//blockquote")) == ["Out of <date>."]
    assert ("House rules", "/about/house/") not in links(page("/about/"), "footer")


@pytest.mark.parametrize("address", ["/about/none/", "/news/none/", "/news/house/"])
def test_what_is_not_there_is_a_page_with_a_way_on(page: Page, write: Write, address: str):
    write()
    assert page(address, status=404).xpath("//main//a[@class='button']")


def test_pages_stand_in_the_menu_and_in_the_footer_in_their_order(page: Page, write: Write):
    write(name="second", place="footer", position=20)
    write(
        name="first", place="footer", position=10, title={"en": "First", "ar": "الأول", "fr": "Un"}
    )
    write(name="top", place="menu")
    write(name="drafted", place="menu", publish=False)
    write(name="nowhere")
    root = page("/about/")
    written = {f"/about/{name}/" for name in ("second", "first", "top", "drafted", "nowhere")}
    assert [link for link in links(root, "footer") if link[1] in written] == [
        ("First", "/about/first/"),
        ("House rules", "/about/second/"),
    ]
    assert [link for link in links(root, "header") if link[1] in written] == [
        ("House rules", "/about/top/")
    ]
    arabic = page("/ar/about/")
    assert ("الأول", "/ar/about/first/") in links(arabic, "footer")
    assert arabic.xpath("//footer//a[@href='/ar/about/second/']/@lang") == ["en"]


def test_the_about_page_opens_with_what_its_people_say(page: Page, write: Write):
    assert texts(page("/about/").xpath("//h1")) == ["About Armillary"]
    write(name="about", place="footer", title={"en": "Who we are"}, text={"en": "## Us\n\nWe."})
    root = page("/about/")
    assert texts(root.xpath("//h1")) == ["Who we are"]
    assert texts(root.xpath("//h2"))[:2] == ["Us", "About Armillary"]
    assert links(root, "footer").count(("Who we are", "/about/")) == 0
    moved = Client().get("/ar/about/about/")
    assert (moved.status_code, moved["Location"]) == (301, "/ar/about/")


@pytest.mark.usefixtures("index")
@time_machine.travel(NOON, tick=False)
def test_news_stands_on_the_front_page_and_in_its_list(page: Page, tell: Write):
    for day in range(1, 4):
        tell(f"n{day}", starts=f"2026-11-0{day}", summary={"en": f"Day {day}."})
    tell("old", starts="2026-11-01", ends="2026-11-29")
    home, news = page("/"), page("/news/")
    assert home.xpath("//section[h2[@id='news-title']]//h3/a/@href") == ["/news/n3/", "/news/n2/"]
    assert news.xpath("//h2/a/@href") == ["/news/n3/", "/news/n2/", "/news/n1/"]
    assert ("News", "/news/") in links(home, "footer")
    root = page("/news/old/")
    assert "This was news until" in texts(root.xpath("//article/p"))[0]


@pytest.mark.usefixtures("index")
def test_a_site_without_news_does_not_speak_of_it(page: Page):
    root = page("/")
    assert root.xpath("//h2[@id='news-title']") == []
    assert ("News", "/news/") not in links(root, "footer")
    assert texts(page("/news/").xpath("//main//div/p"))[0] == "There is no news yet."


def test_older_news_is_on_further_pages(page: Page, tell: Write):
    first = datetime(2026, 1, 1, tzinfo=UTC)
    with time_machine.travel(NOON, tick=False):
        for number in range(22):
            tell(f"n{number}", starts=str((first + timedelta(days=number)).date()))
        root = page("/news/")
        [onward] = root.xpath("//a[@rel='next']/@href")
        assert len(root.xpath("//h2/a")) == 20
        assert page(f"/news/{onward}").xpath("//h2/a/@href") == ["/news/n1/", "/news/n0/"]
        assert page("/news/?after=x", status=400).xpath("//h1")


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("address", ["/", "/news/", "/about/", "/about/house/"])
def test_a_page_costs_the_same_with_one_piece_and_with_three(
    page: Page, write: Write, tell: Write, address: str
):
    write(place="footer")
    tell("n0")
    page(address)
    counts = []
    for number in (1, 3):
        write(name=f"p{number}", place="menu")
        tell(f"n{number}")
        with CaptureQueriesContext(connection) as asked:
            page(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_longest_page_is_light_on_a_first_visit(write: Write, client: Client, language: str):
    words = " ".join(f"كلمة{number * 7919} word{number * 104729}" for number in range(2_000))
    write(title=WORDS, text=dict.fromkeys(WORDS, words[:20000]), place="footer")
    prefix = "" if language == "en" else f"/{language}"
    assert transferred(client, f"{prefix}/about/house/") < LIMIT
