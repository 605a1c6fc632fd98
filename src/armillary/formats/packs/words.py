"""The words of a pack's pages: in English here, in its language in its list. Where the list lacks one, the
English one stands."""

from typing import Final

from armillary.formats.packs.listing import Listing


def _(text: str) -> str:
    """Marks a text that whoever makes a list has translated."""
    return text


WORDS: Final[dict[str, str]] = {
    "by": _("by {names}"),
    "licence": _("Licence: {licence}"),
    "no_licence": _("No licence is stated."),
    "source": _("Source: {address}"),
    "other": _("Other subjects"),
    "shortened": _(
        "This copy has the text and the pictures of the page, without what stands around "
        "them; pictures may be smaller than they were."
    ),
    # pages of a site
    "home": _("Contents"),
    "contents": _("All resources"),
    "about": _("About this pack"),
    "skip": _("Skip to the content"),
    "trail": _("Where this is"),
    "release": _("Release {number}, {date}"),
    "resources": _("Resources: {count}"),
    "copies": _("With a copy in this pack: {count} ({size})"),
    "cards": _("Only described, with their address: {count}"),
    "all_of_section": _("All of this section: {count}"),
    "pages": _("Pages"),
    "page": _("Page {number} of {of}"),
    "previous": _("Previous page"),
    "next": _("Next page"),
    "comma": _(", "),
    "kilobytes": _("{number} kB"),
    "megabytes": _("{number} MB"),
    "gigabytes": _("{number} GB"),
    # search
    "search": _("Search"),
    "search_label": _("Search this pack"),
    "results": _("Found: {count}"),
    "no_results": _("Nothing was found. Try fewer words, or only the beginning of one."),
    "search_failed": _("The search could not be read from this disk. The contents are below."),
    "more": _("Show more"),
    # a resource
    "copy": _("Copy in this pack"),
    "copy_of_size": _("Copy, {size}"),
    "card": _("Online only"),
    "card_address": _("Where it is:"),
    "why_no_licence": _("Nobody stated a licence for it, so that it could not be copied."),
    "why_licence": _("Its licence does not allow copies like this one."),
    "why_adapts": _("Its licence allows no changes, and a copy would have been one."),
    "why_budget": _("There was no room for a copy in this pack."),
    "why_not_fetched": _("This pack has no copies."),
    "why_failed": _("A copy could not be fetched."),
    "why_nothing": _("It has no file or page that could be copied."),
    "why_video": _("Videos of this size were not copied."),
    "why_kind": _("Kolibri cannot show files of this kind ({kinds})."),
    "left_out": _("Kolibri cannot show these files, so they are not here: {names}"),
    "open_page": _("Read the copy ({size})"),
    "open_file": _("Open the file ({kind}, {size})"),
    "note": _("Why it is here"),
    "facts": _("About this resource"),
    "creators": _("By"),
    "publisher": _("Publisher"),
    "licence_fact": _("Licence"),
    "subjects": _("Subjects"),
    "levels": _("Levels"),
    "types": _("Types"),
    "languages": _("Languages"),
    "audiences": _("For"),
    "keywords": _("Keywords"),
    "minutes": _("Time it takes"),
    "minutes_number": _("{number} minutes"),
    "published": _("Published"),
    "address": _("Address"),
    "page_online": _("Its page online"),
    # about a pack
    "about_what": _(
        "This pack holds resources for places without a connection. Its pages open in any "
        "browser, from where they lie; nothing need be installed, and nothing is fetched from"
        " elsewhere."
    ),
    "pack_title": _("Title"),
    "pack_release": _("Release"),
    "made": _("Made on"),
    "licence_of_descriptions": _("Licence of the descriptions"),
    "licences_of_copies": _("Each resource has a licence of its own, which stands on its page."),
    "verify": _("Is it whole?"),
    "verify_program": _("With Python 3 this says whether every file is here as it was signed:"),
    "verify_sums": _("Without Python, this compares the files with their sums:"),
    "update": _("Bring it up to date"),
    "update_fetch": _("Updates are at"),
    "update_apply": _(
        "The first line shows what an update would change, the second makes the changes:"
    ),
    # a booklet
    "booklet_contents": _("Contents"),
    "booklet_scan": _("Scan to open {address}"),
    "booklet_text": _("The text of the copy"),
    "booklet_pictures": _("Pictures were left out of this booklet."),
}


def word(pack: Listing, name: str, **values: str | int) -> str:
    """One of `WORDS` with its values, in the language of the pack. A translation that wants other values
    than the English one gives way to it."""
    stated = pack.words.get(name, WORDS[name])
    try:
        return stated.format(**values)
    except (KeyError, IndexError, ValueError, AttributeError):
        return WORDS[name].format(**values)
