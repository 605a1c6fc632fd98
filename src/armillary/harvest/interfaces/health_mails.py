"""What a curator may send to the people who run a source. Nothing is sent from here: the letter is
shown to be copied, or opened in a mail program."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from armillary.harvest.health.queries import Report
from armillary.harvest.interfaces.health_labels import how_often

MOST_FINDINGS: Final = 8


@dataclass(frozen=True, slots=True)
class Letter:
    """In the language of whoever writes it."""

    to: list[str]
    subject: str
    body: str

    @property
    def address(self) -> str:
        """That opens a mail program (RFC 6068)."""
        to = ",".join(quote(each, safe="@") for each in self.to)
        return f"mailto:{to}?subject={quote(self.subject)}&body={quote(self.body)}"


def public_address(token: str) -> str:
    """Where a report is open, from anywhere."""
    return f"{settings.BASE_URL}{reverse('source-health:page', args=[token])}"


def letter_on(report: Report) -> Letter:
    """About a report that is shared."""
    subject = _("What we noticed when we harvested %(name)s") % {"name": report.source}
    findings = "\n".join(
        " – ".join(part for part in (str(each.rule.says), how_often(each)) if part)
        for each in report.findings[:MOST_FINDINGS]
    )
    body = _(
        "Good day,\n\n"
        "we harvest %(name)s, and noticed something that keeps records from being found:\n\n"
        "%(findings)s\n\n"
        "The whole report, with examples, the places in the standards and how each can be mended, "
        "is here; no account is needed:\n%(address)s\n\n"
        "The address is meant for you. It is brought up to date after every run."
    ) % {"name": report.source, "findings": findings, "address": public_address(report.token)}
    return Letter(report.emails, subject, body.replace("\n", "\r\n"))
