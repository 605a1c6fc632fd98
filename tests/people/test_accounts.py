"""The whole ways in and out, as a browser and a mailbox see them. Security after OWASP ASVS 4,
level 1: V2 authentication, V3 sessions, V5.1.5 redirects."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import get_template
from django.test import Client
from django.utils.translation import gettext, override
from tests.conftest import PASSWORD
from tests.people.conftest import link_in

from armillary.people.models import Person
from armillary.people.operations import edit_profile

pytestmark = pytest.mark.django_db

Mail = Callable[[], EmailMessage]
NEW_PASSWORD = "five other plain words here"


def sign_up(client: Client, email: str, password: str = PASSWORD, *, prefix: str = "") -> str:
    """Where the form leads."""
    form = {"email": email, "password1": password, "password2": password}
    return client.post(f"{prefix}/accounts/signup/", form).get("Location", "")


def sign_in(client: Client, email: str, password: str = PASSWORD, **query: str):
    return client.post(
        "/accounts/login/", {"login": email, "password": password}, query_params=query
    )


def is_signed_in(client: Client) -> bool:
    return client.get("/desk/account/").status_code == 200


def errors_of(response: Any) -> list[str]:
    form = response.context["form"]
    return [str(error) for errors in form.errors.values() for error in errors]


def test_sign_up_confirm_and_sign_in(client: Client, mail: Mail):
    assert sign_up(client, "Ada@Example.org") == "/accounts/confirm-email/"
    assert "Look into your mail" in client.get("/accounts/confirm-email/").content.decode()
    assert not is_signed_in(client)

    message = mail()
    assert message.to == ["ada@example.org"]
    assert message.subject == "Confirm your e-mail address"
    page = client.get(link_in(message)).content.decode()
    assert "ada@example.org is the address of your account." in page
    assert not EmailAddress.objects.get().verified  # mail scanners follow links; people confirm
    client.post(link_in(message))
    assert EmailAddress.objects.get().verified

    sign_in(client, "ADA@example.org")
    assert is_signed_in(client)


def test_nobody_signs_in_before_the_address_is_confirmed(client: Client, mail: Mail):
    sign_up(client, "ada@example.org")
    mail()
    assert sign_in(Client(), "ada@example.org")["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(client)


def test_person_made_at_the_command_line_signs_in_without_any_mail(
    client: Client, member: Person, mailoutbox: list[EmailMessage]
):
    assert sign_in(client, member.email)["Location"] == "/desk/"
    assert is_signed_in(client)


def test_reset_the_password_from_forgotten_to_signed_in(client: Client, member: Person, mail: Mail):
    answer = client.post("/accounts/password/reset/", {"email": member.email})
    assert answer["Location"] == "/accounts/password/reset/done/"
    message = mail()
    assert message.subject == "Choose a new password"

    form_page = client.get(link_in(message))["Location"]
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(form_page, form)["Location"] == "/accounts/password/reset/key/done/"
    told = mail()
    assert (told.to, told.subject) == ([member.email], "Your password was changed")

    assert errors_of(sign_in(Client(), member.email)) != []
    sign_in(client, member.email, NEW_PASSWORD)
    assert is_signed_in(client)


def test_a_reset_link_works_once(client: Client, member: Person, mail: Mail):
    client.post("/accounts/password/reset/", {"email": member.email})
    link = link_in(mail())
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(client.get(link)["Location"], form)
    page = Client().get(link, follow=True).content.decode()
    assert "This link has been used or is too old." in page


def test_changing_the_password_needs_the_old_one_and_is_told_to_the_owner(
    client_of: Callable[[Person], Client], member: Person, mail: Mail
):
    client = client_of(member)
    form = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post("/accounts/password/change/", form).status_code == 200
    client.post("/accounts/password/change/", form | {"oldpassword": PASSWORD})
    message = mail()
    assert message.subject == "Your password was changed"
    assert "/accounts/password/reset/" in message.body
    member.refresh_from_db()
    assert member.check_password(NEW_PASSWORD)


def test_changing_the_password_ends_the_other_sessions(
    client_of: Callable[[Person], Client], member: Person
):
    here, elsewhere = client_of(member), client_of(member)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post("/accounts/password/change/", form)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_changing_the_address_takes_a_confirmation(
    client_of: Callable[[Person], Client], member: Person, mail: Mail
):
    client = client_of(member)
    new = "new@example.org"
    client.post("/accounts/email/", {"action_add": "", "email": new})
    message = mail()
    assert message.to == [new]
    client.post(link_in(message))
    client.post("/accounts/email/", {"action_primary": "", "email": new})
    member.refresh_from_db()
    assert member.email == new
    assert mail().subject == "Your e-mail address was changed"


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost", "testserver"])
def test_links_in_mails_lead_to_our_site_whatever_name_was_asked_for(
    client: Client, member: Person, mail: Mail, host: str
):
    """Whoever asks for the mail chooses the name; whoever reads the mail follows the link."""
    asked = {"headers": {"host": host}}
    form = {"email": "ada@example.org", "password1": PASSWORD, "password2": PASSWORD}
    links = []
    for path, data in [
        ("/accounts/password/reset/", {"email": member.email}),
        ("/accounts/password/reset/", {"email": "nobody@example.org"}),
        ("/accounts/signup/", form | {"email": member.email}),
        ("/accounts/signup/", form),
    ]:
        client.post(path, data, **asked)
        links += re.findall(r"https?://[^\s)]+", str(mail().body))
    home = f"{django_settings.BASE_URL}/accounts/"
    assert [link for link in links if not link.startswith(home)] == [django_settings.BASE_URL]
    assert len(links) == 5


# No door tells who has an account (ASVS 2.1, 3.2.2 of the testing guide).


def test_signing_up_with_a_taken_address_looks_the_same_and_tells_its_owner(
    client: Client, member: Person, mail: Mail
):
    assert sign_up(client, member.email, NEW_PASSWORD) == "/accounts/confirm-email/"
    message = mail()
    assert (message.to, message.subject) == ([member.email], "You already have an account")
    assert "/accounts/password/reset/" in message.body
    assert Person.objects.filter(email=member.email).count() == 1
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


class CountedHasher(MD5PasswordHasher):
    """Notes how often a password was hashed, which is what takes the time."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountedHasher.count += 1
        return super().encode(password, salt)


