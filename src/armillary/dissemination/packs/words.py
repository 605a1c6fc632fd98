"""What pages of a pack say, translated."""

from django.utils.translation import gettext

from armillary.formats.packs.words import WORDS


def words_in() -> dict[str, str]:
    """`formats.packs.words` in the active language."""
    return {name: gettext(text) for name, text in WORDS.items()}
