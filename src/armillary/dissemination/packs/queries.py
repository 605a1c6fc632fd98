"""Packs, their releases, and the files that are offered of them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.dissemination.packs import rules, store
from armillary.dissemination.packs.enums import OutputKind
from armillary.dissemination.packs.errors import NoSuchPack, NotOffered
from armillary.dissemination.packs.models import Pack, PackItem, PackRelease
from armillary.dissemination.packs.sizes import size_text
from armillary.formats.packs import listing
from armillary.formats.packs.kits import LIST
from armillary.formats.packs.listing import Listing
from armillary.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Output:
    """A file of a release. An update begins with release `since`; for others that is 0."""

    kind: str
    name: str
    size: int  # bytes
    sha256: str
    since: int = 0

    @property
    def label(self) -> str:
        if self.since:
            return _("Update from release %(number)d") % {"number": self.since}
        return str(OutputKind(self.kind).label)

    @property
    def size_text(self) -> str:
        return size_text(self.size)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def all_packs() -> list[Pack]:
    """For the desk, by name."""
    return list(Pack.objects.select_related("collection").order_by("slug"))


def published_packs() -> list[Pack]:
    return list(
        Pack.objects.filter(is_published=True).select_related("collection").order_by("slug")
    )


def pack_by_slug(slug: str, *, by: Actor | None = None) -> Pack:
    """A published one, or one that `by` may keep. Raises `NoSuchPack`."""
    pack = Pack.objects.filter(slug=slug).select_related("collection").first()
    if pack is None or not (pack.is_published or (by is not None and rules.may_keep_packs(by))):
        raise NoSuchPack(_("There is no pack of this name. All packs are listed at /packs/."))
    return pack


def packs_of_collection(pk: int) -> list[Pack]:
    """Published ones that were made of a collection."""
    return list(Pack.objects.filter(is_published=True, collection=pk).order_by("slug"))


def latest_release(pack: Pack) -> PackRelease | None:
    return pack.releases.filter(is_current=True).first()


def latest_releases(packs: Sequence[Pack]) -> dict[int, PackRelease]:
    """The same for many, by the ids of the packs."""
    rows = PackRelease.objects.filter(is_current=True, pack__in=[pack.pk for pack in packs])
    return {row.pack_id: row for row in rows}


def offered_release(pack: Pack) -> PackRelease | None:
    """The current release, unless something in it is listed no more: then nothing is handed out until
    the next one is made, and nobody has to remember to take it away."""
    return offered_releases([pack]).get(pack.pk)


def offered_releases(packs: Sequence[Pack]) -> dict[int, PackRelease]:
    """The same for many, by the ids of the packs."""
    found = latest_releases(packs)
    numbers = [release.pk for release in found.values()]
    rows = PackItem.objects.filter(_gone(), release__in=numbers)
    stale = set(rows.values_list("release", flat=True).distinct())
    hidden = Pack.objects.filter(pk__in=list(found), collection__is_published=False)
    unseen = set(hidden.values_list("pk", flat=True))
    return {
        pk: release for pk, release in found.items() if release.pk not in stale and pk not in unseen
    }


def has_gone(release: PackRelease) -> bool:
    """Whether anything in it is listed no more."""
    return release.items.filter(_gone()).exists()


def is_offered(release: int) -> bool:
    """Whether everybody may still have a release of this id."""
    gone = PackItem.objects.filter(_gone(), release=OuterRef("pk"))
    hidden = Q(pack__collection__is_published=False)
    found = PackRelease.objects.filter(pk=release, is_current=True, pack__is_published=True)
    return found.exclude(hidden).exclude(Exists(gone)).exists()


def releases_with_gone(ids: Iterable[int]) -> list[PackRelease]:
    """Current ones that hold any of these resources, if it is listed no more."""
    found: dict[int, PackRelease] = {}
    for part in chunks(list(ids)):
        gone = PackItem.objects.filter(_gone(), resource__in=part).values("release")
        rows = PackRelease.objects.filter(is_current=True, pk__in=gone).select_related("pack")
        found |= {row.pk: row for row in rows}
    return list(found.values())


def _gone() -> Q:
    listed = Q(resource__state=ResourceState.LISTED, resource__alias_of__isnull=True)
    return ~listed


def outputs_of(release: PackRelease) -> list[Output]:
    return [Output(**each) for each in release.outputs]


def offered_file(pack: Pack, name: str) -> tuple[Path, Output]:
    """Raises `NotOffered`, also for a file of an earlier release."""
    release = offered_release(pack)
    for each in outputs_of(release) if release else ():
        if each.name == name and release is not None:
            return release_folder(release) / name, each
    raise NotOffered(
        _("This file is not offered any more. What is, stands at /packs/%(pack)s/.")
        % {"pack": pack.slug}
    )


def release_folder(release: PackRelease) -> Path:
    return store.folder_of(release.pack) / str(release.number)


def listing_of_release(release: PackRelease) -> Listing | None:
    """None where the disk has it no more, so that nothing can be told apart from it."""
    try:
        return listing.read((release_folder(release) / LIST).read_bytes())
    except (OSError, listing.BadListing):
        return None


def current_listings() -> Sequence[Listing]:
    releases = PackRelease.objects.filter(is_current=True).select_related("pack")
    return [found for each in releases if (found := listing_of_release(each))]


def listed_among(names: Sequence[str]) -> list[str]:
    """Those of these public ids whose resources are listed."""
    found: list[str] = []
    for part in chunks(names):
        rows = Resource.objects.filter(
            public_id__in=part, state=ResourceState.LISTED, alias_of__isnull=True
        )
        found += rows.values_list("public_id", flat=True)
    return found
