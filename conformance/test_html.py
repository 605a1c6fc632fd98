"""The Nu Html Checker finds no error in any page."""

import json
import subprocess
from pathlib import Path

import pytest

from conformance.conftest import HERE, Pages, in_languages, needed
from conformance.live import EMAIL, PASSWORD, Site

DOOR = "Pages"
CLIENTS = ("vnu",)

JAR = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="module")
def java() -> str:
    program = needed("java", package="default-jre-headless")
    if not JAR.is_file():
        pytest.skip("vnu-jar could not be installed by npm into conformance/node_modules")
    return program


def errors(java: str, files: list[Path]) -> list[str]:
    command = [java, "-Xss1m", "-jar", JAR, "--errors-only", "--no-langdetect", "--format", "json"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{Path(m.get('url', '')).name}: {m['message']} … {m.get('extract', '')}" for m in messages
    ]


def save(folder: Path, pages: dict[str, bytes]) -> list[Path]:
    files = []
    for number, (path, content) in enumerate(pages.items()):
        name = "".join(c if c.isalnum() else "-" for c in path)[:80]
        files.append(folder / f"{number:03}{name}.html")
        files[-1].write_bytes(content)
    return files


def test_vnu_finds_no_error_in_public_pages(
    java: str, site: Site, pages: Pages, tmp_path: Path
) -> None:
    found = {path: site.read(path) for path in in_languages(pages.public)}
    faults = errors(java, save(tmp_path, found))
    assert faults == [], "\n".join(faults)


def test_vnu_finds_no_error_on_the_desk(
    java: str, site: Site, pages: Pages, tmp_path: Path
) -> None:
    read = signed_in(site)
    found = {path: read(path) for path in in_languages(pages.desk)}
    assert all(b"desk-menu" in content for path, content in found.items() if "/desk/" in path)
    faults = errors(java, save(tmp_path, found))
    assert faults == [], "\n".join(faults)


@pytest.mark.planted("an element that is not closed")
def test_vnu_finds_what_is_planted(java: str, site: Site, tmp_path: Path) -> None:
    broken = site.read("/").replace(b"</main>", b"<div></main>")
    assert any("Unclosed element" in error for error in errors(java, save(tmp_path, {"/": broken})))


def signed_in(site: Site):
    """A reader of pages with a session, by the standard library alone."""
    import http.cookiejar
    import re
    import urllib.parse
    import urllib.request

    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    opener = urllib.request.build_opener(jar)

    def read(path: str) -> bytes:
        return opener.open(site.address + path, timeout=30).read()

    form = read("/accounts/login/").decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert token
    asked = {"csrfmiddlewaretoken": token[1], "login": EMAIL, "password": PASSWORD}
    opener.open(site.address + "/accounts/login/", urllib.parse.urlencode(asked).encode())
    return read
