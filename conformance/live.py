"""A live installation with the demonstration content, in a home folder of its own."""

import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PROGRAM = Path(sys.executable).with_name("armillary")
FRAMEWORK = "standards"
ROOT = Path(__file__).parents[1]
STANDARDS = ROOT / "tests" / "payloads" / "vocabularies" / "standards.json"
EMAIL, PASSWORD = "ada@example.org", secrets.token_urlsafe(18)
PATIENCE = 120.0
HOOK = "https://library.invalid/hook"  # a name that nobody has
NONE: Mapping[str, int] = MappingProxyType({})
LAST_LISTED = "SELECT public_id FROM catalogue_resource WHERE state='listed' ORDER BY id DESC"


@dataclass(frozen=True)
class Site:
    """A running installation: its address and its home folder."""

    address: str
    home: Path

    def read(self, path: str) -> bytes:
        """What stands at a path or whole address; an error page too."""
        address = path if path.startswith("http") else self.address + path
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            return bytes(error.read())

    def rows(self, query: str) -> list[tuple[str, ...]]:
        """Straight from the database, past all of our own code."""
        connection = sqlite3.connect(f"file:{self.home}/armillary.sqlite3?mode=ro", uri=True)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


def environment(home: Path, address: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ARMILLARY_")}
    return {
        **clean,
        "ARMILLARY_HOME": str(home),
        "ARMILLARY_BASE_URL": address,
        "ARMILLARY_API_LIMIT": "0",
    }


def run_program(settings: dict[str, str], *words: str, typed: str = "") -> str:
    """What a command says. It has to succeed."""
    done = subprocess.run(
        [PROGRAM, *words], env=settings, input=typed, capture_output=True, text=True
    )
    assert done.returncode == 0, f"armillary {' '.join(words)}: {done.stderr[-2000:]}"
    return done.stdout


def fill(settings: dict[str, str]) -> None:
    """Demonstration content, learning standards, an administrator who follows a search and has
    a machine told, and one resource withdrawn."""

    run = partial(run_program, settings)
    run("migrate")
    run("demo")
    run("vocabularies", "import", str(STANDARDS), "--key", FRAMEWORK)
    run("people", "create-admin", EMAIL, "--name", "Ada", "--password-stdin", typed=PASSWORD + "\n")
    run("searches", "add", EMAIL, "Fractions", "fractions", "--filter", "level:primary")
    run("webhooks", "add", EMAIL, HOOK, "--name", "Library", "--event", "resource.merged")
    public_id = Site("", Path(settings["ARMILLARY_HOME"])).rows(LAST_LISTED)[0][0]
    run("harvest", "report", "open-repository", "--count", "--share")
    run("catalogue", "withdraw", public_id, "--reason", "Its publisher asked for it.")
    run("dissemination", "dump")


def change(settings: dict[str, str], *words: str) -> None:
    """What no command of ours does; see `conformance.catalogues`."""
    command = [sys.executable, "-m", "conformance.catalogues", *words]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(
    *,
    prepare: Callable[[dict[str, str]], None] = fill,
    wait: "Callable[[Site], None] | None" = None,
) -> Iterator[Site]:
    """A server on a home folder that `prepare` has filled, once `wait` finds it ready."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="armillary-conformance-") as folder:
        settings = environment(Path(folder), address)
        prepare(settings)
        with (Path(folder) / "serve.log").open("w") as log:
            server = subprocess.Popen(
                [PROGRAM, "serve", "--port", str(port)], env=settings, stdout=log, stderr=log
            )
            try:
                found = Site(address, Path(folder))
                (wait or wait_for)(found)
                yield found
            finally:
                server.terminate()
                server.wait(timeout=30)


def wait_for(site: Site) -> None:
    """Until the site answers and the withdrawal has reached harvesters."""
    [gone] = site.rows("SELECT public_id FROM catalogue_resource WHERE state='withdrawn'")[0]
    asked = f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{gone}"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            record = site.read(asked)
        except OSError:
            record = b""
        if b'status="deleted"' in record:
            return
        time.sleep(0.5)
    raise TimeoutError((site.home / "serve.log").read_text()[-3000:])


@contextmanager
def browser(preferences: Mapping[str, int] = NONE) -> Iterator["Chrome"]:
    """Headless Chromium that talks to nobody but us, with preferences by Chromium's own names. Raises
    `FileNotFoundError` without one."""
    from shutil import which

    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    chromium, driver = which("chromium"), which("chromedriver")
    if not chromium or not driver:
        raise FileNotFoundError("chromium or chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.add_experimental_option("prefs", dict(preferences))
    with tempfile.TemporaryDirectory() as profile:
        for argument in (
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking", "--disable-sync"),
            *("--disable-component-update", "--hide-scrollbars", f"--user-data-dir={profile}"),
        ):
            options.add_argument(argument)
        opened = webdriver.Chrome(options=options, service=Service(driver))
        try:
            opened.set_script_timeout(60)
            yield opened
        finally:
            opened.quit()


def resize(opened: "Chrome", width: int, height: int = 900) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@contextmanager
def darkness(opened: "Chrome") -> Iterator[None]:
    """As for a reader who has asked for dark colours."""
    _prefer(opened, "dark")
    try:
        yield
    finally:
        _prefer(opened, "")


def _prefer(opened: "Chrome", scheme: str) -> None:
    wanted = [{"name": "prefers-color-scheme", "value": scheme}]
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})


def sign_in(opened: "Chrome", site: Site) -> None:
    """Anew, whoever was signed in."""
    opened.execute_cdp_cmd("Network.clearBrowserCookies", {})
    opened.get(site.address + "/accounts/login/")
    opened.find_element("name", "login").send_keys(EMAIL)
    opened.find_element("name", "password").send_keys(PASSWORD)
    opened.find_element("css selector", "main form button").click()
    until = time.monotonic() + 30
    while "/accounts/login/" in opened.current_url and time.monotonic() < until:
        time.sleep(0.1)
    said = opened.find_element("tag name", "body").text
    opened.get(site.address + "/desk/")
    assert opened.current_url == site.address + "/desk/", said
