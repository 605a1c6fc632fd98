"""What sign-in asks of us: mail goes through the outbox, and pages speak of persons."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
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
            message = self.render_mail(template_prefix, email, context)
        send_notice(email, subject=str(message.subject), body=str(message.body), by=SYSTEM)
