"""What every answer carries, and what a reader or a program gets when something goes wrong."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import path
from ninja import NinjaAPI

from armillary.config import urls as real
from armillary.config.middleware import CONTENT_SECURITY_POLICY
from armillary.core.errors import Conflict, InvalidInput, NotFound, Refused, Unavailable

ERRORS = {
    "invalid": InvalidInput,
    "refused": Refused,
    "missing": NotFound,
    "conflict": Conflict,
    "away": Unavailable,
}


def fail(request: Any, kind: Any):
    if kind == "broken":
        raise ZeroDivisionError("secret detail")
    if kind == "database":
        raise OperationalError("the database is away")
    raise ERRORS[kind](f"It is {kind}. Do something.")


handler400, handler403 = real.handler400, real.handler403
handler404, handler500 = real.handler404, real.handler500
urlpatterns = [
    path("fail/<kind>/", fail),
    path("api/v1/fail/<kind>/", fail),
    *real.urlpatterns,
]


@pytest.fixture
def failing():
    """The site with addresses at which it fails on purpose."""
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/nowhere/", "/healthz", "/api/v1/nope"])
def test_every_answer_carries_the_security_headers(client: Client, address: str):
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_policy_lets_nothing_run_that_we_do_not_serve():
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'self'; ")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "object-src 'none'" in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


@pytest.mark.django_db
def test_pages_hold_no_script_and_style_of_their_own(client: Client):
    page = client.get("/accounts/login/").content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == page.count('<script src="/static/core/') == 1
    assert " onclick=" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status"),
    [("invalid", 400), ("refused", 403), ("missing", 404), ("conflict", 409), ("away", 503)],
)
def test_an_error_that_a_person_can_act_on_is_a_page_that_says_so(
    failing: Any, kind: str, status: int
):
    response = failing.get(f"/fail/{kind}/")
    assert response.status_code == status
    page = response.content.decode()
    assert f"<h1>It is {kind}. Do something.</h1>" in page
    assert "Traceback" not in page


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_a_page_in_the_readers_language(client: Client):
    response = client.get("/ar/nowhere/")
    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


@pytest.mark.django_db
def test_a_request_that_cannot_be_read_is_a_page_or_a_refusal(client: Client):
    response = client.get("/accounts/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Traceback" not in response.content.decode()
    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize("kind", ["broken", "database"])
def test_a_defect_is_a_page_without_a_database_and_without_details(failing: Any, kind: str):
    """No mark for the database: any query in here would fail the test."""
    response = failing.get(f"/fail/{kind}/")
    assert response.status_code == 500
    page = response.content.decode()
    assert "Something broke on our side. Please try again later." in page
    assert "secret detail" not in page
    assert "Traceback" not in page
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(("kind", "status", "code"), [("broken", 500, "error")])
def test_a_defect_of_the_api_is_a_problem_document(failing: Any, kind: str, status: int, code: str):
    response = failing.get(f"/api/v1/fail/{kind}/")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json() == {
        "type": f"about:blank#{code}",
        "title": "Something broke on our side. Please try again later.",
        "status": status,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/nope", 404),
        ("/api/v1/resources/nothing", 404),
        ("/api/v1/vocabularies/nothing", 404),
        ("/api/v1/vocabularies/levels?size=0", 400),
        ("/api/v1/vocabularies/levels?size=many", 400),
        ("/api/v1/vocabularies/levels?after=damaged", 400),
    ],
)
def test_an_error_of_the_api_is_a_problem_document(client: Client, address: str, status: int):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"].startswith("about:blank#")
    assert problem["title"]


@pytest.mark.django_db
def test_a_value_that_cannot_be_read_is_named(client: Client):
    [error] = client.get("/api/v1/vocabularies/levels?size=0").json()["errors"]
    assert error["field"].endswith("size")
    assert "greater than or equal to 1" in error["message"]


@pytest.mark.django_db
def test_every_operation_of_the_api_is_described(client: Client):
    document = client.get("/api/v1/openapi.json").json()
    for address, operations in document["paths"].items():
        for verb, operation in operations.items():
            assert operation.get("summary"), (address, verb)
            assert operation.get("tags"), (address, verb)


@pytest.mark.django_db
def test_health_answers_while_the_database_does(client: Client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_health_fails_when_the_database_is_away(settings: Any):
    with override_settings(), connection.execute_wrapper(_away):
        response = Client(raise_request_exception=False).get("/healthz")
    assert response.status_code == 500


def _away(*_call: Any):
    raise OperationalError("away")


LONG = 5_000_001


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/accounts/login/", LONG, 413),
        ("/ar/accounts/login/", LONG, 413),
        ("/oai", 65_537, 413),
        ("/oai", 65_536, 200),
        ("/nowhere/", LONG, 413),
    ],
)
@pytest.mark.django_db
def test_a_body_that_is_too_long_is_refused_before_it_is_read(path: str, length: int, status: int):
    """What is stated only: a body that is read would block here for ever or fail."""
    client = Client(enforce_csrf_checks=True)
    form = {"content_type": "application/x-www-form-urlencoded"}
    body = b"verb=Identify&x=".ljust(length, b"x") if status == 200 else b""
    response = client.post(path, body, CONTENT_LENGTH=str(length), **form)
    assert response.status_code == status
    if status == 413:
        assert "<html" in response.content.decode()
        assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_a_body_that_is_too_long_for_the_api_is_a_problem_document(client: Client):
    response = client.post("/api/v1/x", b"", content_type="text/plain", CONTENT_LENGTH=str(LONG))
    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    assert response.json()["type"] == "about:blank#too-large"


@pytest.mark.parametrize("content", [b"", b"x" * 10_000])
@pytest.mark.parametrize("path", ["/accounts/login/", "/oai", "/desk/account/"])
@pytest.mark.django_db
def test_no_file_is_taken_and_none_is_written(
    client: Client, member: Any, path: str, content: bytes
):
    client.force_login(member)
    file = SimpleUploadedFile("x.txt", content)
    assert client.post(path, {"verb": "Identify", "file": file}).status_code == 400


@pytest.mark.parametrize("path", ["/desk/account/", "/accounts/email/", "/accounts/login/"])
@pytest.mark.parametrize("prefix", ["", "/ar", "/zh-hans"])
@pytest.mark.django_db
def test_pages_of_one_person_are_kept_by_no_cache(
    client: Client, member: Any, prefix: str, path: str
):
    client.force_login(member)
    assert client.get(prefix + path)["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_public_pages_may_be_kept(client: Client):
    assert "no-store" not in client.get("/sitemap.xml").headers.get("Cache-Control", "")


@pytest.mark.django_db
def test_everything_but_health_is_sent_on_to_https(settings: Any):
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    answer = client.get("/accounts/login/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/accounts/login/")
    assert client.get("/accounts/login/", secure=True).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_there_is_one_api():
    assert [api for api in vars(real).values() if isinstance(api, NinjaAPI)] == [real.api]
