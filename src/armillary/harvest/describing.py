"""From statements to descriptions, with the vocabularies and the mappings loaded once per run."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from armillary.core.models import VersionState
from armillary.formats.describe import Described, describe
from armillary.formats.errors import FormatError
from armillary.formats.mapping import FieldMapping, apply, read_mapping
from armillary.formats.statement import Statement
from armillary.harvest.kinds import kind_of
from armillary.harvest.models import Source, SourceMapping
from armillary.harvest.terms.decided import Decided, edition
from armillary.vocabularies.queries import subject_resolver


class Numbered(NamedTuple):
    """A mapping and the number of its version."""

    number: int
    mapping: FieldMapping


class Describer:
    """Describes statements of any source as the published mapping of that source has them;
    `instead` holds other mappings, by the id of their source, that are tried out."""

    def __init__(self, instead: Mapping[int, FieldMapping] | None = None) -> None:
        self._instead = {pk: Numbered(0, mapping) for pk, mapping in (instead or {}).items()}

    @cached_property
    def _subject(self) -> Callable[[str], str | None]:
        return subject_resolver()

    @cached_property
    def _mappings(self) -> dict[int, Numbered]:
        return {**_published(), **self._instead}

    @cached_property
    def _decided(self) -> Decided:
        return Decided()

    def look_again(self) -> None:
        """Somebody may have published another mapping or decided on an unknown value meanwhile."""
        self.__dict__.pop("_mappings", None)
        if self._decided.edition != edition():
            del self._decided

    def version_of(self, source: Source) -> int:
        """The number of the mapping that is applied to a source; 0 if there is none."""
        found = self._mappings.get(source.pk)
        return found.number if found else 0

    def describe(self, statement: Statement, source: Source) -> Described:
        """Raises FormatError for a record without a title or anything to know it again by."""
        language = str(source.options.get("language", ""))
        if found := self._mappings.get(source.pk):
            statement = apply(statement, found.mapping)
        described = describe(
            statement,
            subject=self._subject,
            default_language=language,
            decided=self._decided.of(source.pk),
        )
        if described.problems:
            raise FormatError(" ".join(described.problems))
        return described

    def read(self, payload: bytes, source: Source) -> Described:
        """What a stored record says. Raises FormatError."""
        return self.describe(kind_of(source.kind).read(payload, source), source)

    def of_payload(self, payload: bytes, source: Source) -> Described | None:
        """What a stored record says; None if it can no longer be read."""
        try:
            return self.read(payload, source)
        except FormatError:
            return None


def _published() -> dict[int, Numbered]:
    """By the id of the source."""
    rows = SourceMapping.objects.filter(state=VersionState.PUBLISHED)
    return {
        source: Numbered(number, read_mapping(json.dumps(document)))
        for source, number, document in rows.values_list("source_id", "number", "document")
    }