def test_signing_up_with_a_taken_address_takes_as_long(
    client: Client, member: Person, settings: Any
):
    settings.PASSWORD_HASHERS = ["tests.people.test_accounts.CountedHasher"]
    counted = []
    for email in (member.email, "ada@example.org"):
        CountedHasher.count = 0
        sign_up(client, email)
        counted.append(CountedHasher.count)
    assert counted == [1, 1]


def test_asking_for_a_reset_of_nobody_looks_the_same(client: Client, member: Person, mail: Mail):
    answers = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in (member.email, "nobody@example.org")
    ]
    pages = [re.sub(r"csrf\S+", "", answer.content.decode()) for answer in answers]
    assert pages[0] == pages[1]
    assert answers[0].redirect_chain == answers[1].redirect_chain


def test_a_stranger_who_asks_for_a_reset_is_told_by_mail_only(client: Client, mail: Mail):
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    message = mail()
    assert message.subject == "No account with this address"
    assert "/accounts/signup/" in message.body


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client: Client, member: Person):
    wrong = errors_of(sign_in(client, member.email, "not the password"))
    unknown = errors_of(sign_in(client, "nobody@example.org", "not the password"))
    assert wrong == unknown
    assert len(wrong) == 1


# Passwords and guessing (ASVS 2.1.1, 2.1.7, 2.2.1).


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevenchars", "at least 12 characters"),
        ("password1234", "too common"),
        ("ada.lovelace@example.org", "too similar"),
    ],
)
def test_weak_passwords_are_refused_at_sign_up(client: Client, password: str, said: str):
    form = {"email": "ada.lovelace@example.org", "password1": password, "password2": password}
    [error] = errors_of(client.post("/accounts/signup/", form))
    assert said in error
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "password", ["a" * 100 + " words and more", "كلمات كثيرة متتالية", "🌍" * 12]
)
def test_long_passwords_and_all_scripts_are_taken_whole(client: Client, password: Any):
    assert sign_up(client, "ada@example.org", password) == "/accounts/confirm-email/"
    assert Person.objects.get().check_password(password)
    assert not Person.objects.get().check_password(password[:-1])


