"""Options that several kinds of sources have."""

from typing import Final

from django.utils.translation import get_language, gettext_lazy

from armillary.harvest.listing import Option
from armillary.vocabularies.queries import choices


def _languages() -> list[tuple[str, str]]:
    return choices("languages", get_language() or "en")


LANGUAGE: Final = Option(
    "language",
    gettext_lazy("Language"),
    gettext_lazy("Of texts that do not say which language they are in."),
    choices=_languages,
    rereads=True,
)
