"""What sign-in asks of us: mail goes through the outbox, and pages speak of persons."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override

from armillary.notices.operations import send_notice
from armillary.people.actors import SYSTEM
from armillary.people.models import Person
from armillary.people.queries import language_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Armillary's answers to the questions of the sign-in library."""

    def new_user(self, request: HttpRequest) -> Person:
        """Whoever signs up on an Arabic page is written to in Arabic."""
        return Person(language=get_language() or "en")

    def format_email_subject(self, subject: str) -> str:
        """The sender's name says which site it is."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail of a confirmation or a reset into the outbox, in its reader's language."""
        with override(language_of(email) or get_language()):
            message = self.render_mail(template_prefix, email, _at_home(context))
        send_notice(email, subject=str(message.subject), body=str(message.body), by=SYSTEM)

    def is_safe_url(self, url: str) -> bool:
        """Sign-in leads on within the site it was asked at, to no other that we answer to."""
        hosts = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(url, hosts, require_https=self.request.is_secure())


def _at_home(context: dict[str, Any]) -> dict[str, Any]:
    """The library makes links from the name that the request asked for, which its sender chose:
    in a mail to somebody else it could be a name of theirs."""
    return {
        name: _on_our_site(value) if name.endswith("_url") else value
        for name, value in context.items()
    }


def _on_our_site(address: str) -> str:
    split = urlsplit(address)
    return settings.BASE_URL + urlunsplit(("", "", split.path, split.query, split.fragment))