def test_guessing_a_password_is_stopped_even_when_the_right_one_comes(
    client: Client, member: Person
):
    for _attempt in range(5):
        sign_in(client, member.email, "not the password")
    response = sign_in(client, member.email)
    assert "Too many failed login attempts. Try again later." in errors_of(response)
    assert not is_signed_in(client)


def test_attempts_are_counted_for_all_web_processes_together():
    assert django_settings.CACHES["default"]["BACKEND"].endswith("FileBasedCache")


def test_attempts_of_many_others_push_out_nobodys_count():
    cache.set("kept", "count of one")
    for number in range(320):  # beyond the 300 that a cache holds unless told otherwise
        cache.set(f"other{number}", 1)
    assert cache.get("kept") == "count of one"
    assert cache.get("other0") == 1


def test_many_requests_get_a_page_that_asks_to_wait(client: Client):
    for _attempt in range(20):
        client.post("/accounts/signup/", {})
    response = client.post("/accounts/signup/", {})
    assert response.status_code == 429
    assert "Wait a few minutes, then try again." in response.content.decode()


def signups_refused(client: Client, forwarded: Any) -> int:
    """How many of 25 attempts are, where the proxy passes on `forwarded(number)`."""
    answers = [
        client.post("/accounts/signup/", {}, headers={"x-forwarded-for": forwarded(number)})
        for number in range(25)
    ]
    return [answer.status_code for answer in answers].count(429)


def test_a_client_cannot_count_as_many_by_naming_other_addresses(client: Client, settings: Any):
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    assert signups_refused(client, lambda number: f"192.0.2.{number}") == 5


def test_behind_a_proxy_its_clients_are_counted_apart_and_by_what_it_saw(
    client: Client, settings: Any
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert signups_refused(client, lambda number: f"192.0.2.{number}") == 0
    assert signups_refused(client, lambda number: f"192.0.2.{number}, 198.51.100.7") == 5


# Sessions (ASVS 3.2.1, 3.3.1, 3.4).


def test_session_is_renewed_at_sign_in(client: Client, member: Person):
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    before = session.session_key
    sign_in(client, member.email)
    assert client.cookies["sessionid"].value != before
    assert not client.session.exists(before)


def test_signing_out_ends_the_session_for_good(client: Client, member: Person):
    sign_in(client, member.email)
    copy = Client()
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(copy)
    client.get("/accounts/logout/")
    assert is_signed_in(client)  # a link or an image cannot sign anybody out
    client.post("/accounts/logout/")
    assert not is_signed_in(client)
    assert not is_signed_in(copy)


def test_session_cookie_is_kept_from_scripts_and_other_sites(client: Client, member: Person):
    sign_in(client, member.email)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["domain"] == ""


def test_closed_account_cannot_sign_in_and_loses_its_session(
    client: Client, client_of: Callable[[Person], Client], member: Person
):
    signed_in = client_of(member)
    Person.objects.filter(pk=member.pk).update(is_active=False)
    assert not is_signed_in(signed_in)
    sign_in(client, member.email)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/desk/account/"]
)
def test_forms_without_our_token_are_refused_with_a_page_of_ours(path: str, member: Person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    response = client.post(path, {"name": "x", "language": "en"})
    assert response.status_code == 403
    assert "This page was open for too long." in response.content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
    ],
)
def test_sign_in_leads_to_no_other_site(client: Client, member: Person, target: str):
    assert sign_in(client, member.email, next=target)["Location"] == "/desk/"


