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
    "card_no_licence": "Only this card is here: no licence is stated that would allow a copy.",
    "card_licence": "Only this card is here: the licence does not allow a copy.",
    "card_adapts": "Only this card is here: a copy would have to be changed, and the licence does not "
    "allow that.",
    "card_budget": "Only this card is here: a copy would have been too large.",
    "card_not_fetched": "Only this card is here: no copy had been made yet.",
    "card_failed": "Only this card is here: the copy failed.",
    "card_nothing": "Only this card is here: there was nothing to copy at its address.",
    "card_video": "Only this card is here: the video can only be seen on its own site.",
    "card_kind": "Only this card is here: Kolibri cannot show files of this kind ({kinds}).",
    "card_address": "With a connection, it is at:",
    "card_page": "More about it:",
    "left_out": "Kolibri cannot show these files, so they are not here: {names}",
}


def word(pack: Listing, name: str, **values: str | int) -> str:
    """One of `WORDS` with its values, in the language of the pack. A translation that wants other values
    than the English one gives way to it."""
    stated = pack.words.get(name, WORDS[name])
    try:
        return stated.format(**values)
    except (KeyError, IndexError, ValueError):
        return WORDS[name].format(**values)
