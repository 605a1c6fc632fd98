"""axe-core finds nothing on any page, in both directions of script, on a phone and on a desk."""

import json
from collections.abc import Iterator

import pytest

from conformance import live
from conformance.conftest import HERE, Pages, in_languages, needed
from conformance.live import Site

DOOR = "Pages"
CLIENTS = ("axe-core", "Chromium")

AXE = HERE / "node_modules/axe-core/axe.min.js"
WIDTHS = (360, 1280)
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then(
  found => done(found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target).join(" | "))),
  error => done(["axe broke: " + error]));
"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core could not be installed by npm into conformance/node_modules")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    needed("chromium", package="chromium")
    needed("chromedriver", package="chromium-driver")
    with live.browser() as opened:
        yield opened


def violations(browser, axe: str, address: str, width: int) -> list[str]:
    live.resize(browser, width)
    browser.get(address)
    browser.execute_script(axe)
    return browser.execute_async_script(RUN)


def faults(
    browser, axe: str, site: Site, paths: list[str], widths: tuple[int, ...] = WIDTHS
) -> dict[str, list[str]]:
    found = {
        f"{path} at {width}": violations(browser, axe, site.address + path, width)
        for path in in_languages(paths)
        for width in widths
    }
    return {page: what for page, what in found.items() if what}


def test_axe_finds_nothing_on_public_pages(browser, axe: str, site: Site, pages: Pages) -> None:
    found = faults(browser, axe, site, pages.public)
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


def test_axe_finds_nothing_in_the_dark(browser, axe: str, site: Site, pages: Pages) -> None:
    with live.darkness(browser):
        live.sign_in(browser, site)
        found = faults(browser, axe, site, [*pages.public, *pages.desk], widths=(1280,))
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.planted("a heading too faint in the dark")
def test_axe_finds_what_is_too_faint_in_the_dark(browser, axe: str, site: Site) -> None:
    with live.darkness(browser):
        browser.get(site.address + "/about/")
        browser.execute_script("document.querySelector('main h1').style.color = '#16282d'")
        browser.execute_script(axe)
        found = [rule.partition(":")[0] for rule in browser.execute_async_script(RUN)]
    assert found == ["color-contrast"]


@pytest.mark.planted("a picture without a text")
def test_axe_finds_what_is_planted(browser, axe: str, site: Site) -> None:
    browser.get(site.address + "/about/")
    browser.execute_script("document.querySelector('main').innerHTML += '<img src=\"x.png\">'")
    browser.execute_script(axe)
    found = [rule.partition(":")[0] for rule in browser.execute_async_script(RUN)]
    assert found == ["image-alt"]


@pytest.mark.by("Chromium")
def test_no_page_is_wider_than_a_phone(browser, site: Site, pages: Pages) -> None:
    assert wider_than_a_phone(browser, site, pages.public) == []


@pytest.mark.by("Chromium")
def test_no_page_of_the_desk_is_wider_than_a_phone(browser, site: Site, pages: Pages) -> None:
    live.sign_in(browser, site)
    assert wider_than_a_phone(browser, site, pages.desk) == []


def wider_than_a_phone(browser, site: Site, paths: list[str]) -> list[str]:
    live.resize(browser, 320)
    wide = []
    for path in in_languages(paths):
        browser.get(site.address + path)
        if browser.execute_script("return document.documentElement.scrollWidth") > 320:
            wide.append(path)
    return wide


def test_axe_finds_nothing_on_the_desk(browser, axe: str, site: Site, pages: Pages) -> None:
    live.sign_in(browser, site)
    found = faults(browser, axe, site, pages.desk)
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)
