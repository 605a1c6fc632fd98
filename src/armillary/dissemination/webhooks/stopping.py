"""What becomes of a webhook by how its deliveries go: patience at first, then an end that its owner is
told of."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.core.clock import now
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.webhooks.enums import WebhookState
from armillary.dissemination.webhooks.models import Webhook
from armillary.dissemination.webhooks.patience import delay_after
from armillary.notices.operations import send_notice
from armillary.people.actors import SYSTEM
from armillary.people.log import write_log


def note_success(webhook: Webhook) -> None:
    """Whatever failed before is forgiven."""
    if webhook.failures:
        Webhook.objects.filter(pk=webhook.pk).update(failures=0, failing_since=None)
        webhook.failures, webhook.failing_since = 0, None


@transaction.atomic
def note_failure(webhook: Webhook, *, is_gone: bool, asked: float) -> None:
    """Once more later, or no more: at once where the receiver says that it is gone for good, else when
    patience is at an end."""
    failures = webhook.failures + 1
    wait = None if is_gone else delay_after(failures, asked=asked)
    active = Webhook.objects.filter(pk=webhook.pk, state=WebhookState.ACTIVE)
    facts = {"failures": failures, "failing_since": webhook.failing_since or now()}
    if wait is not None:
        active.update(**facts, next_try_at=now() + wait)
    elif active.update(**facts, state=WebhookState.GONE if is_gone else WebhookState.FAILED):
        write_log("webhooks", "stop", by=SYSTEM, on=webhook.public_id, is_gone=is_gone)
        _tell_owner(webhook, is_gone=is_gone)


def _tell_owner(webhook: Webhook, *, is_gone: bool) -> None:
    owner = webhook.owner
    with override(owner.language if owner.language in INTERFACE_LANGUAGES else "en"):
        facts = _facts(webhook)
        subject = _("Your webhook “%(name)s” was stopped") % facts
        if is_gone:
            said = _(
                "%(host)s answered that what you gave us is gone for good (410), so we do not send "
                "anything there any more.\n\nSee what was sent, change the address or start it "
                "again:\n%(page)s\n"
            )
        else:
            said = _(
                "%(host)s has taken nothing for three days, so we do not send anything there any "
                "more. Nothing is lost: start it again, and it is told of everything since.\n\n"
                "See what was sent, change the address or start it again:\n%(page)s\n"
            )
    send_notice(owner.email, subject=subject, body=said % facts, by=SYSTEM)


def _facts(webhook: Webhook) -> Mapping[str, str]:
    page = addresses.site(f"/desk/webhooks/{webhook.public_id}/", webhook.owner.language)
    return {"name": webhook.name, "host": webhook.host, "page": page}
