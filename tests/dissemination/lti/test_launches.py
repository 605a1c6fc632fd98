"""Launches: what is opened, and everything that is not."""

import base64
import hashlib
import hmac
import json
import time
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.faulty_site import Page

from armillary.catalogue.operations import withdraw_resources
from armillary.dissemination.lti.models import LtiUse
from armillary.dissemination.lti.operations import (
    add_deployment,
    add_registration,
    close_registration,
)
from armillary.dissemination.lti.uses import forget_uses
from armillary.people.actors import OPERATOR, SYSTEM

from .conftest import CLIENT, DL, KEYS, LAUNCH, LTI, SETTINGS, SITE, line, page_of

pytestmark = pytest.mark.django_db


# The way in


def test_login_asks_the_platform_who_is_there(browser, platform):
    begun = browser.login()
    assert begun.address.startswith(f"{platform.issuer}/auth?tenant=4&")
    assert begun.asked == {
        "tenant": "4",
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": CLIENT,
        "redirect_uri": LAUNCH,
        "login_hint": "user-1",
        "lti_message_hint": "message-1",
        "state": begun.state,
        "nonce": begun.nonce,
    }


def test_login_by_a_form_is_the_same(browser):
    response = browser.client.post("/lti/login", browser.hints())
    assert response.status_code == 200
    assert page_of(response).xpath("//a[@id='lti-keep']")


def test_login_says_where_the_platform_keeps_things_for_us(browser, platform):
    begun = browser.login(lti_storage_target="post_message_forwarding")
    assert (begun.storage, begun.origin) == ("post_message_forwarding", platform.issuer)
    assert len(begun.secret) >= 32
    assert begun.secret not in begun.address


def test_every_login_is_another(browser):
    first, second = browser.login(), browser.login()
    assert first.nonce != second.nonce
    assert first.secret != second.secret


def test_login_without_a_client_id_is_that_of_the_only_one(browser):
    assert browser.login(client_id="").asked["client_id"] == CLIENT


def test_login_without_a_client_id_is_refused_where_there_are_two(browser, platform):
    add_registration(
        name="Another",
        issuer=platform.issuer,
        client_id="tool-8",
        login_address=f"{platform.issuer}/auth",
        keys_address=f"{platform.issuer}/keys",
        by=OPERATOR,
    )
    response = browser.client.get("/lti/login", browser.hints(client_id=""))
    assert response.status_code == 403
    assert line(response) == "The platform does not say which of its tools this is (client_id)."
    assert browser.login(client_id="tool-8").asked["client_id"] == "tool-8"


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"iss": "https://elsewhere.example"}, 404, "is not connected here"),
        ({"iss": ""}, 404, "is not connected here"),
        ({"iss": "\x00"}, 404, "is not connected here"),
        ({"client_id": "\x00"}, 404, "is not connected here"),
        ({"client_id": "tool-9"}, 404, "is not connected here"),
        ({"login_hint": ""}, 403, "(login_hint)"),
        ({"target_link_uri": ""}, 403, "not one of this site"),
        ({"target_link_uri": "https://evil.example/lti/launch"}, 403, "not one of this site"),
        ({"target_link_uri": f"{SITE}.evil.example/lti/launch"}, 403, "not one of this site"),
        ({"target_link_uri": f"{SITE}/accounts/logout/"}, 403, "not one of this site"),
    ],
)
def test_login_that_makes_no_sense_is_refused_in_a_line(browser, changes, status, said):
    response = browser.client.get("/lti/login", browser.hints(**changes))
    assert response.status_code == status
    assert said in line(response)


def test_login_of_a_closed_platform_is_refused(browser, registration):
    close_registration(registration, by=OPERATOR)
    assert browser.client.get("/lti/login", browser.hints()).status_code == 404


def test_no_page_sets_a_cookie_or_a_session(browser, found):
    [lesson] = found(1)
    begun = browser.login()
    token = browser.platform.signed(browser.platform.claims(begun))
    answers = [
        browser.client.get("/lti/login", browser.hints()),
        browser.launch(token, begun.state),
        browser.pick(),
        browser.client.get(f"/lti/resources/{lesson.public_id}/"),
        browser.launch(token, "forged"),
    ]
    assert [len(answer.cookies) for answer in answers] == [0] * 5
    assert [answer["Cache-Control"] for answer in answers] == ["no-store, private"] * 5


