"""Put packs together, publish and delete them, and take back what is withdrawn."""

import re
import shutil
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from armillary.catalogue.models import Collection
from armillary.core.cleaning import cleaned
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.core.texts import TranslatedText
from armillary.dissemination.packs import rules, store
from armillary.dissemination.packs.choosing import search_of
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.errors import InvalidPack
from armillary.dissemination.packs.models import LONGEST_SEARCH, Pack
from armillary.dissemination.packs.signals import release_asked
from armillary.formats.values.languages import language as language_tag
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.search.queries import read_request

STREAM: Final = "packs"
LONGEST_TITLE: Final = 200
LONGEST_TROUBLE: Final = 500
SMALLEST: Final = 10_000_000  # bytes
LARGEST: Final = 2_000_000_000_000
_UNITS: Final = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_SIZE: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(|kb|mb|gb|tb)\Z", re.IGNORECASE)


def budget_of(stated: str) -> int:
    """Bytes of a size as people write it: "16 GB", "700 MB". Raises `InvalidPack`."""
    match = _SIZE.match(stated.strip())
    if match is None:
        raise InvalidPack(_("A size is written like 700 MB or 16 GB."))
    return int(min(float(match[1].replace(",", ".")) * _UNITS[match[2].lower()], 2 * LARGEST))


@transaction.atomic
def add_pack(
    title: str,
    *,
    collection: Collection | None = None,
    search: str = "",
    language: str,
    budget: int,
    video: str = VideoProfile.SMALL,
    copies: bool = True,
    slug: str = "",
    by: Actor,
) -> Pack:
    """Of a collection, or of a search where there is none. Raises `InvalidPack`."""
    require(rules.may_keep_packs(by))
    if (collection is None) == (not search.strip()):
        raise InvalidPack(_("A pack is made of a collection or of a search: say one of them."))
    title = cleaned(title)[:LONGEST_TITLE]
    tag = language_tag(language)
    if not title:
        raise InvalidPack(_("A pack needs a title."))
    if not tag:
        raise InvalidPack(_("“%(language)s” is no language tag.") % {"language": language})
    pack = Pack(
        slug=_slug(slug or title, is_wish=not slug),
        title=TranslatedText.of(**{tag.replace("-", "_"): title}),
        collection=collection,
        language=tag,
    )
    _set(pack, search=search, budget=budget, video=video, copies=copies)
    try:
        with transaction.atomic():
            pack.save()
    except IntegrityError as error:
        raise InvalidPack(
            _("There is another pack called %(name)s.") % {"name": pack.slug}
        ) from error
    write_log(STREAM, "add-pack", by=by, on=pack.public_id, name=pack.slug)
    return pack


@transaction.atomic
def change_pack(
    pack: Pack,
    *,
    title: str | None = None,
    budget: int | None = None,
    video: str | None = None,
    copies: bool | None = None,
    by: Actor,
) -> None:
    """What the next release will be like; None leaves it as it is. Raises `InvalidPack`."""
    require(rules.may_keep_packs(by))
    if title is not None:
        if not cleaned(title):
            raise InvalidPack(_("A pack needs a title."))
        pack.title = pack.title.revise(cleaned(title)[:LONGEST_TITLE])
    _set(
        pack,
        search=pack.search,
        budget=pack.budget if budget is None else budget,
        video=pack.video if video is None else video,
        copies=pack.copies if copies is None else copies,
    )
    pack.save(update_fields=["title", "search", "budget", "video", "copies", "changed_at"])
    write_log(STREAM, "change-pack", by=by, on=pack.public_id)


def _set(pack: Pack, *, search: str, budget: int, video: str, copies: bool) -> None:
    if not SMALLEST <= budget <= LARGEST:
        raise InvalidPack(_("A pack has between 10 MB and 2 TB."))
    if video not in VideoProfile.values:
        raise InvalidPack(
            _("Videos are: %(choices)s.") % {"choices": ", ".join(VideoProfile.values)}
        )
    pack.search = "" if pack.collection else _search(search, pack)
    pack.budget, pack.video, pack.copies = budget, video, copies


def _search(stated: str, pack: Pack) -> str:
    """In the one form in which searches are kept; the address of a page of results will do."""
    pack.search = stated.strip().rpartition("?")[2] if "?" in stated else stated.strip()
    asked = search_of(pack)
    read_request(asked.request(pack.language))  # objects to what it does not know
    if len(asked.query) > LONGEST_SEARCH:
        raise InvalidPack(_("This search is too long."))
    return asked.query


def _slug(stated: str, *, is_wish: bool) -> str:
    """A title may have none of the letters an address takes; then it is called by a number."""
    slug = slugify(stated)[:60].strip("-")
    if slug and (not is_wish or not Pack.objects.filter(slug=slug).exists()):
        return slug
    if not is_wish:
        raise InvalidPack(_("A name has the letters a to z, digits and hyphens."))
    number = Pack.objects.count() + 1
    while Pack.objects.filter(slug=f"{slug or 'pack'}-{number}").exists():
        number += 1
    return f"{slug[:50] or 'pack'}-{number}"


@transaction.atomic
def publish_pack(pack: Pack, *, is_published: bool = True, by: Actor) -> None:
    require(rules.may_keep_packs(by))
    Pack.objects.filter(pk=pack.pk).update(is_published=is_published)
    pack.is_published = is_published
    verb = "publish-pack" if is_published else "unpublish-pack"
    write_log(STREAM, verb, by=by, on=pack.public_id)
    if is_published and pack.releases.filter(is_current=True).exists():
        # What was made long ago may hold what may be copied no more.
        release_asked.send(sender=Pack, pack=pack.pk)


@transaction.atomic
def ask_for_release(pack: Pack, *, by: Actor) -> None:
    """Have one made in the background; asked for twice it is made once."""
    require(rules.may_keep_packs(by))
    fresh = Pack.objects.filter(pk=pack.pk, asked_at__isnull=True)
    if fresh.update(asked_at=now(), trouble=""):
        write_log(STREAM, "ask-for-release", by=by, on=pack.public_id)
        release_asked.send(sender=Pack, pack=pack.pk)


def note_trouble(pack: Pack, message: str, *, by: Actor) -> None:
    """Why a release could not be made, for whoever asked for it; they may ask again."""
    require(rules.may_keep_packs(by))
    Pack.objects.filter(pk=pack.pk).update(asked_at=None, trouble=message[:LONGEST_TROUBLE])


def delete_pack(pack: Pack, *, by: Actor) -> None:
    """With everything that was made of it; copies that no other pack needs go with the daily sweep. Raises
    `PackUnderWay` while a release of it is being made."""
    require(rules.may_keep_packs(by))
    folder, name = store.folder_of(pack), pack.public_id
    with store.alone_with(pack), transaction.atomic():
        pack.delete()
        write_log(STREAM, "delete-pack", by=by, on=name)
    shutil.rmtree(folder, ignore_errors=True)
