"""What people suggest, kept as a statement in JSON, so that it goes the way of every other record.

There is one source of this kind. Nothing is fetched for it: people send to it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.formats.errors import FormatError
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)
from armillary.harvest.errors import InvalidSource, SourceUnreadable
from armillary.harvest.listing import Listing, Option, Page
from armillary.harvest.models import Source

NAME: Final = "submission"
PARTS: Final[dict[str, type[Any]]] = {
    "titles": Text,
    "descriptions": Text,
    "creators": StatedAgent,
    "publishers": StatedAgent,
    "files": StatedFile,
    "relations": StatedRelation,
}


class Submissions:
    """The built-in source."""

    name = NAME
    label = gettext_lazy("Submissions")
    hint = gettext_lazy("What people suggest on this site.")
    options: tuple[Option, ...] = ()
    is_incremental = False

    def check(self, address: str, options: Mapping[str, Any]) -> None:
        raise InvalidSource(_("The source of submissions is there already, and has no address."))

    def pages(self, listing: Listing) -> Iterator[Page]:
        raise SourceUnreadable(_("Submissions are sent by people; there is nothing to fetch."))

    def read(self, payload: bytes, source: Source) -> Statement:
        return read(payload)


def written(statement: Statement, row: Mapping[str, Any] | None = None) -> bytes:
    """A payload: the statement without what it leaves open and, of a table, the row as it was."""
    said = {
        each.name: [_plain(value) for value in values]
        for each in fields(statement)
        if (values := getattr(statement, each.name))
    }
    document = {"statement": said, **({"row": row} if row is not None else {})}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # JSON may hold halves of characters


def _plain(value: Any) -> Any:
    """A part of a statement without what it leaves open."""
    if not is_dataclass(value):
        return value
    said = {each.name: (getattr(value, each.name), each.default) for each in fields(value)}
    return {name: stated for name, (stated, usual) in said.items() if stated != usual}


def read(payload: bytes) -> Statement:
    """The statement of a payload that `written` made. Raises `FormatError` for any other."""
    try:
        said = json.loads(payload)["statement"]
        return Statement(**{name: _values(name, values) for name, values in said.items()})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FormatError("This is no submission.") from error


def _values(name: str, values: list[Any]) -> list[Any]:
    part = PARTS.get(name)
    return [part(**value) for value in values] if part else list(values)