# What is opened


def test_picked_resource_opens_inside_of_the_course(browser, registration, resource):
    target = f"{SITE}/lti/resources/{resource.public_id}/"
    answer = browser.arrive(**{f"{LTI}target_link_uri": target})
    assert answer.status_code == 303
    assert answer["Location"] == f"{target}?platform={registration.public_id}&language=en"
    page = browser.client.get(answer["Location"])
    assert line(page) == "Fractions & ratios"
    doors = page_of(page).xpath("//a[@target='_blank']/@href")
    assert doors[0] == "https://lessons.example.org/fractions"
    assert doors[-1] == f"{SITE}/resources/{resource.public_id}/"


def test_resource_opens_in_the_language_of_the_platform(browser, resource):
    target = f"{SITE}/lti/resources/{resource.public_id}/"
    presentation = {f"{LTI}launch_presentation": {"locale": "ar_EG"}}
    answer = browser.arrive(**{f"{LTI}target_link_uri": target, **presentation})
    page = browser.client.get(answer["Location"])
    assert line(page) == "الكسور والنسب"
    assert page_of(page).get("dir") == "rtl"
    assert page["Content-Language"] == "ar"


def test_address_of_the_page_itself_opens_too(browser, resource):
    """For links that somebody pasted into the platform by hand."""
    answer = browser.arrive(
        **{f"{LTI}target_link_uri": f"{SITE}/fr/resources/{resource.public_id}/"}
    )
    assert answer["Location"].startswith(f"{SITE}/lti/resources/{resource.public_id}/?")


def test_only_the_platform_may_frame(browser, platform, registration, resource):
    """Its own origins, on the pages of LTI; every other page keeps everybody out."""
    wanted = f"frame-ancestors {platform.issuer} https://school.example.org"
    begun = browser.login()
    token = platform.signed(platform.claims(begun))
    framed = [
        browser.client.get("/lti/login", browser.hints()),
        browser.launch(token, begun.state),
        browser.pick(),
        browser.client.get(
            f"/lti/resources/{resource.public_id}/?platform={registration.public_id}"
        ),
        browser.launch("nonsense", begun.state),
    ]
    assert [policy(answer) for answer in framed] == [wanted] * 5
    assert [answer.has_header("X-Frame-Options") for answer in framed] == [False] * 5
    assert {answer["Cross-Origin-Opener-Policy"] for answer in framed} == {"unsafe-none"}
    other = browser.client.get(f"/resources/{resource.public_id}/")
    assert policy(other) == "frame-ancestors 'none'"
    assert other["X-Frame-Options"] == "DENY"
    alone = browser.client.get(f"/lti/resources/{resource.public_id}/")
    assert policy(alone) == "frame-ancestors 'none'"


def policy(answer: Any) -> str:
    parts = answer["Content-Security-Policy"].split("; ")
    return next(part for part in parts if part.startswith("frame-ancestors"))


@pytest.mark.parametrize("number", ["nobody", "\x00", "x" * 500, "'; --"])
def test_platform_that_is_none_frames_nothing(browser, resource, number):
    answer = browser.client.get(f"/lti/resources/{resource.public_id}/", {"platform": number})
    assert (answer.status_code, policy(answer)) == (404, "frame-ancestors 'none'")


def test_closed_platform_may_frame_no_more(browser, registration, resource):
    close_registration(registration, by=OPERATOR)
    address = f"/lti/resources/{resource.public_id}/?platform={registration.public_id}"
    answer = browser.client.get(address)
    assert answer.status_code == 404
    assert policy(answer) == "frame-ancestors 'none'"


def test_launch_without_anything_picked_says_so(browser):
    answer = browser.arrive()
    assert answer.status_code == 403
    assert line(answer).startswith("Nothing has been picked for this place")


def test_launch_of_a_withdrawn_resource_says_so(browser, resource):
    target = f"{SITE}/lti/resources/{resource.public_id}/"
    withdraw_resources([resource.pk], by=SYSTEM, reason="The publisher asked for it.")
    answer = browser.arrive(**{f"{LTI}target_link_uri": target})
    page = browser.client.get(answer["Location"])
    assert page.status_code == 410
    assert line(page) == "This resource has been withdrawn: The publisher asked for it."
    assert b"lessons.example.org" not in page.content


