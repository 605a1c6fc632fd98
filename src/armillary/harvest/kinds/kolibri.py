"""A channel of Kolibri: the database that Kolibri Studio and every Kolibri server give out, and that
lies on the USB sticks which carry channels to schools without a connection.

The address may be that of the page that shows the channel, as people copy it. A resource in it has
no web page of its own. Its files have addresses where the database came from a server; a reader can
open it where the source names a Kolibri server that is open to all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import MEGABYTE, Fetched
from armillary.formats.kolibri import read_kolibri, resources_of
from armillary.formats.statement import Statement
from armillary.formats.values.addresses import clean
from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.kinds.whole import walk
from armillary.harvest.listing import Item, Listing, Option, Page
from armillary.harvest.models import Source

LIMIT: Final = 512 * MEGABYTE
ACCEPT: Final = "application/vnd.sqlite3, application/x-sqlite3, */*;q=0.5"
DATABASES: Final = "/content/databases/"
STORAGE: Final = "/content/storage/"
# A channel's pages on a Kolibri server, and in Kolibri Studio.
LEARN: Final = re.compile(
    r"(https?://[^?#]{1,500}?)/(?:[a-z-]{2,7}/)?learn/#/topics/([0-9a-f]{32})(?:[/?]|\Z)"
)
STUDIO: Final = re.compile(
    r"(https?://[^/?#]{1,300})/(?:[a-z-]{2,7}/)?channels/([0-9a-f]{32})(?:[/?#]|\Z)"
)
LIBRARY: Final = Option(
    "library",
    gettext_lazy("Kolibri server for readers"),
    gettext_lazy("Where readers open the resources, such as https://kolibri.example.org."),
    rereads=True,
)


class Kolibri:
    """One channel database."""

    name = "kolibri"
    label = gettext_lazy("Kolibri channel")
    hint = gettext_lazy("The database of a channel, from Kolibri Studio, a server or a USB stick.")
    options = (LANGUAGE, LIBRARY)
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        library = str(options.get(LIBRARY.name, ""))
        if library and not clean(library):
            raise InvalidSource(_("%(address)s is not a web address.") % {"address": library})

    def pages(self, listing: Listing) -> Iterator[Page]:
        listing = replace(listing, address=database_of(listing.address))
        return walk(listing, _items, limit=LIMIT, accept=ACCEPT)

    def read(self, payload: bytes, source: Source) -> Statement:
        storage = storage_of(database_of(source.address))
        return read_kolibri(payload, storage=storage, library=_library(source))


def database_of(address: str) -> str:
    """The database of the channel that a page shows; another address as it is."""
    found = LEARN.match(address) or STUDIO.match(address)
    return f"{found[1]}{DATABASES}{found[2]}.sqlite3" if found else address


def storage_of(address: str) -> str:
    """Where a server that has the database has the files, by Kolibri's own rule; else empty."""
    server, found, _name = address.partition(DATABASES)
    return f"{server}{STORAGE}" if found and server.startswith(("http://", "https://")) else ""


def _library(source: Source) -> str:
    """The server that the source names, or the one whose page it is."""
    page = LEARN.match(source.address)
    named = str(source.options.get(LIBRARY.name, ""))
    return (named or (page[1] if page else "")).rstrip("/")


def _items(fetched: Fetched) -> Iterator[Item]:
    for found in resources_of(fetched.body):
        yield Item(found.identifier, found.payload, label=found.label)
