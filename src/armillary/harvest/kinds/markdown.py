"""A Markdown list of links on a code host: awesome lists, lists of free books and courses.

The address may be that of the page that shows the list, as people copy it. A link is known again by
its address, and where the list names it again, by what the other item says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.http import Fetched
from armillary.formats.code_hosts import raw_address
from armillary.formats.markdown_list import MAXIMUM_SIZE, Listed, read_list, read_listed
from armillary.formats.markdown_notes import AUTHORS, DESCRIPTIONS
from armillary.formats.statement import Statement
from armillary.harvest.errors import InvalidSource
from armillary.harvest.kinds.options import LANGUAGE
from armillary.harvest.kinds.whole import walk
from armillary.harvest.listing import Item, Listing, Option, Page
from armillary.harvest.models import Source

ACCEPT: Final = "text/markdown, text/x-markdown, text/plain;q=0.9, */*;q=0.5"
REPEATS: Final = "The list names this link twice, in the same words and the same place."


CHOICES: Final = {
    AUTHORS: gettext_lazy("Authors"),
    DESCRIPTIONS: gettext_lazy("Descriptions"),
}


def _notes() -> list[tuple[str, str]]:
    return [(name, str(label)) for name, label in CHOICES.items()]


NOTES: Final = Option(
    "notes",
    gettext_lazy("Text after a link"),
    gettext_lazy("Without a choice, names are told apart from sentences."),
    choices=_notes,
    rereads=True,
)


class MarkdownList:
    """One file."""

    name = "markdown"
    label = gettext_lazy("Markdown list of links")
    hint = gettext_lazy("A list on a code host: the address of its page or of the file itself.")
    options = (LANGUAGE, NOTES)
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        """Any address may hold a list; what follows its links is one of the choices."""
        if (chosen := options.get(NOTES.name)) and chosen not in CHOICES:
            raise InvalidSource(
                _("There is no choice called %(name)s. Use one of: %(choices)s.")
                % {"name": chosen, "choices": ", ".join(CHOICES)}
            )

    def pages(self, listing: Listing) -> Iterator[Page]:
        listing = replace(listing, address=raw_address(listing.address))

        def items_of(fetched: Fetched) -> Iterator[Item]:
            return _Items().of(read_list(fetched.body, listing.address))

        return walk(listing, items_of, limit=MAXIMUM_SIZE, accept=ACCEPT, ends_itself=False)

    def read(self, payload: bytes, source: Source) -> Statement:
        return read_listed(payload, holds=str(source.options.get(NOTES.name, "")))


class _Items:
    """Links as items, with a memory of those before."""

    def __init__(self) -> None:
        self._payloads: set[bytes] = set()
        self._addresses: set[str] = set()

    def of(self, found: Iterator[Listed]) -> Iterator[Item]:
        for listed in found:
            yield self._item(listed)

    def _item(self, listed: Listed) -> Item:
        digest = blake2b(listed.payload, digest_size=16).digest()
        if listed.problem or digest in self._payloads:
            return Item("", problem=listed.problem or REPEATS, label=listed.title)
        self._payloads.add(digest)
        identifier = listed.address
        if identifier in self._addresses:
            identifier = f"{identifier}#{digest.hex()[:12]}"
        self._addresses.add(listed.address)
        return Item(identifier, payload=listed.payload, label=listed.title)
