"""The keys of the desk's lists move, tick and press; they are silent where somebody types, and can be
turned off."""

from typing import TYPE_CHECKING

import pytest

from conformance import live
from conformance.live import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

DOOR = "Pages"
CLIENTS = ("Chromium",)

TICKED = "return document.querySelectorAll('tbody input[type=checkbox]:checked').length"
ROW = (
    "return [...document.querySelectorAll('main tbody tr')]"
    ".indexOf(document.activeElement.closest('tr'))"
)
LOADED = "return document.readyState === 'complete' && document.querySelector('main')?.innerText"


@pytest.fixture(scope="module")
def desk(site: Site) -> "Iterator[Chrome]":
    try:
        with live.browser() as opened:
            live.sign_in(opened, site)
            yield opened
    except FileNotFoundError as error:
        pytest.skip(f"{error} is not installed")


@pytest.fixture
def candidates(desk: "Chrome", site: Site) -> "Chrome":
    desk.get(site.address + "/desk/candidates/")
    desk.execute_script("localStorage.clear()")
    desk.get(site.address + "/desk/candidates/")
    return desk


def press(opened: "Chrome", keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(opened).send_keys(keys).perform()


def test_rows_are_reached_and_ticked(candidates: "Chrome") -> None:
    press(candidates, "jjx")
    assert (candidates.execute_script(ROW), candidates.execute_script(TICKED)) == (1, 1)
    press(candidates, "kx")
    assert (candidates.execute_script(ROW), candidates.execute_script(TICKED)) == (0, 2)
    press(candidates, "\ue015x")  # arrow down
    assert (candidates.execute_script(ROW), candidates.execute_script(TICKED)) == (1, 1)


def test_all_on_the_page_are_ticked_and_unticked(candidates: "Chrome") -> None:
    boxes = len(candidates.find_elements("css selector", "tbody input[type=checkbox]"))
    press(candidates, "a")
    assert candidates.execute_script(TICKED) == boxes > 1
    press(candidates, "a")
    assert candidates.execute_script(TICKED) == 0


def test_help_names_the_keys_of_this_page_and_closes(candidates: "Chrome") -> None:
    press(candidates, "?")
    dialog = candidates.find_element("id", "keys")
    assert dialog.is_displayed()
    assert "List the chosen" in dialog.text
    press(candidates, "?")
    assert not dialog.is_displayed()


def test_keys_are_silent_where_somebody_types(candidates: "Chrome") -> None:
    field = candidates.find_element("id", "reason")
    field.send_keys("jxa?")
    assert field.get_attribute("value") == "jxa?"
    assert candidates.execute_script(TICKED) == 0


def test_keys_can_be_turned_off_on_this_device(candidates: "Chrome", site: Site) -> None:
    press(candidates, "?")
    candidates.find_element("css selector", "#keys input").click()
    press(candidates, "?")
    press(candidates, "jx")
    assert candidates.execute_script(TICKED) == 0
    candidates.get(site.address + "/desk/candidates/")
    press(candidates, "jx")
    assert candidates.execute_script(TICKED) == 0


def test_decision_is_made_and_undone_without_a_mouse(candidates: "Chrome", site: Site) -> None:
    waiting = "SELECT count(*) FROM catalogue_resource WHERE state = 'candidate'"
    before = site.rows(waiting)
    press(candidates, "jxl")
    said = until(candidates, "resource decided.")
    assert site.rows(waiting) != before, said
    press(candidates, "u")
    until(candidates, "It is undone.")
    assert site.rows(waiting) == before


def until(opened: "Chrome", text: str) -> str:
    """What the page says once it says this and is wholly loaded, its keys included.

    One question to the browser: an element found before a page changes is stale after it.
    """
    from selenium.common.exceptions import WebDriverException
    from selenium.webdriver.support.ui import WebDriverWait

    def said(_: "Chrome") -> str:
        whole: str = opened.execute_script(LOADED) or ""
        return whole if text in whole else ""

    wait = WebDriverWait(opened, 20, ignored_exceptions=[WebDriverException])
    return wait.until(said, f"the page never said {text!r}")
