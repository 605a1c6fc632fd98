"""Make a release: fetch what is missing, put the list together, write its files, and offer them all at once.

Nothing is offered before everything is there. A disk that fills, a process that is killed, or a resource
that is withdrawn meanwhile leaves the release before as it was.
"""

import errno
import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.dissemination.packs import rules, signing, store
from armillary.dissemination.packs.errors import NoRoom, NothingToPack
from armillary.dissemination.packs.fetching import fetch_all
from armillary.dissemination.packs.listing import listing_of
from armillary.dissemination.packs.models import Pack, PackItem, PackRelease
from armillary.dissemination.packs.outputs import written_outputs
from armillary.dissemination.packs.planning import Plan, plan_of
from armillary.dissemination.packs.queries import (
    Output,
    has_gone,
    latest_release,
    listed_among,
    listing_of_release,
    outputs_of,
    release_folder,
)
from armillary.dissemination.packs.sweeping import MOST_UPDATES, forget, keep_list_only, sweep
from armillary.formats.packs import listing as lists
from armillary.formats.packs.kits import LIST
from armillary.formats.packs.listing import Listing
from armillary.people.actors import Actor
from armillary.people.log import write_log

logger = logging.getLogger(__name__)

STREAM: Final = "packs"
NO_MORE: Final = frozenset({"no-licence", "licence", "adapts"})  # why a copy is a card by now
ROUNDS: Final = 4  # of fetching: what could not be had leaves room for others
DONE: Final[dict[str, Any]] = {"asked_at": None, "trouble": ""}
Step = Literal["fetch", "write"]
Tell = Callable[[Step, int, int], None]  # what is being done, how much of it is, and of how many


@dataclass(frozen=True, slots=True)
class Made:
    """`is_new` is false where a reader would have found no difference, and the release before stays."""

    release: PackRelease
    is_new: bool


def make_release(
    pack: Pack, *, by: Actor, tell: Tell = lambda _step, _done, _of: None, fetches: bool = True
) -> Made:
    """Without `fetches` only what was fetched before is copied. Raises `PackUnderWay`, `NothingToPack` and
    `NoRoom`, and what a search costs that cannot be made."""
    require(rules.may_keep_packs(by))
    with store.alone_with(pack):
        _forget_unfinished(pack)
        plan = _settled(pack, tell) if pack.copies and fetches else plan_of(pack, fetches=False)
        if not plan.items:
            _retire(pack)
            raise NothingToPack(
                _("There is nothing to pack: %(pack)s has no resources.") % {"pack": pack}
            )
        before = latest_release(pack)
        number = _next_number(pack)
        listing = listing_of(pack, plan, number=number, made=now())
        if before and _is_same(before, listing):
            Pack.objects.filter(pk=pack.pk).update(**DONE)
            return Made(before, is_new=False)
        outputs = _written(pack, listing, tell)
        release = _publish(pack, plan, listing, outputs, by)
    sweep()
    if has_gone(release):  # something was withdrawn meanwhile
        return make_release(pack, by=by, tell=tell, fetches=False)
    return Made(release, is_new=True)


def _settled(pack: Pack, tell: Tell) -> Plan:
    """A plan of what was really fetched."""
    began, done = now(), 0
    for _round in range(ROUNDS):
        plan = plan_of(pack)
        due = plan.due(began)
        if not due:
            return plan
        store.check_room(sum(each.size or each.kind.guess for each in due))
        total = done + len(due)

        def count(step: int, total: int = total) -> None:
            nonlocal done
            done += step
            tell("fetch", done, total)

        fetch_all(due, count, most=pack.budget)
    return plan_of(pack, fetches=False)


def _next_number(pack: Pack) -> int:
    last = pack.releases.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _is_same(before: PackRelease, listing: Listing) -> bool:
    stored = listing_of_release(before)
    if stored is None or has_gone(before):
        return False
    is_whole = before.key == signing.fingerprint() and all(
        (release_folder(before) / each.name).exists() for each in outputs_of(before)
    )
    return is_whole and stored.same_but_for_when(listing)


def _written(pack: Pack, listing: Listing, tell: Tell) -> list[Output]:
    """Its files in the folder of its number; nothing of it stays where that fails."""
    folder = store.folder_of(pack)
    folder.mkdir(parents=True, exist_ok=True)
    store.check_room(3 * listing.size + 40_000 * len(listing.items))
    staging = Path(tempfile.mkdtemp(prefix=store.UNFINISHED, dir=folder))
    try:
        (staging / LIST).write_bytes(lists.written(listing))
        earlier = [found for each in _earlier(pack) if (found := listing_of_release(each))]
        outputs = written_outputs(
            listing, earlier, staging, lambda done, of: tell("write", done, of)
        )
        target = folder / str(listing.release)
        # There may be one of a process that was killed before it was offered.
        shutil.rmtree(target, ignore_errors=True)
        staging.chmod(0o755)
        staging.replace(target)
    except OSError as error:
        raise _no_room(error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return outputs


def _earlier(pack: Pack) -> list[PackRelease]:
    return list(pack.releases.order_by("-number").select_related("pack")[:MOST_UPDATES])


def _no_room(error: OSError) -> Exception:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return NoRoom(
            _("The disk filled up while the pack was being made. What was offered before still is.")
        )
    return error


def _publish(
    pack: Pack, plan: Plan, listing: Listing, outputs: list[Output], by: Actor
) -> PackRelease:
    """From now on this one and no other."""
    with transaction.atomic():
        Pack.objects.filter(pk=pack.pk).update(**DONE)
        old = list(pack.releases.filter(is_current=True).select_related("pack"))
        pack.releases.filter(is_current=True).update(is_current=False)
        PackItem.objects.filter(release__pack=pack).delete()
        release = PackRelease.objects.create(
            pack=pack,
            number=listing.release,
            made_at=now(),
            resources=len(listing.items),
            copied=plan.copied,
            size=listing.size,
            digest=listing.digest,
            key=signing.fingerprint(),
            outputs=[output.as_json() for output in outputs],
        )
        held = {item.resource.pk for item in plan.items}
        PackItem.objects.bulk_create(PackItem(release=release, resource_id=pk) for pk in held)
        write_log(STREAM, "make-release", by=by, on=pack.public_id, number=release.number)
    for each in old:
        _forget_withdrawn(each, listing)
        keep_list_only(release_folder(each))
    return release


def _forget_withdrawn(before: PackRelease, listing: Listing) -> None:
    """Copies of what is listed no more, or may be copied no more."""
    stored = listing_of_release(before)
    if stored is None:
        return
    listed = set(listed_among([item.id for item in stored.items]))
    now_cards = {item.id for item in listing.items if item.why in NO_MORE}
    went = [item for item in stored.items if item.id not in listed or item.id in now_cards]
    forget({file.sha256 for item in went for file in item.files})


def _retire(pack: Pack) -> None:
    """Nothing is left of it, so that nothing is offered."""
    for release in pack.releases.filter(is_current=True).select_related("pack"):
        PackRelease.objects.filter(pk=release.pk).update(is_current=False)
        release.items.all().delete()
        stored = listing_of_release(release)
        forget(set(stored.files()) if stored else set())
        keep_list_only(release_folder(release))


def _forget_unfinished(pack: Pack) -> None:
    """What a process left that was killed; ours is the only one now."""
    for left in store.folder_of(pack).glob(f"{store.UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
