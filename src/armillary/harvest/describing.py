"""From statements to descriptions, with the vocabularies loaded once per run."""

from collections.abc import Callable
from functools import cached_property

from armillary.formats.describe import Described, describe
from armillary.formats.errors import FormatError
from armillary.formats.statement import Statement
from armillary.harvest.kinds import kind_of
from armillary.harvest.models import Source
from armillary.vocabularies.queries import subject_resolver


class Describer:
    """Describes statements of any source."""

    @cached_property
    def _subject(self) -> Callable[[str], str | None]:
        return subject_resolver()

    def describe(self, statement: Statement, source: Source) -> Described:
        """Raises FormatError for a record without a title or anything to know it again by."""
        language = str(source.options.get("language", ""))
        described = describe(statement, subject=self._subject, default_language=language)
        if described.problems:
            raise FormatError(" ".join(described.problems))
        return described

    def of_payload(self, payload: bytes, source: Source) -> Described | None:
        """What a stored record says; None if it can no longer be read."""
        try:
            return self.describe(kind_of(source.kind).read(payload, source), source)
        except FormatError:
            return None
