"""A learning platform written here, as the specifications have it: it answers over HTTP on loopback, signs
with keys of its own, and lies where a test says so."""

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from lxml.html import HtmlElement, document_fromstring
from tests.dissemination.conftest import describe
from tests.faulty_site import FaultySite, Page

from armillary.catalogue.operations import list_resources
from armillary.dissemination.lti.models import LtiRegistration
from armillary.dissemination.lti.operations import add_registration
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.search.operations import drain_outbox

SITE = "http://127.0.0.1:8000"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LAUNCH = f"{SITE}/lti/launch"
CLIENT = "tool-7"
SETTINGS = {
    "deep_link_return_url": "https://lms.example.org/return?course=9",
    "accept_types": ["ltiResourceLink", "link", "html"],
    "accept_presentation_document_targets": ["iframe", "window"],
    "accept_multiple": True,
    "data": "csrf:7f3a·é",
}


def new_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}, private=True)


class Escaping(json.JSONEncoder):
    """So that halves of characters can be sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": True})


# Made once: each takes a tenth of a second.
KEYS = {name: new_key(name) for name in ("first", "second", "forger")}


class Platform:
    """`key` signs; what is in `shown` can be read at its address."""

    def __init__(self, site: FaultySite) -> None:
        self.site = site
        self.issuer = site.address
        self.key = KEYS["first"]
        self.show("first")

    def show(self, *names: str) -> None:
        keys = {"keys": [KEYS[name].as_dict(private=False) for name in names]}
        self.site.pages["/keys"] = Page(
            json.dumps(keys), headers={"Content-Type": "application/json"}
        )

    def claims(self, login: "Begun", **changes: Any) -> dict[str, Any]:
        """Of a launch that is as it should be; `None` leaves a claim out."""
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "user-1",
            "iat": moment,
            "exp": moment + 300,
            "nonce": login.nonce,
            f"{LTI}version": "1.3.0",
            f"{LTI}message_type": "LtiResourceLinkRequest",
            f"{LTI}deployment_id": "d1",
            f"{LTI}target_link_uri": LAUNCH,
            f"{LTI}resource_link": {"id": "r1"},
            f"{LTI}roles": [],
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, claims: dict[str, Any], *, key: RSAKey | None = None, kid: str = "") -> str:
        used = key or self.key
        return jwt.encode(
            {"alg": "RS256", "kid": kid or str(used.kid)}, claims, used, encoder_cls=Escaping
        )


class Begun:
    """What the tool asked the platform on behalf of a browser, and what that browser keeps."""

    def __init__(self, page: HtmlElement) -> None:
        [link] = page.xpath("//a[@id='lti-keep']")
        self.address = link.get("href")
        self.asked = {
            name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()
        }
        self.state, self.nonce = self.asked["state"], self.asked["nonce"]
        self.key, self.secret = link.get("data-key"), link.get("data-secret")
        self.storage, self.origin = link.get("data-storage"), link.get("data-origin")


class Browser:
    """One that keeps no cookie at all."""

    def __init__(self, platform: Platform) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.platform = platform

    def login(self, **changes: str) -> Begun:
        response = self.client.get("/lti/login", self.hints(**changes))
        assert response.status_code == 200, response.content.decode()
        return Begun(page_of(response))

    def hints(self, **changes: str) -> dict[str, str]:
        stated = {
            "iss": self.platform.issuer,
            "client_id": CLIENT,
            "login_hint": "user-1",
            "lti_message_hint": "message-1",
            "target_link_uri": LAUNCH,
            **changes,
        }
        return {name: value for name, value in stated.items() if value}

    def launch(self, token: str, state: str) -> Any:
        """What the platform's form posts."""
        sent = {"id_token": token, "state": state}
        headers = {"origin": self.platform.site.address, "sec-fetch-site": "cross-site"}
        return self.client.post("/lti/launch", sent, headers=headers)

    def open(self, token: str, begun: Begun, *, secret: str | None = None, **headers: str) -> Any:
        """What our own page posts then, with what the browser kept."""
        sent = {
            "id_token": token,
            "state": begun.state,
            "step": "open",
            "secret": begun.secret if secret is None else secret,
        }
        headers = headers or {"origin": SITE, "sec-fetch-site": "same-origin"}
        return self.client.post("/lti/launch", sent, headers=headers)

    def arrive(self, **changes: Any) -> Any:
        """The whole way, of a launch with these claims."""
        begun = self.login()
        token = self.platform.signed(self.platform.claims(begun, **changes))
        assert self.launch(token, begun.state).status_code == 200
        return self.open(token, begun)

    def pick(self, **changes: Any) -> Any:
        """Until the page to pick from."""
        settings = {**SETTINGS, **changes}
        return self.arrive(
            **{
                f"{LTI}message_type": "LtiDeepLinkingRequest",
                f"{DL}deep_linking_settings": {
                    name: value for name, value in settings.items() if value is not None
                },
            }
        )


def page_of(response: Any) -> HtmlElement:
    return document_fromstring(response.content)


def line(response: Any) -> str:
    """The one line by which something was refused."""
    [heading] = page_of(response).xpath("//h1")
    return " ".join(heading.text_content().split())


def our_keys(client: Client) -> KeySet:
    return KeySet.import_key_set(client.get("/lti/jwks").json())


@pytest.fixture(autouse=True)
def _tool(settings: Any) -> None:
    settings.BASE_URL = SITE
    settings.ALLOW_PRIVATE_ADDRESSES = True


@pytest.fixture
def platform(db: None) -> Any:
    site = FaultySite()
    yield Platform(site)
    site.close()


@pytest.fixture
def registration(platform: Platform) -> LtiRegistration:
    return add_registration(
        name="School LMS",
        issuer=platform.issuer,
        client_id=CLIENT,
        login_address=f"{platform.issuer}/auth?tenant=4",
        keys_address=f"{platform.issuer}/keys",
        deployments=["d1"],
        origins=["https://school.example.org/canvas/"],
        by=OPERATOR,
    )


@pytest.fixture
def browser(platform: Platform, registration: LtiRegistration) -> Browser:
    return Browser(platform)


@pytest.fixture
def found(db: None) -> Any:
    """Listed resources that a search finds, with numbered titles."""

    def make(count: int, **changes: object) -> list[Any]:
        from armillary.catalogue.models import Resource

        ids = describe(count, **changes)
        list_resources(ids, by=SYSTEM)
        drain_outbox()
        return list(Resource.objects.filter(pk__in=ids).order_by("pk"))

    return make
