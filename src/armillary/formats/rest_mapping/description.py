"""The file that describes an API: read, checked in every place, and compiled.

```json
{
  "items": "$.hits.hits[*]",
  "identifier": "$.id",
  "pages": {"by": "link", "path": "$.links.next"},
  "fields": {"titles": "$.metadata.title", "addresses": "$.links.self_html"}
}
```
In `items`, `total` and `pages`, `$` is the answer; everywhere else it is one record.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from armillary.formats.rest_mapping.errors import (
    NO_CHOICE,
    NOT_JSON,
    NOT_NUMBER,
    NOT_TEXT,
    TOO_LONG,
    UNKNOWN,
    DescriptionError,
)
from armillary.formats.rest_mapping.fields import Field, compile_fields
from armillary.formats.rest_mapping.paths import Path, compile_path
from armillary.formats.rest_mapping.values import (
    MOST_PARTS,
    Values,
    compile_values,
    expect_names,
    expect_text,
)

LONGEST: Final = 20_000  # characters
MOST_PAGES: Final = 100_000
USUAL_PAGES: Final = 10_000
LATEST_START: Final = 1_000_000
LONGEST_OVERLAP: Final = 7 * 86_400  # seconds
USUAL_OVERLAP: Final = 600  # where our clock stands in for theirs

LINK, LINK_HEADER, PAGE, OFFSET, CURSOR = "link", "link-header", "page", "offset", "cursor"
WAYS: Final = {
    LINK: {"path"},
    LINK_HEADER: set(),
    PAGE: {"parameter", "first"},
    OFFSET: {"parameter", "first"},
    CURSOR: {"parameter", "path", "first"},
}
FORMATS: Final = ("iso", "date", "unix", "unix-ms")
SINCE, VALUE = "{since}", "{value}"


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list goes on. `first` is where numbers begin, or the first cursor."""

    by: str = ""
    path: Path | None = None
    parameter: str = ""
    first: int | str = ""
    most: int = USUAL_PAGES


@dataclass(frozen=True, slots=True)
class Deleted:
    """What marks a record as deleted: one of the texts, or without them anything but no."""

    rule: Values
    texts: frozenset[str]

    def is_said_of(self, record: Any) -> bool:
        found = self.rule.of(record)
        if self.texts:
            return any(text in self.texts for text in found)
        return any(text.strip().lower() not in ("", "false", "0", "no") for text in found)


@dataclass(frozen=True, slots=True)
class Since:
    """How to ask for changes only. The moment comes from our clock, a header or the answer; in the
    template, `{value}` is what the address asks with the same parameter."""

    parameter: str
    format: str = "iso"
    template: str = SINCE
    header: str = ""
    path: Path | None = None
    overlap: int = 0  # seconds that are asked for again

    @property
    def is_ours(self) -> bool:
        return not self.header and self.path is None


@dataclass(frozen=True, slots=True)
class RestDescription:
    """A description that can be used."""

    items: Path
    identifier: Values
    fields: dict[str, Field]
    paging: Paging
    total: Path | None = None
    modified: Values | None = None
    deleted: Deleted | None = None
    since: Since | None = None


@lru_cache(maxsize=64)
def compile_description(text: str) -> RestDescription:
    """Raises `DescriptionError`, which names the place."""
    stated = _loaded(text)
    names = ("items", "identifier", "fields", "pages", "total", "modified", "deleted", "since")
    expect_names(stated, "", names, names[:3])
    return RestDescription(
        items=compile_path(stated["items"], "items"),
        identifier=compile_values(stated["identifier"], "identifier"),
        fields=compile_fields(stated["fields"]),
        paging=_paging(stated["pages"]) if "pages" in stated else Paging(),
        total=compile_path(stated["total"], "total") if "total" in stated else None,
        modified=compile_values(stated["modified"], "modified") if "modified" in stated else None,
        deleted=_deleted(stated["deleted"]) if "deleted" in stated else None,
        since=_since(stated["since"]) if "since" in stated else None,
    )


def _loaded(text: str) -> Any:
    if len(text) > LONGEST:
        raise DescriptionError("{}", TOO_LONG)
    try:
        return json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise DescriptionError(place, NOT_JSON) from error
    except (RecursionError, ValueError) as error:
        if isinstance(error, DescriptionError):
            raise
        raise DescriptionError("{}", NOT_JSON) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that is said twice is a slip of whoever wrote it; the first would be lost silently."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise DescriptionError(name[:200], UNKNOWN)
        found[name] = value
    return found


def _paging(stated: Any) -> Paging:
    known = {"by", "most", *set().union(*WAYS.values())}
    expect_names(stated, "pages", known, ("by",))
    by = stated["by"]
    if not isinstance(by, str) or by not in WAYS:
        raise DescriptionError("pages.by", NO_CHOICE)
    needed = [name for name in ("path", "parameter") if name in WAYS[by]]
    expect_names(stated, "pages", {"by", "most", *WAYS[by]}, needed)
    return Paging(
        by=by,
        path=compile_path(stated["path"], "pages.path") if "path" in stated else None,
        parameter=expect_text(stated["parameter"], "pages.parameter")
        if "parameter" in needed
        else "",
        first=_beginning(by, stated),
        most=_number(stated.get("most", USUAL_PAGES), "pages.most", 1, MOST_PAGES),
    )


def _beginning(by: str, stated: dict[str, Any]) -> int | str:
    if by == CURSOR:
        return expect_text(stated["first"], "pages.first") if "first" in stated else ""
    usual = 1 if by == PAGE else 0
    return _number(stated.get("first", usual), "pages.first", 0, LATEST_START)


def _deleted(stated: Any) -> Deleted:
    if not isinstance(stated, dict) or "is" not in stated:
        return Deleted(compile_values(stated, "deleted"), frozenset())
    texts = stated["is"] if isinstance(stated["is"], list) else [stated["is"]]
    said = frozenset(expect_text(text, "deleted.is") for text in texts[:MOST_PARTS])
    if not said:
        raise DescriptionError("deleted.is", NOT_TEXT)
    rest = {name: value for name, value in stated.items() if name != "is"}
    return Deleted(compile_values(rest, "deleted"), said)


def _since(stated: Any) -> Since:
    names = ("parameter", "format", "template", "clock", "overlap")
    expect_names(stated, "since", names, ("parameter",))
    template = expect_text(stated.get("template", SINCE), "since.template")
    if SINCE not in template:
        raise DescriptionError("since.template", NO_CHOICE)
    if stated.get("format", "iso") not in FORMATS:
        raise DescriptionError("since.format", NO_CHOICE)
    header, path = _clock(stated.get("clock", "ours"))
    usual = 0 if header or path else USUAL_OVERLAP
    return Since(
        parameter=expect_text(stated["parameter"], "since.parameter"),
        format=stated.get("format", "iso"),
        template=template,
        header=header,
        path=path,
        overlap=_number(stated.get("overlap", usual), "since.overlap", 0, LONGEST_OVERLAP),
    )


def _clock(stated: Any) -> tuple[str, Path | None]:
    if stated == "ours":
        return "", None
    if not isinstance(stated, dict):
        raise DescriptionError("since.clock", NO_CHOICE)
    expect_names(stated, "since.clock", ("header", "path"))
    if len(stated) != 1:
        raise DescriptionError("since.clock", NO_CHOICE)
    if "header" in stated:
        return expect_text(stated["header"], "since.clock.header").lower(), None
    return "", compile_path(stated["path"], "since.clock.path")


def _number(value: Any, place: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise DescriptionError(place, NOT_NUMBER)
    return value
