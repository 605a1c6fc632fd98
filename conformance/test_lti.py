"""lti1p3platform as learning platform: it opens our tool in a frame of another site, in a Chromium that
keeps no cookies there, and takes what was picked."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from conformance import live
from conformance.live import LAST_LISTED, PROGRAM, Site, environment, free_port

pytest.importorskip("lti1p3platform", reason="lti1p3platform is not installed (Python package)")

from conformance.lms import CLIENT, DATA, DEPLOYMENT, LTI, Lms, running_lms
from conformance.test_accessibility import AXE, RUN

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

DOOR = "LTI"
CLIENTS = ("lti1p3platform", "Chromium")

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
KEEPS_A_COOKIE = "document.cookie = 'a=b; SameSite=None; Secure'; return document.cookie"


@pytest.fixture(scope="module")
def tool(site: Site) -> Iterator[Site]:
    """The same installation at another port, where it may ask a platform on this machine."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        **environment(site.home, address),
        "ARMILLARY_ALLOW_PRIVATE_ADDRESSES": "on",
        "PYTHONUNBUFFERED": "1",
    }
    command = [PROGRAM, "django", "runserver", "--noreload", f"127.0.0.1:{port}"]
    with (site.home / "lti.log").open("w") as log:
        server = subprocess.Popen(command, env=settings, stdout=log, stderr=log)
        try:
            found = Site(address, site.home)
            patiently(lambda: b"ok" in _read(found))
            yield found
        finally:
            server.terminate()
            server.wait(timeout=30)


def _read(site: Site) -> bytes:
    try:
        return site.read("/healthz")
    except OSError:
        return b""


