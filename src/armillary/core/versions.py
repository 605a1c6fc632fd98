"""What may be done with a versioned thing: edit a draft, publish it, take it back, start the next
version."""

from django.db import models, transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import Conflict
from armillary.core.models import Versioned, VersionState


def require_draft(version: Versioned) -> None:
    """Published versions never change."""
    if version.state != VersionState.DRAFT:
        raise Conflict(_("A published version cannot be changed. Start a new version instead."))


@transaction.atomic
def publish(version: Versioned) -> None:
    """Publish a draft and retire the version published before it."""
    model = type(version)._default_manager.model
    siblings = model._default_manager.filter(key=version.key)
    published = siblings.filter(pk=version.pk, state=VersionState.DRAFT).update(
        state=VersionState.PUBLISHED, published_at=now()
    )
    if not published:
        raise Conflict(_("This version has been published already."))
    siblings.filter(state=VersionState.PUBLISHED).exclude(pk=version.pk).update(
        state=VersionState.RETIRED
    )
    version.refresh_from_db()


@transaction.atomic
def retire(version: Versioned) -> None:
    """Take a published version back; nothing is published in its place."""
    model = type(version)._default_manager.model
    rows = model._default_manager.filter(pk=version.pk, state=VersionState.PUBLISHED)
    if not rows.update(state=VersionState.RETIRED):
        raise Conflict(_("This version is not published any more."))
    version.refresh_from_db()


def next_number(model: type[Versioned], key: str) -> int:
    highest = model._default_manager.filter(key=key).aggregate(n=models.Max("number"))["n"]
    return (highest or 0) + 1