def test_candidate_is_nobody_s_to_see(browser, new_resource):
    waiting = new_resource()
    answer = browser.client.get(f"/lti/resources/{waiting.public_id}/")
    assert answer.status_code == 404
    assert waiting.titles.read("en") not in answer.content.decode()


# The browser it began in


def test_platform_s_form_only_gets_a_page_that_proves_and_uses_nothing_up(browser, platform):
    begun = browser.login(lti_storage_target="_parent")
    token = platform.signed(platform.claims(begun))
    answer = browser.launch(token, begun.state)
    [form] = page_of(answer).xpath("//form")
    fields = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert fields == {"state": begun.state, "id_token": token, "secret": "", "step": "open"}
    assert (form.get("data-key"), form.get("data-storage")) == (begun.key, "_parent")
    assert form.get("action") == LAUNCH
    assert begun.secret not in answer.content.decode()
    assert form.xpath(".//button[@formtarget='_blank']")
    assert not LtiUse.objects.exists()


def test_secret_of_another_browser_is_refused(browser, platform):
    begun, other = browser.login(), browser.login()
    token = platform.signed(platform.claims(begun))
    answer = browser.open(token, begun, secret=other.secret)
    assert answer.status_code == 403
    assert line(answer) == "This launch began in another browser. Open it from the course again."
    assert not LtiUse.objects.exists()


def test_press_of_the_button_does_where_nothing_is_kept(browser, platform, resource):
    begun = browser.login()
    target = f"{SITE}/lti/resources/{resource.public_id}/"
    token = platform.signed(platform.claims(begun, **{f"{LTI}target_link_uri": target}))
    assert browser.open(token, begun, secret="").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": f"{SITE}.evil.example", "sec-fetch-site": "same-site"},
        {"accept": "text/html"},
    ],
)
def test_no_page_of_others_can_press_it(browser, platform, headers):
    begun = browser.login()
    token = platform.signed(platform.claims(begun))
    answer = browser.open(token, begun, secret="", **headers)
    assert page_of(answer).xpath("//form[@id='lti-prove']")
    assert not LtiUse.objects.exists()


# What is refused


def without(name: str) -> dict[str, Any]:
    return {name: None}


def soon(seconds: int) -> int:
    return int(time.time()) + seconds


CLAIMS: list[tuple[str, Any, str]] = [
    ("wrong issuer", lambda: {"iss": "https://evil.example"}, "its issuer is wrong"),
    ("no issuer", lambda: without("iss"), "its issuer is wrong"),
    ("wrong audience", lambda: {"aud": "tool-8"}, "its audience is wrong"),
    ("no audience", lambda: without("aud"), "its audience is wrong"),
    ("odd audience", lambda: {"aud": {"tool-7": 1}}, "its audience is wrong"),
    ("several without azp", lambda: {"aud": [CLIENT, "tool-8"]}, "its azp is wrong"),
    ("several, azp wrong", lambda: {"aud": [CLIENT, "x"], "azp": "x"}, "its azp is wrong"),
    ("one, azp wrong", lambda: {"azp": "tool-8"}, "its azp is wrong"),
    ("expired", lambda: {"exp": soon(-120)}, "has expired"),
    ("issued long ago", lambda: {"iat": soon(-90_000), "exp": soon(9_000)}, "has expired"),
    ("no expiry", lambda: without("exp"), "when it was made"),
    ("odd expiry", lambda: {"exp": "tomorrow"}, "when it was made"),
    ("true is no time", lambda: {"exp": True}, "when it was made"),
    ("no time of issue", lambda: without("iat"), "when it was made"),
    ("from the future", lambda: {"iat": soon(300), "exp": soon(900)}, "not good yet"),
    ("not yet valid", lambda: {"nbf": soon(300)}, "not good yet"),
    ("nonce of nobody", lambda: {"nonce": "mine"}, "its nonce is wrong"),
    ("no nonce", lambda: without("nonce"), "its nonce is wrong"),
    ("wrong deployment", lambda: {f"{LTI}deployment_id": "d2"}, "(deployment d2)"),
    ("no deployment", lambda: without(f"{LTI}deployment_id"), "(deployment None)"),
    ("deployment of no text", lambda: {f"{LTI}deployment_id": "d\x001\ud800"}, "(deployment d 1"),
    ("odd deployment", lambda: {f"{LTI}deployment_id": ["d1"]}, "(deployment ['d1'])"),
    ("other version", lambda: {f"{LTI}version": "1.1"}, "not one of LTI 1.3"),
    ("no message type", lambda: without(f"{LTI}message_type"), "does not do"),
    ("other message", lambda: {f"{LTI}message_type": "LtiSubmissionReview"}, "does not do"),
    ("leads elsewhere", lambda: {f"{LTI}target_link_uri": "https://evil.example/"}, "leads to"),
    ("leads to a desk", lambda: {f"{LTI}target_link_uri": f"{SITE}/desk/"}, "leads to"),
    ("leads nowhere", lambda: without(f"{LTI}target_link_uri"), "leads to"),
]


