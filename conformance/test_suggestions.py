"""Suggestions below the search box: seen, reached by keys, quiet where they should be."""

import time
from typing import TYPE_CHECKING

import pytest

from conformance import live
from conformance.live import Site
from conformance.test_accessibility import RUN, axe  # noqa: F401  (a fixture)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

DOOR = "Pages"
CLIENTS = ("Chromium",)

STATE = """
const box = document.getElementById("q"), options = [...document.querySelectorAll("#suggestions li")];
return {
  open: box.getAttribute("aria-expanded") === "true",
  texts: options.map(each => each.textContent),
  chosen: options.findIndex(each => each.id === box.getAttribute("aria-activedescendant")),
  ink: getComputedStyle(box).color, paper: getComputedStyle(box).backgroundColor,
};
"""
WORDS = {"": "frac", "/ar": "كسو"}


@pytest.fixture(scope="module")
def opened(site: Site) -> "Iterator[Chrome]":
    try:
        with live.browser() as found:
            yield found
    except FileNotFoundError as error:
        pytest.skip(f"{error} is not installed")


def typing(opened: "Chrome", address: str, text: str) -> dict[str, object]:
    """What stands below the box a moment after somebody typed."""
    opened.get(address)
    opened.find_element("id", "q").send_keys(text)
    end = time.monotonic() + 20
    while not opened.execute_script(STATE)["open"] and time.monotonic() < end:
        time.sleep(0.1)
    return opened.execute_script(STATE)


def press(opened: "Chrome", keys: str) -> dict[str, object]:
    from selenium.webdriver import ActionChains

    ActionChains(opened).send_keys(keys).perform()
    return opened.execute_script(STATE)


@pytest.mark.parametrize("prefix", WORDS)
@pytest.mark.parametrize("width", [360, 1280])
def test_suggestions_are_accessible_and_the_words_can_be_read(
    opened: "Chrome",
    site: Site,
    axe: str,  # noqa: F811
    prefix: str,
    width: int,
) -> None:
    live.resize(opened, width)
    state = typing(opened, f"{site.address}{prefix}/", WORDS[prefix])
    assert state["open"]
    assert state["texts"]
    assert state["ink"] != state["paper"]
    opened.execute_script(axe)
    assert opened.execute_async_script(RUN) == []
    assert opened.execute_script("return document.documentElement.scrollWidth") <= width


def test_arrows_choose_and_return_opens(opened: "Chrome", site: Site) -> None:
    state = typing(opened, site.address + "/resources/", "frac")
    assert state["chosen"] == -1
    assert press(opened, "\ue015")["chosen"] == 0  # arrow down
    assert press(opened, "\ue013")["chosen"] == -1  # arrow up: the box itself
    press(opened, "\ue015\ue007")
    end = time.monotonic() + 20
    while "subject%3Afractions" not in opened.current_url and time.monotonic() < end:
        time.sleep(0.1)
    assert opened.current_url == site.address + "/resources/?q=subject%3Afractions"


def test_escape_closes_and_return_searches_for_the_words(opened: "Chrome", site: Site) -> None:
    typing(opened, site.address + "/", "frac")
    assert not press(opened, "\ue00c")["open"]
    press(opened, "\ue007")
    end = time.monotonic() + 20
    while "q=frac" not in opened.current_url and time.monotonic() < end:
        time.sleep(0.1)
    assert opened.current_url == site.address + "/resources/?q=frac"


def test_no_suggestions_where_data_is_saved(opened: "Chrome", site: Site) -> None:
    made = opened.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {
            "source": "Object.defineProperty(navigator, 'connection', "
            "{value: {saveData: true, effectiveType: '4g'}})"
        },
    )
    opened.get(site.address + "/")
    assert opened.find_element("id", "q").get_attribute("role") is None
    opened.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", made)
