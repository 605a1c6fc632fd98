"""A collection as a Thin Common Cartridge, which a learning platform takes in as a list of links.

Each link leads to the resource's page here and not past it: that page says where the thing is by now,
what it is good for and may be used for, and also when it was withdrawn.
"""

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.queries import items_of, standing
from armillary.core.texts import TranslatedText
from armillary.dissemination import addresses
from armillary.formats.cartridge_writer import WebLink, write_cartridge

LONGEST_TITLE = 200


def cartridge(collection: Collection, *, language: str) -> bytes:
    """Titles are those for a reader of `language`; the same collection makes the same bytes."""
    links = [_link(standing(item.resource), item.note, language) for item in items_of(collection)]
    return write_cartridge(
        collection.public_id,
        links,
        title=collection.title.read(language),
        titles=collection.title.texts,
        descriptions=collection.introduction.texts,
    )


def _link(resource: Resource, note: TranslatedText, language: str) -> WebLink:
    """What the collection says of it, or else it says itself."""
    said = note or resource.descriptions
    return WebLink(
        identifier=resource.public_id,
        address=addresses.localised_landing(resource.public_id, language),
        title=resource.titles.read(language)[:LONGEST_TITLE],
        descriptions=said.texts,
        licence=resource.facts.get("licence", ""),
    )