@pytest.mark.parametrize(
    ("changes", "said"), [row[1:] for row in CLAIMS], ids=[row[0] for row in CLAIMS]
)
def test_launch_with_a_wrong_claim_is_refused_in_a_line(browser, platform, changes, said):
    begun = browser.login()
    token = platform.signed(platform.claims(begun, **changes()))
    for answer in (browser.launch(token, begun.state), browser.open(token, begun)):
        assert answer.status_code == 403
        assert said in line(answer)
        assert len(page_of(answer).xpath("//main//*[self::h1 or self::p or self::form]")) == 1
    assert not LtiUse.objects.exists()
    right = platform.signed(platform.claims(begun))
    assert browser.launch(right, begun.state).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        lambda: {"aud": [CLIENT]},
        lambda: {"aud": ["tool-8", CLIENT], "azp": CLIENT},
        lambda: {"azp": CLIENT},
        lambda: {"exp": soon(-30)},
        lambda: {"nbf": soon(30), "iat": soon(30)},
        lambda: {f"{LTI}launch_presentation": "nonsense"},
    ],
)
def test_launch_within_what_is_allowed_is_taken(browser, platform, changes):
    begun = browser.login()
    token = platform.signed(platform.claims(begun, **changes()))
    assert browser.launch(token, begun.state).status_code == 200


