"""What a value is to mean, before it is a decision in force."""

from typing import NamedTuple

from armillary.formats.unmapped import term_of
from armillary.harvest.models import UnknownTerm


class Meaning(NamedTuple):
    """`key` is empty where the value means nothing; `source` is None where that is so for all."""

    kind: str
    value: str
    key: str
    source: int | None

    @property
    def term(self) -> tuple[str, str]:
        """The kind and the folded value."""
        return (self.kind, term_of(self.value))


def spelling_of(term: UnknownTerm) -> str:
    """How a decision names a term: as it is spelt, or folded where that is cut off."""
    return term.value if term_of(term.value) == term.folded else term.folded
