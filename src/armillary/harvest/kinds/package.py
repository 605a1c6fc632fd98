"""A learning package: an IMS Common Cartridge or content package, and what is described in it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE, Fetched
from armillary.formats.cartridge import Part, open_cartridge, read_part
from armillary.formats.statement import Statement
from armillary.formats.values.addresses import clean
from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.kinds.whole import walk
from armillary.harvest.listing import Item, Listing, Option, Page
from armillary.harvest.models import Source

LIMIT: Final = 200 * MEGABYTE
FILE_LIMIT: Final = 512 * MEGABYTE  # of a file that somebody put on this machine
ACCEPT: Final = "application/zip, application/xml;q=0.8, */*;q=0.5"
WEB: Final = ("http://", "https://")


class Package:
    """One package. It is a resource, and so is what it describes or links to, as a part of it."""

    name = "package"
    label = gettext_lazy("Learning package (Common Cartridge)")
    hint = gettext_lazy(
        "The address of an IMS Common Cartridge or content package (.imscc, .zip with a manifest)."
    )
    options = (
        Option(
            "page",
            gettext_lazy("Page for readers"),
            gettext_lazy("Where readers find the package; its own address if empty."),
            rereads=True,
        ),
        LANGUAGE,
    )
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        page = str(options.get("page", ""))
        if page and not clean(page):
            raise InvalidSource(_("%(address)s is not a web address.") % {"address": page})

    def pages(self, listing: Listing) -> Iterator[Page]:
        def items_of(fetched: Fetched) -> Iterator[Item]:
            return map(_item, open_cartridge(fetched.body))

        limit = FILE_LIMIT if listing.address.startswith("file:") else LIMIT
        return walk(listing, items_of, limit=limit, accept=ACCEPT)

    def read(self, payload: bytes, source: Source) -> Statement:
        own = source.address if source.address.lower().startswith(WEB) else ""
        return read_part(payload, file=own, page=str(source.options.get("page", "")))


def _item(part: Part) -> Item:
    return Item(part.identifier, payload=part.payload, problem=part.problem, label=part.label)
