"""The desk's pages and the command line: the same operations, and nobody else's."""

import json
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.portal.conftest import markup_faults
from typer.testing import CliRunner

from armillary.cli.application import app
from armillary.core.errors import ArmillaryError
from armillary.dissemination.lti.models import LtiKey, LtiRegistration
from armillary.people.models import LogEntry

from .conftest import SITE, page_of

pytestmark = pytest.mark.django_db

SAID = {
    "name": "School LMS",
    "issuer": "https://lms.example.org",
    "client_id": "tool-7",
    "login_address": "https://lms.example.org/auth",
    "keys_address": "https://lms.example.org/keys",
    "deployments": "d1, d2",
    "origins": "https://school.example.org/",
}
PAGES = ["/desk/platforms/", "/desk/platforms/invite/", "/desk/platforms/rotate/"]


@pytest.fixture
def desk(administrator, client_of):
    return client_of(administrator)


def test_platform_is_connected_at_the_desk(desk):
    assert desk.post("/desk/platforms/", SAID).status_code == 302
    made = LtiRegistration.objects.get()
    assert made.origins == ["https://lms.example.org", "https://school.example.org"]
    page = desk.get("/desk/platforms/")
    text = page.content.decode()
    assert markup_faults(text) == []
    for shown in ("School LMS", "tool-7", "d1", "d2", f"{SITE}/lti/login", f"{SITE}/lti/jwks"):
        assert shown in text
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "changes", [{"issuer": "lms"}, {"login_address": ""}, {"client_id": " "}, {"origins": "*"}]
)
def test_what_makes_no_sense_is_said_beside_the_form(desk, changes):
    page = desk.post("/desk/platforms/", {**SAID, **changes})
    assert page.status_code == 400
    assert page_of(page).xpath("//*[@class='wrong']")
    assert not LtiRegistration.objects.exists()


def test_same_client_id_is_refused(desk):
    desk.post("/desk/platforms/", SAID)
    page = desk.post("/desk/platforms/", SAID)
    assert "connected already" in page.content.decode()


def test_platform_is_closed_and_opened_and_gets_deployments(desk):
    desk.post("/desk/platforms/", SAID)
    made = LtiRegistration.objects.get()
    address = f"/desk/platforms/{made.public_id}/"
    assert markup_faults(desk.get(address).content.decode()) == []
    for sent, state in (({"close": "yes"}, "closed"), ({"open": "yes"}, "open")):
        assert desk.post(address, sent).status_code == 302
        made.refresh_from_db()
        assert made.state == state
    assert desk.post(address, {"add": "yes", "deployment_id": "d3"}).status_code == 302
    assert desk.post(address, {"add": "yes", "deployment_id": ""}).status_code == 400
    assert desk.post(address, {}).status_code == 200
    assert {each.deployment_id for each in made.deployments.all()} == {"d1", "d2", "d3"}
    assert list(LogEntry.objects.filter(stream="lti").values_list("action", flat=True)) == [
        *("add", "add-deployment", "add-deployment", "close", "open", "add-deployment")
    ]


def test_link_is_shown_once_and_works(desk, client):
    page = desk.post("/desk/platforms/invite/")
    [link] = page_of(page).xpath("//p[@class='address']/code/text()")
    parts = urlsplit(link)
    query = f"{parts.query}&openid_configuration=https://lms.example.org/openid"
    assert client.get(f"{parts.path}?{query}").status_code == 200
    assert link not in desk.get("/desk/platforms/").content.decode()


def test_keys_are_rotated_at_the_desk(desk):
    desk.post("/desk/platforms/rotate/")
    desk.post("/desk/platforms/rotate/")
    assert LtiKey.objects.count() == 2
    desk.post("/desk/platforms/rotate/", {"at_once": "on"})
    assert LtiKey.objects.count() == 1


def test_nobody_but_administrators_sees_it(curator, client_of, client):
    other = client_of(curator)
    assert [other.post(page).status_code for page in PAGES] == [403] * 3
    assert other.get("/desk/platforms/").status_code == 403
    assert b"/desk/platforms/" not in other.get("/desk/").content
    assert [client.post(page).status_code for page in PAGES] == [302] * 3
    assert not LtiKey.objects.exists()


def test_menu_leads_administrators_there(desk):
    assert b"/desk/platforms/" in desk.get("/desk/").content


def test_query_count_is_the_same_with_one_platform_and_with_three(desk, django_assert_num_queries):
    desk.post("/desk/platforms/", SAID)
    desk.get("/desk/platforms/")
    with CaptureQueriesContext(connection) as asked:
        desk.get("/desk/platforms/")
    one = len(asked)
    for number in range(2):
        desk.post("/desk/platforms/", {**SAID, "client_id": str(number)})
    desk.get("/desk/platforms/")
    with django_assert_num_queries(one):
        desk.get("/desk/platforms/")


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ["lti", *words])
    if isinstance(done.exception, ArmillaryError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_command_line_does_the_same():
    said = run(
        *("add", SAID["issuer"], SAID["client_id"], "--name", "School", "--deployment", "d1"),
        *("--login", SAID["login_address"], "--keys", SAID["keys_address"]),
        *("--origin", "https://school.example.org"),
    )
    public_id = said.partition(":")[0]
    run("add-deployment", public_id, "d2")
    run("close", public_id)
    [row] = json.loads(run("list", "--json"))["platforms"]
    assert row == {
        "id": public_id,
        "name": "School",
        "state": "closed",
        "issuer": SAID["issuer"],
        "client_id": "tool-7",
        "login": SAID["login_address"],
        "keys": SAID["keys_address"],
        "origins": ["https://lms.example.org", "https://school.example.org"],
        "deployments": ["d1", "d2"],
    }
    run("open", public_id)
    assert run("list") == f"{public_id}  open  School  tool-7  d1, d2\n"


def test_command_line_tells_what_a_platform_asks_for():
    assert json.loads(run("addresses", "--json")) == {
        "launch": f"{SITE}/lti/launch",
        "login": f"{SITE}/lti/login",
        "keys": f"{SITE}/lti/jwks",
    }
    assert f"{SITE}/lti/jwks" in run("addresses")


def test_command_line_invites_and_rotates():
    assert run("invite").startswith(f"{SITE}/lti/register?invitation=")
    made = run("rotate").partition(":")[0]
    assert [key["kid"] for key in json.loads(run("keys"))["keys"]] == [made]
    assert run("rotate", "--at-once").partition(":")[0] != made


def test_command_line_refuses_in_a_line():
    with pytest.raises(ArmillaryError, match="There is no such learning platform"):
        run("close", "nobody")
