"""Which of our fields is where in a record. Most fields are texts; titles and descriptions have a
language each; people, files and relations have parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Protocol

from armillary.formats.rest_mapping.errors import NOT_RULE, UNKNOWN, DescriptionError
from armillary.formats.rest_mapping.paths import Path, compile_path
from armillary.formats.rest_mapping.values import (
    MOST,
    Values,
    compile_values,
    expect_names,
    numbered,
    texts_in,
)
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)

NUMBERS: Final = ("grades",)  # of a statement, which no text of an API can be
FIELDS: Final = tuple(each.name for each in fields(Statement) if each.name not in NUMBERS)
TEXTS: Final = ("titles", "descriptions")
LARGEST_FILE: Final = 10**15  # bytes; more is no size
Parts = dict[str, list[str]]


class Field(Protocol):
    """A compiled field of the description."""

    def of(self, record: Any) -> list[Any]:
        """What the statement's field holds. Raises `FormatError`."""


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """`{"en": "Fractions", "fr": ["Fractions"]}`: the key of a text is its language."""

    path: Path

    def of(self, record: Any) -> list[Text]:
        return [
            Text(text, str(language))
            for found in self.path.values(record, most=MOST)
            if isinstance(found, dict)
            for language, value in found.items()
            for text in texts_in([value])
        ][:MOST]


@dataclass(frozen=True, slots=True)
class Compound:
    """A value made of parts: one for each node of `each`, or one for each first part of the record."""

    each: Path | None
    parts: tuple[tuple[str, Values], ...]
    make: Callable[[Parts], list[Any]]

    def of(self, record: Any) -> list[Any]:
        nodes = [record] if self.each is None else self.each.values(record, most=MOST)
        made = [self.make({name: rule.of(node) for name, rule in self.parts}) for node in nodes]
        return [value for values in made for value in values][:MOST]


@dataclass(frozen=True, slots=True)
class Together:
    """What all of the rules find, or with `only_first` the first that finds anything."""

    rules: tuple[Field, ...]
    only_first: bool = False

    def of(self, record: Any) -> list[Any]:
        found: list[Any] = []
        for rule in self.rules:
            found += rule.of(record)
            if found and self.only_first:
                break
        return found[:MOST]


def _texts(parts: Parts) -> list[Text]:
    language = _first(parts, "language")
    return [Text(text, language) for text in parts.get("text", [])]


def _agents(parts: Parts) -> list[StatedAgent]:
    kind, address = _first(parts, "kind"), _first(parts, "address")
    names = parts.get("name", [])
    if len(names) != 1:  # whose address would it be?
        address = ""
    return [StatedAgent(name, kind=kind.lower(), address=address) for name in names if name]


def _files(parts: Parts) -> list[StatedFile]:
    address = _first(parts, "address")
    if not address:
        return []
    return [StatedFile(address, _first(parts, "media_type"), _size(_first(parts, "size")))]


def _size(stated: str) -> int | None:
    digits = stated.removesuffix(".0")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 20
    return int(digits) if is_number and int(digits) < LARGEST_FILE else None


def _relations(parts: Parts) -> list[StatedRelation]:
    kind = _first(parts, "kind")
    return [StatedRelation(kind, target) for target in parts.get("target", []) if target]


def _first(parts: Parts, name: str) -> str:
    return next(iter(parts.get(name, [])), "")


@dataclass(frozen=True, slots=True)
class Shape:
    """A field with parts: the one that has to be there, the others, and what they make."""

    main: str
    others: tuple[str, ...]
    make: Callable[[Parts], list[Any]]


SHAPES: Final[Mapping[str, Shape]] = {
    "titles": Shape("text", ("language",), _texts),
    "descriptions": Shape("text", ("language",), _texts),
    "creators": Shape("name", ("kind", "address"), _agents),
    "publishers": Shape("name", ("kind", "address"), _agents),
    "files": Shape("address", ("media_type", "size"), _files),
    "relations": Shape("target", ("kind",), _relations),
}


def compile_fields(stated: Any, place: str = "fields") -> dict[str, Field]:
    """The fields of a description by name. Raises `DescriptionError`."""
    expect_names(stated, place, FIELDS, ("titles",))
    return {name: _field(name, rule, f"{place}.{name}") for name, rule in stated.items()}


def _field(name: str, rule: Any, place: str) -> Field:
    shape = SHAPES.get(name)
    if shape is None:
        return compile_values(rule, place)
    if isinstance(rule, list):
        return _together(shape, rule, place)
    if isinstance(rule, dict) and rule.keys() == {"first"} and isinstance(rule["first"], list):
        return _together(shape, rule["first"], f"{place}.first", only_first=True)
    return _shaped(shape, rule, place)


def _together(shape: Shape, rules: list[Any], place: str, *, only_first: bool = False) -> Together:
    found = tuple(_shaped(shape, each, where) for where, each in numbered(rules, place))
    return Together(found, only_first)


def _shaped(shape: Shape, rule: Any, place: str) -> Field:
    """A rule for a field with parts; what is said without them is its main part."""
    if isinstance(rule, str):
        return Compound(None, ((shape.main, compile_values(rule, place)),), shape.make)
    if not isinstance(rule, dict):
        raise DescriptionError(place, NOT_RULE)
    if "by_language" in rule:
        return _by_language(shape, rule, place)
    if shape.main not in rule:
        return _plain(shape, rule, place)
    names = (shape.main, *shape.others)
    expect_names(rule, place, ("each", *names))
    each = compile_path(rule["each"], f"{place}.each") if "each" in rule else None
    parts = tuple(
        (name, compile_values(rule[name], f"{place}.{name}", may_descend=each is None))
        for name in names
        if name in rule
    )
    return Compound(each, parts, shape.make)


def _by_language(shape: Shape, rule: dict[str, Any], place: str) -> ByLanguage:
    if shape.main != "text":
        raise DescriptionError(f"{place}.by_language", UNKNOWN)
    expect_names(rule, place, ("by_language",))
    return ByLanguage(compile_path(rule["by_language"], f"{place}.by_language"))


def _plain(shape: Shape, rule: dict[str, Any], place: str) -> Compound:
    """`{"path": …, "split": …}` with the other parts beside it."""
    parts = [
        (name, compile_values(rule[name], f"{place}.{name}"))
        for name in shape.others
        if name in rule
    ]
    main = {name: value for name, value in rule.items() if name not in shape.others}
    return Compound(None, ((shape.main, compile_values(main, place)), *parts), shape.make)
