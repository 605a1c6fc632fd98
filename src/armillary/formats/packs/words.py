"""The words of a pack's pages: in English here, in its language in its list. Where the list lacks one, the
English one stands."""

from typing import Final

from armillary.formats.packs.listing import Listing

WORDS: Final[dict[str, str]] = {
    "by": "by {names}",
    "licence": "Licence: {licence}",
    "no_licence": "No licence is stated.",
    "source": "Source: {address}",
    "other": "Other subjects",
    "shortened": "This copy has the text and the pictures of the page, without what stands around them; "
    "pictures may be smaller than they were.",
    # pages of a site
    "home": "Contents",
    "contents": "All resources",
    "about": "About this pack",
    "skip": "Skip to the content",
    "trail": "Where this is",
    "release": "Release {number}, {date}",
    "resources": "Resources: {count}",
    "copies": "With a copy in this pack: {count} ({size})",
    "cards": "Only described, with their address: {count}",
    "all_of_section": "All of this section: {count}",
    "pages": "Pages",
    "page": "Page {number} of {of}",
    "previous": "Previous page",
    "next": "Next page",
    "comma": ", ",
    "kilobytes": "{number} kB",
    "megabytes": "{number} MB",
    "gigabytes": "{number} GB",
    # search
    "search": "Search",
    "search_label": "Search this pack",
    "results": "Found: {count}",
    "no_results": "Nothing was found. Try fewer words, or only the beginning of one.",
    "search_failed": "The search could not be read from this disk. The contents are below.",
    "more": "Show more",
    # a resource
    "copy": "Copy in this pack",
    "copy_of_size": "Copy, {size}",
    "card": "Online only",
    "card_address": "Where it is:",
    "why_no_licence": "Nobody stated a licence for it, so that it could not be copied.",
    "why_licence": "Its licence does not allow copies like this one.",
    "why_adapts": "Its licence allows no changes, and a copy would have been one.",
    "why_budget": "There was no room for a copy in this pack.",
    "why_not_fetched": "This pack has no copies.",
    "why_failed": "A copy could not be fetched.",
    "why_nothing": "It has no file or page that could be copied.",
    "why_video": "Videos of this size were not copied.",
    "why_kind": "Kolibri cannot show files of this kind ({kinds}).",
    "left_out": "Kolibri cannot show these files, so they are not here: {names}",
    "open_page": "Read the copy ({size})",
    "open_file": "Open the file ({kind}, {size})",
    "note": "Why it is here",
    "facts": "About this resource",
    "creators": "By",
    "publisher": "Publisher",
    "licence_fact": "Licence",
    "subjects": "Subjects",
    "levels": "Levels",
    "types": "Types",
    "languages": "Languages",
    "audiences": "For",
    "keywords": "Keywords",
    "minutes": "Time it takes",
    "minutes_number": "{number} minutes",
    "published": "Published",
    "address": "Address",
    "page_online": "Its page online",
    # about a pack
    "about_what": "This pack holds resources for places without a connection. Its pages open in any browser, "
    "from where they lie; nothing need be installed, and nothing is fetched from elsewhere.",
    "pack_title": "Title",
    "pack_release": "Release",
    "made": "Made on",
    "licence_of_descriptions": "Licence of the descriptions",
    "licences_of_copies": "Each resource has a licence of its own, which stands on its page.",
    "verify": "Is it whole?",
    "verify_program": "With Python 3 this says whether every file is here as it was signed:",
    "verify_sums": "Without Python, this compares the files with their sums:",
    "update": "Bring it up to date",
    "update_fetch": "Updates are at",
    "update_apply": "The first line shows what an update would change, the second makes the changes:",
    # a booklet
    "booklet_contents": "Contents",
    "booklet_scan": "Scan to open {address}",
    "booklet_text": "The text of the copy",
    "booklet_pictures": "Pictures were left out of this booklet.",
}


def word(pack: Listing, name: str, **values: str | int) -> str:
    """One of `WORDS` with its values, in the language of the pack. A translation that wants other values
    than the English one gives way to it."""
    stated = pack.words.get(name, WORDS[name])
    try:
        return stated.format(**values)
    except (KeyError, IndexError, ValueError, AttributeError):
        return WORDS[name].format(**values)
