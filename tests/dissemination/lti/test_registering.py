"""Platforms that register by themselves, by an invitation and never without."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from tests.faulty_site import Page, redirect

from armillary.core.errors import Refused
from armillary.dissemination.lti.errors import InvalidRegistration
from armillary.dissemination.lti.models import LtiRegistration, LtiUse
from armillary.dissemination.lti.operations import add_registration
from armillary.dissemination.lti.registering import _family, invite_platform
from armillary.people.actors import OPERATOR
from armillary.people.models import LogEntry

from .conftest import CLIENT, LAUNCH, SITE, Browser, line, page_of

pytestmark = pytest.mark.django_db

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


@pytest.fixture
def offering(platform: Any) -> Any:
    """A platform that takes registrations."""
    offer(platform)
    answer(platform, {"client_id": CLIENT, TOOL: {"deployment_id": "d1"}})
    return platform


def offer(platform: Any, **changes: Any) -> None:
    document = {
        "issuer": platform.issuer,
        "authorization_endpoint": f"{platform.issuer}/auth",
        "jwks_uri": f"{platform.issuer}/keys",
        "registration_endpoint": f"{platform.issuer}/register",
        PLATFORM: {"product_family_code": "moodle", "messages_supported": []},
        **changes,
    }
    stated = {name: value for name, value in document.items() if value is not None}
    platform.site.pages["/openid"] = Page(json.dumps(stated))


def answer(platform: Any, document: Any, status: int = 200) -> None:
    platform.site.pages["/register"] = Page(json.dumps(document), status=status)


def asked(platform: Any, **changes: str) -> dict[str, str]:
    [invitation] = parse_qs(urlsplit(invite_platform(by=OPERATOR)).query)["invitation"]
    return {
        "invitation": invitation,
        "openid_configuration": f"{platform.issuer}/openid",
        "registration_token": "token-of-the-platform",
        **changes,
    }


def test_platform_registers_by_an_invitation(client, offering):
    wish = asked(offering)
    page = client.get("/lti/register", wish)
    assert page.status_code == 200
    assert offering.site.asked == []
    [form] = page_of(page).xpath("//form")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert sent == {**wish, "pages": ""}
    done = client.post("/lti/register", sent)
    assert (done.status_code, line(done)) == (200, "The platform is connected.")
    made = LtiRegistration.objects.get()
    host = urlsplit(offering.issuer).hostname
    assert (made.name, made.issuer, made.client_id) == (f"{host} (moodle)", offering.issuer, CLIENT)
    assert (made.login_address, made.keys_address, made.state) == (
        f"{offering.issuer}/auth",
        f"{offering.issuer}/keys",
        "open",
    )
    assert [each.deployment_id for each in made.deployments.all()] == ["d1"]
    assert list(LogEntry.objects.filter(stream="lti").values_list("action", flat=True)) == [
        "invite",
        "add",
        "add-deployment",
    ]


def test_registered_platform_can_pick_at_once(client, offering, found):
    client.post("/lti/register", asked(offering))
    found(1)
    assert Browser(offering).pick().status_code == 200


def test_platform_is_told_what_we_are_and_that_we_want_nobody_s_name(client, offering):
    client.post("/lti/register", asked(offering))
    assert [each.headers["authorization"] for each in offering.site.asked] == [
        "Bearer token-of-the-platform"
    ] * 2
    [request] = [each for each in offering.site.asked if each.method == "POST"]
    assert request.headers["content-type"] == "application/json"
    told = json.loads(request.body)
    tool = told.pop(TOOL)
    assert told == {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{SITE}/lti/login",
        "redirect_uris": [LAUNCH],
        "client_name": "Armillary",
        "jwks_uri": f"{SITE}/lti/jwks",
        "logo_uri": f"{SITE}/static/core/icon-192.png",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": "",
    }
    assert (tool["claims"], tool["target_link_uri"]) == (["iss"], LAUNCH)
    assert [each["type"] for each in tool["messages"]] == [
        "LtiDeepLinkingRequest",
        "LtiResourceLinkRequest",
    ]


def test_tool_goes_to_the_places_of_the_platform_where_teachers_pick(client, offering):
    message = {"type": "LtiDeepLinkingRequest", "placements": ["link_selection", "homework", 7]}
    offer(offering, **{PLATFORM: {"messages_supported": [message, "odd", {"placements": 1}]}})
    client.post("/lti/register", asked(offering))
    [request] = [each for each in offering.site.asked if each.method == "POST"]
    [picking, link] = json.loads(request.body)[TOOL]["messages"]
    assert picking["placements"] == ["link_selection"]
    assert "placements" not in link


def test_page_of_the_platform_elsewhere_may_show_ours_too(client, offering):
    wish = asked(offering)
    page = client.get("/lti/register", wish, headers={"referer": "https://school.example.org/x"})
    wanted = f"frame-ancestors {offering.issuer} https://school.example.org"
    assert page["Content-Security-Policy"].endswith(wanted)
    [stated] = page_of(page).xpath("//input[@name='pages']/@value")
    client.post("/lti/register", {**wish, "pages": stated})
    assert LtiRegistration.objects.get().origins == [offering.issuer, "https://school.example.org"]


def test_token_goes_to_nobody_that_the_platform_redirects_to(client, offering):
    elsewhere = f"{offering.issuer}/elsewhere"
    offering.site.pages["/openid"] = redirect(elsewhere)
    assert client.post("/lti/register", asked(offering)).status_code == 503
    assert [each.path for each in offering.site.asked] == ["/openid"]


@pytest.mark.parametrize(
    ("issuer", "configuration", "is_one"),
    [
        ("https://lms.example.org", "https://lms.example.org/openid", True),
        ("https://canvas.instructure.com", "https://school.instructure.com/openid", True),
        ("https://example.org", "https://other.org/openid", False),
        ("https://example.com", "https://lms.example.com/openid", True),
        ("https://10.1.2.3", "https://10.9.2.3/openid", False),
    ],
)
def test_issuer_is_the_host_that_speaks_or_its_sister(issuer, configuration, is_one):
    assert (_family(issuer) == _family(configuration)) is is_one


def test_platform_s_page_may_show_ours_and_is_told_to_close_it(client, offering):
    page = client.post("/lti/register", asked(offering))
    assert page["Content-Security-Policy"].endswith(f"frame-ancestors {offering.issuer}")
    assert page_of(page).xpath("//*[@id='lti-close']")
    assert page_of(page).xpath("//script/@src") == ["/static/dissemination/lti.js"]


def test_without_a_deployment_the_page_says_what_is_left_to_do(client, offering):
    answer(offering, {"client_id": CLIENT})
    page = client.post("/lti/register", asked(offering))
    assert "adds the deployment id at the desk" in page.content.decode()


def test_invitation_is_good_for_one_platform(client, offering):
    wish = asked(offering)
    client.post("/lti/register", wish)
    again = client.post("/lti/register", wish)
    assert again.status_code == 400
    assert line(again).startswith("This link was used before")
    assert client.get("/lti/register", wish).status_code == 400
    assert LtiRegistration.objects.count() == 1


def test_invitation_is_good_for_a_day(client, offering):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        wish = asked(offering)
        clock.shift(timedelta(hours=23))
        assert client.get("/lti/register", wish).status_code == 200
        clock.shift(timedelta(hours=2))
        assert client.post("/lti/register", wish).status_code == 400


@pytest.mark.parametrize("invitation", ["", "forged", "a:b:c"])
def test_without_an_invitation_nobody_is_asked_and_nothing_is_kept(client, offering, invitation):
    wish = asked(offering, invitation=invitation)
    for response in (client.get("/lti/register", wish), client.post("/lti/register", wish)):
        assert response.status_code == 400
        assert line(response).startswith("This link was used before, is older than a day")
    assert offering.site.asked == []
    assert not LtiRegistration.objects.exists()


@pytest.mark.parametrize(
    "configuration", ["", "file:///etc/passwd", "javascript:alert(1)", "https://a b/", "http://"]
)
def test_configuration_elsewhere_than_on_the_web_is_refused(client, offering, configuration):
    wish = asked(offering, openid_configuration=configuration)
    assert client.post("/lti/register", wish).status_code == 400
    assert not LtiUse.objects.exists()


def test_private_addresses_are_not_asked_where_that_is_off(client, offering, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    response = client.post("/lti/register", asked(offering))
    assert response.status_code == 503
    assert offering.site.asked == []


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://canvas.instructure.com"},
        {"issuer": "http://127.0.0.1.evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "https://\ud800.example/\x00"},
        {"registration_endpoint": "file:///etc/passwd"},
    ],
)
def test_platform_that_says_it_is_another_is_refused(client, offering, changes):
    offer(offering, **changes)
    wish = asked(offering)
    assert client.post("/lti/register", wish).status_code == 400
    assert [each.method for each in offering.site.asked] == ["GET"]
    assert not LtiRegistration.objects.exists()
    assert client.get("/lti/register", wish).status_code == 200  # the invitation is still good


@pytest.mark.parametrize(
    "page",
    [
        Page("", status=500),
        Page("", status=404),
        Page("<html>"),
        Page("[]"),
        Page('{"issuer": 7}'),
        Page(json.dumps({"issuer": "x" * 200_000})),
    ],
)
def test_platform_that_says_nothing_of_use_is_explained(client, offering, page):
    offering.site.pages["/openid"] = page
    response = client.post("/lti/register", asked(offering))
    assert response.status_code == 503
    assert line(response).startswith("The platform does not")
    assert not LtiRegistration.objects.exists()


@pytest.mark.parametrize(
    "page",
    [
        Page('{"client_id": "x"}', status=400),
        Page("", status=500),
        Page("thanks"),
        Page('{"client_id": 7}'),
        Page('{"client_id": []}'),
        Page("{}"),
        redirect("/elsewhere"),
    ],
)
def test_platform_that_registers_nothing_is_explained(client, offering, page):
    offering.site.pages["/register"] = page
    response = client.post("/lti/register", asked(offering))
    assert response.status_code == 503
    assert not LtiRegistration.objects.exists()


def test_token_that_could_break_a_header_is_left_out(client, offering):
    client.post("/lti/register", asked(offering, registration_token="a\r\nX-Evil: 1"))
    [request] = [each for each in offering.site.asked if each.method == "POST"]
    assert "authorization" not in request.headers
    assert "x-evil" not in request.headers


def test_same_client_twice_is_refused_and_nothing_is_left(client, offering):
    client.post("/lti/register", asked(offering))
    response = client.post("/lti/register", asked(offering))
    assert response.status_code == 409
    assert line(response) == "This platform is connected already with this client id."
    assert LtiRegistration.objects.count() == 1


def test_only_administrators_invite(curator, administrator):
    with pytest.raises(Refused):
        invite_platform(by=curator)
    assert invite_platform(by=administrator).startswith(f"{SITE}/lti/register?invitation=")


def test_hand_made_registration_checks_what_it_is_told(platform):
    said = {
        "name": "",
        "issuer": platform.issuer,
        "client_id": "x",
        "login_address": f"{platform.issuer}/auth",
        "keys_address": f"{platform.issuer}/keys",
    }
    for changes in (
        {"issuer": "lms.example.org"},
        {"login_address": "ftp://lms.example.org"},
        {"keys_address": "https://x;y/"},
        {"client_id": " "},
        {"client_id": "x" * 256},
        {"deployments": [""]},
        {"origins": ["*"]},
    ):
        with pytest.raises(InvalidRegistration):
            add_registration(**{**said, **changes}, by=OPERATOR)
    assert not LtiRegistration.objects.exists()