def test_sign_in_leads_to_no_other_name_that_we_answer_to(
    client: Client, member: Person, settings: Any
):
    settings.ALLOWED_HOSTS = ["testserver", ".example.org"]
    elsewhere = "http://pages.example.org/"
    assert sign_in(client, member.email, next=elsewhere)["Location"] == "/desk/"


def test_sign_in_leads_back_to_the_page_that_asked_for_it(client: Client, member: Person):
    asked = client.get("/desk/account/")["Location"]
    assert asked == "/accounts/login/?next=/desk/account/"
    response = client.post(asked, {"login": member.email, "password": PASSWORD})
    assert response["Location"] == "/desk/account/"


# Our words, in the reader's language.


def test_mail_at_sign_up_is_in_the_language_of_the_page_and_it_is_remembered(
    client: Client, mail: Mail
):
    sign_up(client, "ada@example.org", prefix="/ar")
    assert Person.objects.get().language == "ar"
    message = mail()
    with override("ar"):
        assert message.subject == gettext("Confirm your e-mail address")
    assert link_in(message).startswith("/ar/accounts/confirm-email/")


def test_mail_to_a_person_is_in_the_language_they_chose_whoever_caused_it(
    client: Client, member: Person, mail: Mail
):
    edit_profile(member, name="", language="fr", by=member)
    sign_up(client, member.email, prefix="/zh-hans")
    message = mail()
    with override("fr"):
        assert message.subject == gettext("You already have an account")
        assert gettext("If you have forgotten your password, follow this link:") in message.body


LIBRARY = Path(str(importlib.util.find_spec("allauth").origin)).parent
TURNED_OFF = {"login_code", "password_reset_code"}  # we send links, not codes


def mail_prefixes() -> list[str]:
    """Every mail that the sign-in library may send, read from its source."""
    sources = (path.read_text() for path in (LIBRARY / "account").rglob("*.py"))
    found = {name for source in sources for name in re.findall(r'"account/email/(\w+)"', source)}
    return sorted(found - TURNED_OFF)


def test_the_mails_of_the_library_are_known():
    assert mail_prefixes() == [
        "account_already_exists",
        "email_changed",
        "email_confirmation",
        "email_confirmation_signup",
        "email_deleted",
        "password_changed",
        "password_reset",
        "password_reset_key",
        "password_set",
        "unknown_account",
    ]


@pytest.mark.parametrize("prefix", mail_prefixes())
@pytest.mark.parametrize("part", ["subject", "message"])
def test_every_mail_has_words_of_ours(prefix: Any, part: str):
    template = get_template(f"account/email/{prefix}_{part}.txt")
    assert "/armillary/people/templates/" in template.origin.name


@pytest.mark.parametrize(
    "page",
    [
        "account_inactive", "email", "email_confirm", "login", "logout", "password_change",
        "password_reset", "password_reset_done", "password_reset_from_key",
        "password_reset_from_key_done", "password_set", "reauthenticate", "signup",
        "signup_closed", "verification_sent", "verified_email_required",
    ],
)  # fmt: skip
def test_every_page_of_sign_in_is_ours(page: str):
    template = get_template(f"account/{page}.html")
    assert "/armillary/people/templates/" in template.origin.name


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"],
)
def test_open_account_pages_answer_in_every_language(client: Client, path: str):
    assert client.get(f"/accounts/{path}").status_code == 200
    page = client.get(f"/ar/accounts/{path}").content.decode()
    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.parametrize("path", ["logout/", "password/change/", "email/"])
def test_account_pages_of_whoever_is_signed_in(
    client_of: Callable[[Person], Client], member: Person, path: str
):
    assert client_of(member).get(f"/accounts/{path}").status_code == 200
