"""Three people on their way through the site, each in English, Arabic and Chinese: a teacher with a phone,
a curator at the desk, and somebody who hears the page and has only a keyboard."""

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from conformance import live
from conformance.live import Site
from conformance.test_lists import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

DOOR = "Pages"
CLIENTS = ("Chromium",)

LANGUAGES = {"en": "", "ar": "/ar", "zh-hans": "/zh-hans"}
WORDS = {"en": "fractions", "ar": "الكسور", "zh-hans": "分数"}
WORK = 90.0  # seconds within which the worker has done what was asked
LANDMARKS = {"banner", "main", "contentinfo", "navigation"}
UNNAMED = "button", "link", "textbox", "searchbox", "combobox", "radio", "checkbox"

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def opened() -> "Iterator[Chrome]":
    try:
        with live.browser() as found:
            yield found
    except FileNotFoundError as error:
        pytest.skip(f"{error} is not installed")


@pytest.fixture(autouse=True)
def stranger(opened: "Chrome", site: Site) -> None:
    """Nobody is signed in, and nothing is kept."""
    opened.get(site.address + "/about/")
    opened.delete_all_cookies()
    opened.execute_script("localStorage.clear()")


def one(opened: "Chrome", selector: str) -> Any:
    return opened.find_element("css selector", selector)


def every(opened: "Chrome", selector: str) -> list[Any]:
    return opened.find_elements("css selector", selector)


def fits(opened: "Chrome") -> bool:
    return bool(
        opened.execute_script(
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


@in_each_language
def test_teacher_finds_keeps_and_prints(opened: "Chrome", site: Site, language: str) -> None:
    """Home, words, a filter, a resource whose terms are clear, the list, a lesson sheet."""
    live.resize(opened, 360)
    opened.get(site.address + LANGUAGES[language] + "/")
    assert one(opened, "html").get_attribute("lang").lower() == language
    one(opened, ".search-box input").send_keys(WORDS[language])
    one(opened, ".search-box button").click()
    until(lambda: parse_qs(urlsplit(opened.current_url).query).get("q") == [WORDS[language]])
    assert len(every(opened, ".hits > li")) > 2
    one(opened, ".filters > summary").click()
    level = one(opened, ".filters a[href*='level=primary']")
    opened.get(level.get_attribute("href"))
    assert every(opened, ".chips a[href]")
    assert fits(opened)
    one(opened, ".hits h3 a").click()
    assert len(every(opened, ".glance li")) == 4
    assert fits(opened)
    one(opened, "a[data-keep]").click()
    assert one(opened, "a[data-kept]").get_attribute("data-kept") == "1"
    one(opened, "a[data-kept]").click()
    until(lambda: "ids" in parse_qs(urlsplit(opened.current_url).query))
    assert len(every(opened, "[data-entry]")) == 1
    one(opened, "a[href*='/sheet/']").click()
    assert every(opened, ".sheet .qr svg")
    assert fits(opened)


@in_each_language
def test_curator_lists_what_waited_and_finds_it(
    opened: "Chrome", site: Site, language: str
) -> None:
    """From a candidate at the desk to a result of the search, and back by undoing the decision."""
    prefix = LANGUAGES[language]
    live.resize(opened, 1280)
    live.sign_in(opened, site)
    opened.get(f"{site.address}{prefix}/submit/form/")
    title = f"Weighing air with a balloon {language} {time.time_ns()}"
    one(opened, "main [name=title]").send_keys(title)
    one(opened, "main [name=address]").send_keys(f"https://lessons.example.org/{time.time_ns()}")
    one(opened, "main [name=language] option[value=en]").click()
    one(opened, "main [name=description]").send_keys(
        "Two balloons on a stick show that air has weight."
    )
    one(opened, "main form button[type=submit], main form button:not([type])").click()
    until(lambda: "/submissions/" in opened.current_url)
    opened.get(f"{site.address}{prefix}/desk/candidates/")
    until(lambda: _reloaded_has(opened, title), WORK)
    opened.find_element("partial link text", title[:40]).click()
    assert "/desk/resources/" in opened.current_url
    public_id = urlsplit(opened.current_url).path.rstrip("/").rpartition("/")[2]
    one(opened, "main button[value=list]").click()
    until(lambda: bool(every(opened, ".messages .message")))
    asked = f"{site.address}{prefix}/resources/?q=%22{title.replace(' ', '+')}%22"
    until(lambda: _finds(opened, asked, public_id), WORK)
    opened.get(f"{site.address}{prefix}/desk/decisions/")
    assert "Ada" in one(opened, "tbody tr").text
    one(opened, "tbody tr button").click()
    until(lambda: bool(every(opened, ".messages .message")))
    until(lambda: not _finds(opened, asked, public_id), WORK)


def _reloaded_has(opened: "Chrome", title: str) -> bool:
    opened.refresh()
    return title in one(opened, "main").text


def _finds(opened: "Chrome", asked: str, public_id: str) -> bool:
    opened.get(asked)
    return bool(every(opened, f".hits a[href*='{public_id}']"))


def tree(opened: "Chrome") -> list[tuple[str, str]]:
    """(role, name) of everything that assistive technology is told, in order."""
    nodes = opened.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and "role" in node
    ]


def press(opened: "Chrome", *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(opened).send_keys(*keys).perform()


@in_each_language
def test_listener_gets_there_by_keyboard_and_hears_every_name(
    opened: "Chrome", site: Site, language: str
) -> None:
    """Past the menu, into the box, to the results, to a resource: by keys, and nothing is nameless."""
    from selenium.webdriver.common.keys import Keys

    live.resize(opened, 1280)
    opened.get(site.address + LANGUAGES[language] + "/resources/")
    press(opened, Keys.TAB, Keys.ENTER)
    assert opened.execute_script("return document.activeElement.id") == "main"
    press(opened, Keys.TAB)
    assert opened.switch_to.active_element.get_attribute("name") == "q"
    press(opened, WORDS[language], Keys.ENTER)
    until(lambda: "q=" in opened.current_url and bool(every(opened, ".hits > li")))
    heard = tree(opened)
    assert {role for role, _name in heard} >= LANDMARKS
    assert [role for role, name in heard if role in UNNAMED and not name] == []
    headings = [name for role, name in heard if role == "heading"]
    assert len(headings) >= 3
    assert all(headings)
    jump = one(opened, "a[href='#results']")
    opened.execute_script("arguments[0].focus()", jump)
    press(opened, Keys.ENTER)
    assert opened.execute_script("return document.activeElement.id") == "results"
    reached = []
    for _number in range(12):
        press(opened, Keys.TAB)
        focused = opened.switch_to.active_element
        reached.append(focused.get_attribute("href") or "")
        outline = focused.value_of_css_property("outline-style")
        assert outline != "none", f"{reached[-1]} shows no focus"
        if "/resources/" in reached[-1] and "?" not in reached[-1]:
            press(opened, Keys.ENTER)
            break
    until(lambda: bool(every(opened, "article h1")))
    heard = tree(opened)
    assert [role for role, name in heard if role in UNNAMED and not name] == []
    assert ("heading", one(opened, "h1").text) in heard
