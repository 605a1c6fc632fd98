"""What is written to people about what they submitted, in the language of each."""

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from armillary.harvest.enums import Fate
from armillary.harvest.models import Submission
from armillary.harvest.submissions.queries import ItemRow, SubmissionRow
from armillary.people.models import Person

Mail = tuple[str, str]

SUBJECTS: Final = {
    Fate.LISTED: gettext_noop("Your suggestion is listed: %(name)s"),
    Fate.JOINED: gettext_noop("Your suggestion is listed: %(name)s"),
    Fate.DECLINED: gettext_noop("Your suggestion was declined: %(name)s"),
    Fate.WITHDRAWN: gettext_noop("Your suggestion was declined: %(name)s"),
}
DECIDED: Final = gettext_noop("Your suggestion was decided on: %(name)s")


def decided(row: SubmissionRow, *, to: Person) -> Mail:
    """Subject and body once nothing of a submission is left to decide."""
    with override(to.language):
        parts = [
            _("You suggested “%(name)s”. Thank you.") % {"name": row.submission.name},
            *(_of_one(row.item) if row.item else _of_many(row)),
            _("Your suggestion: %(address)s") % {"address": _page(row.submission)},
        ]
        fate = row.item.fate if row.item else None
        subject = _(SUBJECTS.get(fate, DECIDED) if fate else DECIDED)
        return subject % {"name": row.submission.name}, "\n\n".join(parts)


def _of_one(item: ItemRow) -> list[str]:
    lines = []
    if item.link:
        address = f"{settings.BASE_URL}{reverse('portal:resource', args=[item.link])}"
        lines.append(_("It is listed: %(address)s") % {"address": address})
    elif item.fate in (Fate.DECLINED, Fate.WITHDRAWN):
        lines.append(_("A curator has declined it."))
    if item.reason:
        lines.append(_("The reason: %(reason)s") % {"reason": item.reason})
    return lines


def _of_many(row: SubmissionRow) -> list[str]:
    counted = [
        _("%(fate)s: %(count)d") % {"fate": fate.label, "count": count}
        for fate, count in row.counts.items()
    ]
    return [_("Everything in it was decided on."), "\n".join(counted)]


def asked(submission: Submission, *, to: Person) -> Mail:
    """Subject and body when a curator wants something to be changed."""
    with override(to.language):
        subject = _("Your suggestion needs changes: %(name)s") % {"name": submission.name}
        body = _(
            "A curator has looked at “%(name)s” and asks for changes:\n\n%(text)s\n\n"
            "Change your suggestion: %(address)s"
        ) % {"name": submission.name, "text": submission.asked, "address": _page(submission)}
    return subject, body


def _page(submission: Submission) -> str:
    path = reverse("submissions:one", args=[submission.public_id])
    return f"{settings.BASE_URL}{path}"
