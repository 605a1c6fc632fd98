"""Say which of a provider's metadata formats can be read, where it does not offer the one asked for."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from armillary.formats.oai_payloads import readable_prefixes
from armillary.formats.oai_pmh import MetadataFormat
from armillary.harvest.errors import SourceUnreadable

MOST_NAMED: Final = 20
LONGEST_NAME: Final = 60


def not_offered(prefix: str, formats: Sequence[MetadataFormat]) -> SourceUnreadable:
    """The problem of a run that asked for `prefix`, of a provider that offers `formats`."""
    readable = readable_prefixes(formats)
    if readable:
        return SourceUnreadable(
            _(
                "The provider does not offer %(prefix)s. Of its formats, these are read here: %(formats)s."
            )
            % {"prefix": prefix, "formats": _named(readable)}
        )
    return SourceUnreadable(
        _("The provider does not offer %(prefix)s. None of its formats is read here: %(formats)s.")
        % {"prefix": prefix, "formats": _named([each.prefix for each in formats])}
    )


def _named(prefixes: Sequence[str]) -> str:
    return ", ".join(prefix[:LONGEST_NAME] for prefix in prefixes[:MOST_NAMED])