def encoded(document: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def unsigned(platform, claims):
    return f"{encoded({'alg': 'none', 'kid': 'first'})}.{encoded(claims)}."


def with_the_public_key(platform, claims):
    """HS256, the public key of the platform taken for a shared secret."""
    secret = platform.key.as_pem(private=False)
    signed = f"{encoded({'alg': 'HS256', 'kid': 'first'})}.{encoded(claims)}"
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def by_a_forger(platform, claims):
    return platform.signed(claims, key=KEYS["forger"], kid="first")


def by_an_unknown_key(platform, claims):
    return platform.signed(claims, key=KEYS["forger"])


def without_a_name(platform, claims):
    return jwt.encode({"alg": "RS256"}, claims, platform.key)


def by_another_method(platform, claims):
    key = RSAKey.import_key(platform.key.as_pem(private=True))
    return jwt.encode({"alg": "PS256", "kid": "first"}, claims, key, algorithms=["PS256"])


def with_its_own_key(platform, claims):
    forger = KEYS["forger"]
    header = {"alg": "RS256", "kid": "first", "jwk": forger.as_dict(private=False)}
    return jwt.encode(header, claims, forger)


def tampered(platform, claims):
    head, _body, signature = platform.signed(claims).split(".")
    return f"{head}.{encoded({**claims, 'sub': 'admin'})}.{signature}"


def no_object(platform, claims):
    import joserfc.jws

    return joserfc.jws.serialize_compact({"alg": "RS256", "kid": "first"}, b"[1, 2]", platform.key)


TOKENS = [
    (unsigned, "(RS256)"),
    (with_the_public_key, "(RS256)"),
    (by_another_method, "(RS256)"),
    (by_a_forger, "has not signed this launch"),
    (with_its_own_key, "has not signed this launch"),
    (tampered, "has not signed this launch"),
    (no_object, "has not signed this launch"),
    (by_an_unknown_key, "does not know the key"),
    (without_a_name, "does not know the key"),
    (lambda platform, claims: "", "nothing that can be read"),
    (lambda platform, claims: "a.b.c", "nothing that can be read"),
    (lambda platform, claims: f"{encoded([1])}.b.c", "nothing that can be read"),
    (lambda platform, claims: "é.é.é", "nothing that can be read"),
]


@pytest.mark.parametrize(("forge", "said"), TOKENS)
def test_forged_token_is_refused_in_a_line(browser, platform, forge, said):
    begun = browser.login()
    token = forge(platform, platform.claims(begun))
    for answer in (browser.launch(token, begun.state), browser.open(token, begun)):
        assert answer.status_code == 403
        assert said in line(answer)
    assert not LtiUse.objects.exists()


def test_launch_is_opened_once(browser, platform):
    begun = browser.login()
    token = platform.signed(platform.claims(begun))
    browser.open(token, begun)
    again = [browser.open(token, begun), browser.launch(token, begun.state)]
    assert [answer.status_code for answer in again] == [403, 403]
    assert {line(answer) for answer in again} == {
        "This launch was used before. Open it from the course again."
    }


def test_token_of_one_launch_does_not_do_for_another(browser, platform):
    begun, other = browser.login(), browser.login()
    token = platform.signed(platform.claims(begun))
    assert "its nonce is wrong" in line(browser.open(token, other))


@pytest.mark.parametrize("state", ["", "forged", "a:b:c"])
def test_forged_state_is_refused(browser, platform, state):
    token = platform.signed(platform.claims(browser.login()))
    answer = browser.launch(token, state)
    assert answer.status_code == 403
    assert line(answer) == "This launch did not begin here. Open it from the course again."


def test_state_is_good_for_ten_minutes(browser, platform):
    begin = datetime.now(UTC)
    with time_machine.travel(begin, tick=False) as clock:
        begun = browser.login()
        clock.shift(timedelta(minutes=9))
        token = platform.signed(platform.claims(begun))
        assert browser.launch(token, begun.state).status_code == 200
        clock.shift(timedelta(minutes=2))
        answer = browser.launch(platform.signed(platform.claims(begun)), begun.state)
        assert answer.status_code == 403
        assert line(answer) == "This took too long. Open it from the course again."


def test_used_nonces_are_forgotten_when_they_cannot_come_again(browser, platform):
    begin = datetime.now(UTC)
    with time_machine.travel(begin, tick=False) as clock:
        begun = browser.login()
        browser.open(platform.signed(platform.claims(begun)), begun)
        clock.shift(timedelta(minutes=11))
        assert forget_uses() == 0
        clock.shift(timedelta(minutes=10))
        assert forget_uses() == 1
    assert not LtiUse.objects.exists()


def test_platform_that_does_not_let_somebody_in_is_explained(browser):
    begun = browser.login()
    sent = {"error": "login_required", "state": begun.state, "error_description": "<b>no</b>"}
    answer = browser.client.post("/lti/launch", sent)
    assert answer.status_code == 403
    assert line(answer).startswith("School LMS has not let you in.")
    assert b"<b>no" not in answer.content


def test_address_of_launches_says_what_it_is_for(client, db):
    answer = client.get("/lti/launch")
    assert answer.status_code == 403
    assert line(answer) == "This opens from a course of a learning platform only."


def test_refusal_is_in_the_language_of_the_browser(client, db):
    answer = client.post("/lti/launch", {"state": "x"}, headers={"accept-language": "ar"})
    assert page_of(answer).get("lang") == "ar"


# The keys of the platform


def keys_asked(platform) -> int:
    return platform.site.paths.count("/keys")


def test_keys_are_asked_for_once(browser, platform):
    browser.arrive()
    browser.arrive()
    assert keys_asked(platform) == 1


def test_platform_may_change_its_key(browser, platform, registration):
    """An unknown name makes us look once more, and no oftener than twice a minute."""
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        browser.arrive()
        platform.key = KEYS["second"]
        platform.show("first", "second")
        clock.shift(timedelta(minutes=2))
        assert browser.arrive().status_code == 403  # nothing picked: it was read
        assert keys_asked(platform) == 2
        for _each in range(3):
            begun = browser.login()
            forged = by_an_unknown_key(platform, platform.claims(begun))
            assert "does not know the key" in line(browser.launch(forged, begun.state))
        assert keys_asked(platform) == 2
        clock.shift(timedelta(minutes=1))
        browser.launch(forged, begun.state)
        assert keys_asked(platform) == 3


def test_key_that_a_platform_takes_back_is_good_for_a_day_at_most(browser, platform):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        browser.arrive()
        platform.show("second")
        clock.shift(timedelta(hours=25))
        begun = browser.login()
        answer = browser.launch(platform.signed(platform.claims(begun)), begun.state)
        assert "does not know the key" in line(answer)


@pytest.mark.parametrize(
    "page",
    [
        Page("", status=500),
        Page("<html>", status=200),
        Page("[]"),
        Page('{"keys": 7}'),
        Page('{"keys": []}' + " " * 300_000),
    ],
)
def test_platform_without_keys_is_explained(browser, platform, page):
    platform.site.pages["/keys"] = page
    begun = browser.login()
    answer = browser.launch(platform.signed(platform.claims(begun)), begun.state)
    assert answer.status_code == 503
    assert line(answer) == "The keys of School LMS cannot be read now. Try again later."


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "oct", "kid": "first", "k": "c2VjcmV0"},
        {"kty": "RSA", "kid": "first", "n": "AQAB", "e": "AQAB"},
        {"kty": "RSA", "kid": "first", "n": 7},
        {"kty": "RSA", "kid": "first"},
        {"kty": "RSA", "kid": "first\x00", "n": "\ud800" * 400, "e": "AQAB"},
        {"kty": "RSA", "kid": "first", "n": "*" * 400, "e": "AQAB"},
        "first",
    ],
)
def test_only_whole_rsa_keys_are_taken(browser, platform, key):
    platform.site.pages["/keys"] = Page(json.dumps({"keys": [key]}))
    begun = browser.login()
    answer = browser.launch(platform.signed(platform.claims(begun)), begun.state)
    assert answer.status_code == 403
    assert "does not know the key" in line(answer)


