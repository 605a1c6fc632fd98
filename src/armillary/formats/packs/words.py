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
}


def word(pack: Listing, name: str, **values: str | int) -> str:
    """One of `WORDS` with its values, in the language of the pack. A translation that wants other values
    than the English one gives way to it."""
    stated = pack.words.get(name, WORDS[name])
    try:
        return stated.format(**values)
    except (KeyError, IndexError, ValueError):
        return WORDS[name].format(**values)
