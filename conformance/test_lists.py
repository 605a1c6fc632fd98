"""The list that a reader keeps in the browser: kept, arranged, shared and forgotten, with the script and
without it."""

import json
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from conformance import live
from conformance.live import Site
from conformance.test_accessibility import RUN, axe  # noqa: F401  (a fixture)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver import Chrome

DOOR = "Pages"
CLIENTS = ("Chromium",)

PATIENCE = 20.0


@pytest.fixture(scope="module")
def opened(site: Site) -> "Iterator[Chrome]":
    try:
        with live.browser() as found:
            found.set_page_load_timeout(PATIENCE)  # a page that leads to itself for ever is a fault
            yield found
    except FileNotFoundError as error:
        pytest.skip(f"{error} is not installed")


@pytest.fixture(autouse=True)
def forgotten(opened: "Chrome", site: Site) -> None:
    """Each check begins in a browser that has kept nothing."""
    opened.get(site.address + "/about/")
    opened.execute_script("localStorage.clear(); sessionStorage.clear()")


def kept(opened: "Chrome") -> list[dict[str, str]]:
    return json.loads(
        opened.execute_script("return localStorage.getItem('armillary-list')") or "[]"
    )


def ids(opened: "Chrome") -> list[str]:
    return [entry["id"] for entry in kept(opened)]


def asked(opened: "Chrome") -> dict[str, list[str]]:
    return parse_qs(urlsplit(opened.current_url).query)


def until(condition: "Callable[[], bool]", patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    assert condition()


def keep(opened: "Chrome", site: Site, count: int = 3) -> list[str]:
    """Keep the first results, by a click each."""
    opened.get(site.address + "/resources/")
    for button in opened.find_elements("css selector", "a[data-keep]")[:count]:
        button.click()
    return ids(opened)


def open_list(opened: "Chrome", site: Site) -> None:
    opened.get(site.address + "/list/")
    until(lambda: "ids" in asked(opened))


def test_keep_is_a_button_that_can_be_pressed_again(opened: "Chrome", site: Site) -> None:
    opened.get(site.address + "/resources/")
    button = opened.find_element("css selector", "a[data-keep]")
    assert (button.aria_role, button.get_attribute("aria-pressed")) == ("button", "false")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert ids(opened) == [button.get_attribute("data-keep")]
    button.send_keys(" ")
    assert button.get_attribute("aria-pressed") == "false"
    assert ids(opened) == []
    assert opened.current_url == site.address + "/resources/"


def test_kept_resources_stand_on_the_list_in_every_language(opened: "Chrome", site: Site) -> None:
    chosen = keep(opened, site)
    assert len(chosen) == 3
    menu = opened.find_element("css selector", "a[data-kept]")
    assert menu.get_attribute("data-kept") == "3"
    opened.get(site.address + "/ar/list/")
    until(lambda: asked(opened) == {"ids": [",".join(chosen)]})
    assert len(opened.find_elements("css selector", "[data-entry]")) == 3


def test_what_is_written_and_moved_is_kept(opened: "Chrome", site: Site) -> None:
    first, second, third = keep(opened, site)
    open_list(opened, site)
    opened.find_element("id", f"note-{second}").send_keys("Draw it.")
    opened.find_element("id", f"minutes-{second}").send_keys("15")
    opened.find_element("css selector", f"button[name=up][value='{second}']").click()
    moved = [second, first, third]
    until(lambda: ids(opened) == moved)
    assert kept(opened)[0] == {"id": second, "note": "Draw it.", "minutes": "15"}
    opened.find_element("css selector", f"button[name=remove][value='{first}']").click()
    until(lambda: ids(opened) == [second, third])
    opened.find_element("id", "add").send_keys(f"{site.address}/resources/{first}/")
    opened.find_element("css selector", "form.list-form > p.actions button").click()
    until(lambda: ids(opened) == [second, third, first])
    open_list(opened, site)
    assert asked(opened)[f"note.{second}"] == ["Draw it."]


def test_last_one_removed_leaves_nothing(opened: "Chrome", site: Site) -> None:
    [only] = keep(opened, site, 1)
    open_list(opened, site)
    opened.find_element("css selector", f"button[name=remove][value='{only}']").click()
    until(lambda: opened.current_url == site.address + "/list/")
    until(lambda: ids(opened) == [])


def test_list_of_somebody_else_is_kept_only_on_demand(opened: "Chrome", site: Site) -> None:
    first, second, third = keep(opened, site)
    opened.execute_script("localStorage.setItem('armillary-list', arguments[0])",
                          json.dumps([{"id": first}]))  # fmt: skip
    opened.get(f"{site.address}/list/?ids={second},{third}&note.{third}=Theirs")
    opened.find_element("css selector", f"button[name=down][value='{second}']").click()
    until(lambda: asked(opened)["ids"] == [f"{third},{second}"])
    assert ids(opened) == [first]
    opened.find_element("css selector", "[data-keep-all] button").click()
    assert kept(opened) == [{"id": first}, {"id": third, "note": "Theirs"}, {"id": second}]


NOTHING = ["no JSON", "7", "null", '{"a": 1}', '[{"id": "<script>"}, {"x": 1}]', "[null, [], 1]"]


@pytest.mark.parametrize("stored", NOTHING)
def test_whatever_is_in_the_store_harms_nothing(opened: "Chrome", site: Site, stored: str) -> None:
    opened.execute_script("localStorage.setItem('armillary-list', arguments[0])", stored)
    opened.get(site.address + "/list/")
    assert opened.current_url == site.address + "/list/"
    assert len(keep(opened, site, 1)) == 1


def test_store_that_the_page_would_refuse_can_be_opened(opened: "Chrome", site: Site) -> None:
    odd = [{"id": "abc", "note": "x" * 9_000, "minutes": 9_000}, {"id": "d", "minutes": "<b>"}]
    opened.execute_script("localStorage.setItem('armillary-list', arguments[0])", json.dumps(odd))
    open_list(opened, site)
    assert asked(opened) == {"ids": ["abc,d"], "note.abc": ["x" * 500]}
    assert len(opened.find_elements("css selector", "[data-entry]")) == 2


def test_full_list_takes_no_more(opened: "Chrome", site: Site) -> None:
    many = [{"id": f"{number:012}"} for number in range(50)]
    opened.execute_script("localStorage.setItem('armillary-list', arguments[0])", json.dumps(many))
    opened.get(site.address + "/resources/")
    opened.find_element("css selector", "a[data-keep]").click()
    until(lambda: urlsplit(opened.current_url).path == "/list/")
    assert len(ids(opened)) == 50


def test_list_can_be_forgotten(opened: "Chrome", site: Site) -> None:
    keep(opened, site)
    open_list(opened, site)
    opened.find_element("css selector", "[data-forget] button").click()
    until(lambda: opened.current_url == site.address + "/list/")
    assert ids(opened) == []


def test_pages_of_lists_are_accessible(opened: "Chrome", site: Site, axe: str) -> None:  # noqa: F811
    listed = ",".join(keep(opened, site))
    for prefix in ("", "/ar"):
        for path in ("/list/", "/list/sheet/"):
            for width in (360, 1280):
                live.resize(opened, width)
                opened.get(f"{site.address}{prefix}{path}?ids={listed},zzzz")
                opened.execute_script(axe)
                assert opened.execute_async_script(RUN) == [], (prefix, path, width)
                wide = opened.execute_script("return document.documentElement.scrollWidth")
                assert wide <= width
