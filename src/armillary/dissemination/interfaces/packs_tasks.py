"""Background work on packs: make releases, and make them anew without what was withdrawn."""

from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from armillary.catalogue.signals import resources_restated
from armillary.core.errors import ArmillaryError
from armillary.core.tasks import LONG, enqueue_for_each, periodic, task
from armillary.dissemination.packs.errors import PackUnderWay
from armillary.dissemination.packs.making import make_release
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.operations import note_trouble
from armillary.dissemination.packs.queries import published_packs, releases_with_gone
from armillary.dissemination.packs.signals import release_asked
from armillary.dissemination.packs.sweeping import sweep
from armillary.people.actors import SYSTEM


@task(queue_name=LONG)
def make_packs(ids: list[int], fetches: bool = True) -> None:
    """What stands in the way is said on the desk, and tried again tomorrow."""
    for pack in Pack.objects.filter(pk__in=ids).select_related("collection"):
        try:
            make_release(pack, by=SYSTEM, fetches=fetches)
        except PackUnderWay:  # tried again in a moment, as every task that fails
            raise
        except ArmillaryError as error:
            note_trouble(pack, error.message, by=SYSTEM)
        except Exception:
            note_trouble(pack, _("Something went wrong here. It is tried again."), by=SYSTEM)
            raise


@task(queue_name=LONG)
def make_packs_anew(ids: list[int]) -> None:
    """Those that hold one of these resources though it is listed no more: soon, and without asking
    anybody for anything."""
    for release in releases_with_gone(ids):
        make_packs.call([release.pack_id], fetches=False)


@task(queue_name=LONG)
def make_published_packs() -> None:
    """A task for each, so that one that fails is tried again alone."""
    sweep()
    enqueue_for_each(make_packs, [[pack.pk] for pack in published_packs()])


@receiver(release_asked)
def make_what_was_asked_for(sender: Any, pack: int, **_more: Any) -> None:
    make_packs.enqueue([pack])


@receiver(resources_restated)
def make_anew_what_was_withdrawn(sender: Any, ids: list[int], **_more: Any) -> None:
    if releases_with_gone(ids):
        make_packs_anew.enqueue(ids)


periodic(make_published_packs, every=timedelta(days=1))