@pytest.fixture(scope="module")
def lms(tool: Site) -> Iterator[Lms]:
    """Connected at the command line, as an administrator of the site does."""
    with running_lms(tool.address) as found:
        done = subprocess.run(
            [
                *(PROGRAM, "lti", "add", found.address, CLIENT, "--deployment", DEPLOYMENT),
                *("--login", f"{found.address}/auth", "--keys", f"{found.address}/keys"),
            ],
            env=environment(tool.home, tool.address),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        yield found


NO_OTHERS = {"profile.cookie_controls_mode": 1}  # cookies of third parties
NOTHING = {"profile.default_content_setting_values.cookies": 2}  # cookies and storage of anybody


@contextmanager
def chromium(preferences: dict[str, int]) -> "Iterator[Chrome]":
    try:
        with live.browser(preferences) as found:
            live.resize(found, 1280)
            yield found
    except FileNotFoundError as error:
        pytest.skip(f"{error} is not installed")


@pytest.fixture
def opened() -> "Iterator[Chrome]":
    with chromium(NO_OTHERS) as found:
        yield found


def patiently(met: Callable[[], object], seconds: float = 30.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if met():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{met} did not come about")


def in_frame(opened: "Chrome", selector: str) -> list[Any]:
    """Elements of the tool's page; none while it is on the way."""
    from selenium.common.exceptions import WebDriverException

    opened.switch_to.default_content()
    try:
        opened.switch_to.frame("tool")
        return opened.find_elements("css selector", selector)
    except WebDriverException:
        return []


def words(opened: "Chrome") -> str:
    """The first heading of the tool's page."""
    from selenium.common.exceptions import WebDriverException

    try:
        return str(in_frame(opened, "h1")[0].text)
    except (IndexError, WebDriverException):
        return ""


def cookies(opened: "Chrome") -> list[Any]:
    found: list[Any] = opened.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]
    return found


@pytest.mark.parametrize(
    ("preferences", "storage", "presses"),
    [
        (NO_OTHERS, "", False),
        (NOTHING, "_parent", False),
        (NOTHING, "keeper", False),
        (NOTHING, "", True),
    ],
    ids=["own storage", "platform's page", "a frame of the platform", "a press of a button"],
)
def test_teacher_picks_in_a_frame_without_cookies(
    lms: Lms, preferences: dict[str, int], storage: str, presses: bool
) -> None:
    """Search, tick two, narrow down, tick one more; the platform takes three, and opens one of them."""
    with chromium(preferences) as opened:
        arrive(opened, lms, "pick", storage, presses=presses)
        patiently(lambda: words(opened) == "Pick for your course")
        assert not opened.execute_script(KEEPS_A_COOKIE)
        if storage:
            opened.switch_to.default_content()
            if storage != "_parent":
                opened.switch_to.frame(storage)
            assert opened.execute_script("return document.title") == "lti.get_data"
        items = pick_three(opened, lms)
        lms.hints["picked"] = items[0]["url"]
        arrive(opened, lms, "picked", storage, presses=presses)
        patiently(lambda: words(opened) == items[0]["title"])
        assert in_frame(opened, "a.button[target=_blank]")
        assert cookies(opened) == []


def arrive(opened: "Chrome", lms: Lms, hint: str, storage: str, *, presses: bool) -> None:
    opened.get(f"{lms.address}/course?hint={hint}&storage={storage}")
    if presses:
        patiently(lambda: in_frame(opened, "#lti-prove button"))
        time.sleep(3)  # nothing happens by itself
        in_frame(opened, "#lti-prove button")[0].click()


def pick_three(opened: "Chrome", lms: Lms) -> list[dict[str, str]]:
    before = len(lms.got)
    in_frame(opened, "#q")[0].send_keys("fractions")
    in_frame(opened, "button[name=search]")[0].click()
    patiently(lambda: in_frame(opened, "#q[value=fractions]"))
    for number in (0, 1):
        in_frame(opened, ".hits input[name=chosen]")[number].click()
    [filter_, *_] = in_frame(opened, ".filters details[open] button[name=go]")
    opened.execute_script("arguments[0].click()", filter_)  # the driver takes it for hidden
    patiently(lambda: in_frame(opened, ".chips button[name=go]"))
    unticked = [each for each in in_frame(opened, ".hits input") if not each.is_selected()]
    unticked[0].click()
    in_frame(opened, "button[name=add]")[0].click()
    patiently(lambda: words(opened) == "Added")
    [(items, body)] = lms.got[before:]
    assert len({item["url"] for item in items}) == 3
    assert {item["type"] for item in items} == {"ltiResourceLink"}
    assert (body["iss"], body["aud"]) == (CLIENT, lms.address)
    assert (body[f"{DL}data"], body[f"{LTI}deployment_id"]) == (DATA, DEPLOYMENT)
    found: list[dict[str, str]] = items
    return found


@pytest.mark.parametrize(("locale", "direction"), [("en", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("width", [340, 900])
@pytest.mark.by("axe-core", "Chromium")
def test_axe_finds_nothing_on_the_pages_in_the_frame(
    opened: "Chrome", lms: Lms, tool: Site, locale: str, direction: str, width: int
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core could not be installed by npm into conformance/node_modules")
    axe = AXE.read_text(encoding="utf-8")
    [public_id] = tool.rows(LAST_LISTED)[0]
    lms.locale, seen, listed = locale, [], f"/lti/resources/{public_id}/"
    for hint, address in (("pick", "/lti/launch"), ("nothing", "/lti/launch"), ("one", listed)):
        lms.hints[hint] = lms.tool + address
        opened.get(f"{lms.address}/course?hint={hint}&width={width}")
        patiently(lambda: words(opened) not in ("", *UNDER_WAY))
        seen.append(words(opened))
        assert opened.execute_script("return document.dir") == direction
        opened.execute_script(axe)
        assert opened.execute_async_script(RUN) == []
        assert opened.execute_script("return document.documentElement.scrollWidth") <= width
    assert len(set(seen)) == 3
    lms.locale = "en"


UNDER_WAY = (
    *("On the way", "Open what your course asks for"),
    *("جارٍ الفتح", "فتح ما يطلبه مقررك"),
)


def test_launch_of_another_browser_is_not_opened_by_itself(opened: "Chrome", lms: Lms) -> None:
    """Somebody sends a launch of their own: the page asks for a press of a button, and opens nothing."""
    launch = begun(lms)
    opened.get(f"{lms.address}/course?hint=pick")
    fields = "".join(
        f"form.append(Object.assign(document.createElement('input'), {{name: '{name}', value: '{launch[name]}'}}));"
        for name in ("id_token", "state")
    )
    opened.switch_to.default_content()
    opened.execute_script(
        f"const form = document.createElement('form'); form.method = 'post';"
        f"form.action = '{launch['launch_url']}'; {fields} document.body.append(form); form.submit();"
    )
    patiently(lambda: "/lti/launch" in opened.current_url)
    time.sleep(3)
    assert opened.find_element("css selector", "h1").text == "Open what your course asks for"
    opened.find_element("css selector", "#lti-prove button").click()
    patiently(lambda: opened.find_elements("css selector", ".hits"))


@pytest.mark.planted("a page that is not the platform and frames ours")
def test_no_other_page_may_frame_it(opened: "Chrome", lms: Lms, tool: Site) -> None:
    """Control: the same course under another name is not the platform."""
    stranger = lms.address.replace("localhost", "127.0.0.1")
    opened.get(f"{stranger}/course?hint=pick")
    time.sleep(3)
    assert words(opened) != "Pick for your course"


def begun(lms: Lms, **changes: str) -> dict[str, str]:
    """A launch, up to the form that the platform would post."""
    with urllib.request.urlopen(lms.login("pick"), timeout=30) as answer:
        page = answer.read().decode()
    address = page.partition('id="lti-keep" href="')[2].partition('"')[0].replace("&amp;", "&")
    asked = dict(parse_qsl(urlsplit(address).query))
    return lms.launched({**asked, **changes})


def post(lms: Lms, **fields: str) -> tuple[int, str]:
    body = urlencode(fields).encode()
    headers = {"Origin": lms.tool}
    request = urllib.request.Request(f"{lms.tool}/lti/launch", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.by("lti1p3platform")
@pytest.mark.planted("launches changed on the way, expired, used twice", within=True)
def test_platform_s_own_launches_are_refused_when_changed(lms: Lms) -> None:
    """Over HTTP: what lti1p3platform signs is taken once, and nothing else."""
    launch = begun(lms)
    right = {"id_token": launch["id_token"], "state": launch["state"], "step": "open"}
    head, body, signature = launch["id_token"].split(".")
    other = begun(lms)
    wrong = [
        {**right, "id_token": f"{head}.{body}.{signature[::-1]}"},
        {**right, "id_token": f"{head}.{other['id_token'].split('.')[1]}.{signature}"},
        {**right, "state": "forged"},
        {**right, "state": other["state"]},
        {**right, "secret": "another browser's"},
        {**right, "id_token": begun(lms, nonce="mine")["id_token"]},
        {**right, "id_token": expired(lms)},
    ]
    assert [post(lms, **fields)[0] for fields in wrong] == [403] * len(wrong)
    assert post(lms, **right)[0] == 200
    status, page = post(lms, **right)
    assert (status, "was used before" in page) == (403, True)


def expired(lms: Lms) -> str:
    claims = {"iss": lms.address, "aud": CLIENT}
    return str(lms.registration.platform_encode_and_sign(claims, expiration=-3_600))


@pytest.mark.by("lti1p3platform")
@pytest.mark.planted("an answer that we did not sign")
def test_platform_refuses_an_answer_that_we_did_not_sign(lms: Lms) -> None:
    """Control: lti1p3platform would notice."""
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    forger = RSAKey.generate_key(2048, private=True)
    with urllib.request.urlopen(f"{lms.tool}/lti/jwks", timeout=30) as answer:
        kid = answer.read().decode().partition('"kid": "')[2].partition('"')[0]
    token = jwt.encode({"alg": "RS256", "kid": kid}, {"iss": CLIENT}, forger)
    with pytest.raises(Exception, match="Signature"):
        lms.take(token)


@pytest.mark.by("lti1p3platform")
def test_nothing_of_the_person_is_in_the_database(lms: Lms, tool: Site) -> None:
    launch = begun(lms)
    fields = {"id_token": launch["id_token"], "state": launch["state"], "step": "open"}
    assert post(lms, **fields)[0] == 200
    files = list(tool.home.glob("armillary.sqlite3*"))
    kept = b"".join(path.read_bytes() for path in files)
    assert CLIENT.encode() in kept
    assert b"user-1" not in kept
