"""What the pages of packs show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.dissemination.packs import peer
from armillary.dissemination.packs.models import Pack, PackRelease
from armillary.dissemination.packs.queries import (
    Output,
    offered_release,
    offered_releases,
    outputs_of,
    published_packs,
)

TEXTS: Final[dict[str, Promise]] = {
    "site": _(
        "Unpack it onto a stick and open index.html: it works in every browser, with its own search."
    ),
    "kolibri": _(
        "Unpack it onto the top of a stick, and import it in Kolibri from that drive: no account is needed."
    ),
    "zim": _("For Kiwix on a phone, a computer or a box."),
    "booklet": _("One page to print, with addresses as codes that a phone reads."),
    "pdf": _("The same, laid out for paper."),
}


@dataclass(frozen=True, slots=True)
class OutputRow:
    label: str
    text: str
    address: str
    size: str
    sha256: str
    since: int


@dataclass(frozen=True, slots=True)
class PackPage:
    """`release` is None while nothing is handed out."""

    pack: Pack
    release: PackRelease | None
    outputs: Sequence[OutputRow]
    updates: Sequence[OutputRow]
    fingerprint: str
    kolibri_address: str
    kolibri_token: str

    @property
    def cards(self) -> int:
        return self.release.resources - self.release.copied if self.release else 0


def packs_page() -> list[tuple[Pack, PackRelease | None]]:
    packs = published_packs()
    releases = offered_releases(packs)
    return [(pack, releases.get(pack.pk)) for pack in packs]


def pack_page(pack: Pack) -> PackPage:
    release = offered_release(pack)
    rows = [_row(pack, output) for output in outputs_of(release)] if release else []
    return PackPage(
        pack=pack,
        release=release,
        outputs=[row for row in rows if not row.since],
        updates=[row for row in rows if row.since],
        fingerprint=release.key if release else "",
        kolibri_address=peer.address(),
        kolibri_token=peer.token_of(pack),
    )


def _row(pack: Pack, output: Output) -> OutputRow:
    return OutputRow(
        label=output.label,
        text=str(TEXTS.get(output.kind, "")),
        address=reverse("dissemination:pack-file", args=[pack.slug, output.name]),
        size=output.size_text,
        sha256=output.sha256,
        since=output.since,
    )