def test_short_keys_are_not_taken(browser, platform):
    begun = browser.login()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        short = RSAKey.generate_key(1024, {"kid": "first"}, private=True)
        token = platform.signed(platform.claims(begun), key=short)
    platform.site.pages["/keys"] = Page(json.dumps({"keys": [short.as_dict(private=False)]}))
    answer = browser.launch(token, begun.state)
    assert "does not know the key" in line(answer)


# Deployments


def test_deployment_that_was_added_is_answered(browser, platform, registration):
    add_deployment(registration, "d2", by=OPERATOR)
    begun = browser.login()
    token = platform.signed(platform.claims(begun, **{f"{LTI}deployment_id": "d2"}))
    assert browser.launch(token, begun.state).status_code == 200


def test_deployment_of_one_platform_is_none_of_another(browser, platform, registration):
    other = add_registration(
        name="Another",
        issuer="https://other.example",
        client_id=CLIENT,
        login_address="https://other.example/auth",
        keys_address="https://other.example/keys",
        deployments=["d9"],
        by=OPERATOR,
    )
    assert other.pk != registration.pk
    begun = browser.login()
    token = platform.signed(platform.claims(begun, **{f"{LTI}deployment_id": "d9"}))
    assert "(deployment d9)" in line(browser.launch(token, begun.state))


# What a picking launch has to say


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"deep_link_return_url": None}, "its return address"),
        ({"deep_link_return_url": "javascript:alert(1)"}, "its return address"),
        ({"deep_link_return_url": "https://u:p@lms.example.org/"}, "its return address"),
        ({"deep_link_return_url": "https://a;script-src*/x"}, "its return address"),
        ({"deep_link_return_url": ["https://lms.example.org/"]}, "its return address"),
        ({"accept_types": ["file", "image"]}, "takes no resources"),
        ({"accept_types": None}, "takes no resources"),
        ({"accept_types": "ltiResourceLink"}, "takes no resources"),
    ],
)
def test_picking_launch_that_cannot_be_answered_is_refused(browser, platform, changes, said):
    settings = {**SETTINGS, **changes}
    begun = browser.login()
    claims = platform.claims(
        begun,
        **{f"{LTI}message_type": "LtiDeepLinkingRequest", f"{DL}deep_linking_settings": settings},
    )
    answer = browser.launch(platform.signed(claims), begun.state)
    assert answer.status_code == 403
    assert said in line(answer)


def test_return_address_without_tls_is_refused_where_we_have_it(browser, platform, settings):
    settings.SECURE = True
    sent = {**SETTINGS, "deep_link_return_url": "http://lms.example.org/return"}
    begun = browser.login()
    claims = platform.claims(
        begun,
        **{f"{LTI}message_type": "LtiDeepLinkingRequest", f"{DL}deep_linking_settings": sent},
    )
    answer = browser.launch(platform.signed(claims), begun.state)
    assert answer.status_code == 403
    assert "its return address" in line(answer)
