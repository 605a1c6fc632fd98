"""Reading and writing without a connection: the line to the site is cut and mended, the browser stays."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from conformance import live
from conformance.live import Site
from conformance.test_lists import until

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

DOOR = "Pages"
CLIENTS = ("Chromium",)

PATIENCE = 30.0
REPORTS = "SELECT text FROM evaluation_problemreport ORDER BY id"


class Line:
    """A line to the site that can be cut: what is on it is lost, and nobody gets through."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._is_cut = False
        self._open: set[socket.socket] = set()
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._ear.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._ear.close()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._ear.accept()
            except OSError:
                return
            if self._is_cut:
                caller.close()
                continue
            there = socket.create_connection(("127.0.0.1", self._port))
            self._open |= {caller, there}
            for one, other in ((caller, there), (there, caller)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(65_536):
                other.sendall(said)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            self._open.discard(each)


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    found = Line(urlsplit(site.address).port or 80)
    yield found
    found.close()


@pytest.fixture
def opened(line: Line) -> "Iterator[Chrome]":
    """A browser of its own for each check, with the worker at work."""
    try:
        with live.browser() as found:
            found.set_page_load_timeout(PATIENCE)
            found.get(line.address + "/about/")
            found.execute_async_script(
                "const done = arguments[0];"
                "const check = () => navigator.serviceWorker.controller ? done() : setTimeout(check, 100);"
                "check();"
            )
            yield found
    except FileNotFoundError as error:
        pytest.skip(f"{error} is not installed")


def text(opened: "Chrome") -> str:
    return str(opened.find_element("css selector", "main").text)


def kept(opened: "Chrome") -> list[str]:
    """The paths of the pages that the browser keeps."""
    found: list[str] = opened.execute_async_script(
        "const done = arguments[0];"
        "Promise.all(['pages', 'list'].map(async (name) => (await (await caches.open(name)).keys())"
        ".map((request) => request.url.slice(location.origin.length)))).then((all) => done(all.flat()));"
    )
    return found


def test_the_site_can_be_installed(opened: "Chrome", line: Line) -> None:
    opened.get(line.address + "/ar/")
    answer = opened.execute_cdp_cmd("Page.getAppManifest", {})
    assert answer["errors"] == []
    assert answer["url"] == line.address + "/manifest.webmanifest?language=ar"
    assert opened.execute_cdp_cmd("Page.getInstallabilityErrors", {})["installabilityErrors"] == []


def test_what_was_seen_is_read_without_a_connection(opened: "Chrome", line: Line) -> None:
    search = line.address + "/ar/resources/?q=%D9%81%D9%8A%D8%B2%D9%8A%D8%A7%D8%A1"
    opened.get(search)
    opened.find_element("css selector", ".hits h3 a").click()
    resource, title = opened.current_url, opened.title
    until(lambda: urlsplit(resource).path in kept(opened))
    line.cut()
    opened.get(resource)
    assert opened.title == title
    notice = opened.find_element("css selector", ".message").text
    assert "لا يوجد اتصال" in notice
    opened.get(search)
    assert opened.find_elements("css selector", ".hits h3 a")
    styled = opened.execute_script("return getComputedStyle(document.body).display")
    assert styled == "flex"


def test_what_was_never_seen_leads_to_what_is_kept(opened: "Chrome", line: Line) -> None:
    opened.get(line.address + "/collections/")
    until(lambda: "/collections/" in kept(opened))
    line.cut()
    opened.get(line.address + "/topics/")
    until(lambda: "/collections/" in str(opened.page_source))
    assert "Without a connection" in text(opened)
    link = opened.find_element("css selector", "#pages a")
    assert link.get_attribute("href") == line.address + "/collections/"
    opened.find_element("id", "forget").click()
    until(lambda: "Nothing is kept on this device yet." in text(opened))


def test_the_list_and_what_stands_on_it_are_kept_unseen(opened: "Chrome", line: Line) -> None:
    opened.get(line.address + "/resources/")
    button = opened.find_element("css selector", "a[data-keep]")
    resource = f"/resources/{button.get_attribute('data-keep')}/"
    button.click()
    public_id = button.get_attribute("data-keep")
    until(lambda: {resource, "/list/", f"/list/?ids={public_id}"} <= set(kept(opened)))
    line.cut()
    opened.get(line.address + resource)
    assert "Without a connection" not in text(opened)
    opened.get(line.address + "/list/")
    until(lambda: "ids=" in opened.current_url)
    assert len(opened.find_elements("css selector", "[data-entry]")) == 1
    line.mend()
    _write(opened, [{"id": public_id, "note": "For Ahmed only"}])
    opened.get(line.address + "/resources/")
    time.sleep(1)
    assert [path for path in kept(opened) if "note" in path] == []
    line.cut()
    opened.get(line.address + "/list/")
    until(lambda: "note." in opened.current_url)
    assert len(opened.find_elements("css selector", "[data-entry]")) == 1
    line.mend()
    opened.get(line.address + "/resources/")
    opened.find_element("css selector", "a[data-keep]").click()
    until(lambda: resource not in [path for path in kept(opened) if path.startswith("/resources/")])


def _write(opened: "Chrome", entries: list[dict[str, str]]) -> None:
    stored = json.dumps(entries)
    opened.execute_script("localStorage.setItem('armillary-list', arguments[0])", stored)


def test_a_form_filled_without_a_connection_is_sent_later(
    opened: "Chrome", line: Line, site: Site
) -> None:
    opened.get(line.address + "/resources/")
    resource = opened.find_element("css selector", "a[data-keep]").get_attribute("data-keep")
    time.sleep(2)  # the blank form is fetched behind the page
    line.cut()
    opened.get(f"{line.address}/report/?resource={resource}")
    assert opened.find_element("name", "resource").get_attribute("value") == resource
    opened.find_element("css selector", "input[name=kind]").click()
    opened.find_element("name", "text").send_keys("The second link is dead: é, 分数 & more.")
    opened.find_element("css selector", "main form button").click()
    until(lambda: "/offline/" in opened.current_url)
    until(lambda: "The second link is dead: é, 分数 & more." in text(opened))
    assert site.rows(REPORTS) == []
    line.mend()
    opened.get(line.address + "/about/")
    until(lambda: site.rows(REPORTS) == [("The second link is dead: é, 分数 & more.",)])
    opened.get(line.address + "/offline/")
    until(lambda: "Nothing waits to be sent." in text(opened))


def test_a_form_that_the_site_does_not_take_is_not_lost(
    opened: "Chrome", line: Line, site: Site
) -> None:
    before = site.rows(REPORTS)
    opened.get(line.address + "/report/")
    until(lambda: "/report/" in kept(opened))
    line.cut()
    opened.find_element("name", "resource").send_keys("nosuchthing")
    opened.find_element("css selector", "input[name=kind]").click()
    opened.find_element("name", "text").send_keys("Typed on a bus.")
    opened.find_element("css selector", "main form button").click()
    until(lambda: "Typed on a bus." in text(opened))
    line.mend()
    opened.get(line.address + "/offline/")
    opened.execute_script("navigator.serviceWorker.controller.postMessage({isOnline: true})")
    time.sleep(8)
    opened.get(line.address + "/offline/")
    until(lambda: "The site did not take this." in text(opened))
    assert "Typed on a bus." in text(opened)
    opened.find_element("css selector", "#forms button").click()
    until(lambda: "Nothing waits to be sent." in text(opened))
    assert site.rows(REPORTS) == before


def test_nothing_of_one_person_is_kept(opened: "Chrome", line: Line, site: Site) -> None:
    opened.get(line.address + "/collections/")
    until(lambda: "/collections/" in kept(opened))
    live.sign_in(opened, Site(line.address, site.home))
    opened.get(line.address + "/desk/")
    opened.get(line.address + "/lists/")
    time.sleep(1)
    assert [path for path in kept(opened) if "/desk/" in path or path == "/lists/"] == []
    assert "/collections/" not in kept(opened)
