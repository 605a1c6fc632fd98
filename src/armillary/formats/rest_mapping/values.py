"""Rules that take texts out of a record: a JSONPath, several of them, a constant, a template, and the
few changes that may follow. Each is checked when it is compiled and then only evaluated."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote

from armillary.formats.rest_mapping.errors import (
    BOTH,
    MISSING,
    NOT_NAMED,
    NOT_OBJECT,
    NOT_RULE,
    NOT_TEXT,
    TOO_LONG,
    UNKNOWN,
    DescriptionError,
)
from armillary.formats.rest_mapping.paths import Path, compile_path

MOST: Final = 500  # values of a field; more is no description
MOST_PARTS: Final = 20  # of a list in the description
LONGEST_VALUE: Final = 100_000  # characters
LONGEST_CONSTANT: Final = 2_000
LONGEST_SEPARATOR: Final = 10

PLACE: Final = re.compile(r"\{([a-z0-9_]{1,40})\}")
IN_ADDRESS: Final = "/:@,;=+!*'()~"  # what a value may bring into an address as it is
CHANGES: Final = ("split", "join", "prefix")
SAYING: Final = ("path", "constant", "first", "template")


class Values(Protocol):
    """A compiled rule."""

    def of(self, node: Any) -> list[str]:
        """The texts that it finds in a node of a record. Raises `FormatError`."""


@dataclass(frozen=True, slots=True)
class At:
    """What is at a path; the parts of a list one by one, nothing of an object."""

    path: Path

    def of(self, node: Any) -> list[str]:
        return list(texts_in(self.path.values(node, most=MOST)))[:MOST]


@dataclass(frozen=True, slots=True)
class Constant:
    texts: tuple[str, ...]

    def of(self, _node: Any) -> list[str]:
        return list(self.texts)


@dataclass(frozen=True, slots=True)
class Several:
    """What all of the rules find, or with `only_first` the first that finds anything."""

    rules: tuple[Values, ...]
    only_first: bool = False

    def of(self, node: Any) -> list[str]:
        found: list[str] = []
        for rule in self.rules:
            found += rule.of(node)
            if found and self.only_first:
                break
        return found[:MOST]


@dataclass(frozen=True, slots=True)
class Template:
    """A text with places for values; nothing where one of them is lacking. A template with one
    place is filled once for each value."""

    text: str
    names: tuple[tuple[str, Values], ...]

    def of(self, node: Any) -> list[str]:
        found = {name: [each for each in rule.of(node) if each] for name, rule in self.names}
        if not all(found.values()):
            return []
        if len(found) == 1:
            [(name, values)] = found.items()
            return [self._filled({name: value}) for value in values]
        return [self._filled({name: values[0] for name, values in found.items()})]

    def _filled(self, values: dict[str, str]) -> str:
        is_address = self.text.startswith(("https://", "http://"))
        return PLACE.sub(
            lambda place: (
                quote(values[place[1]], safe=IN_ADDRESS) if is_address else values[place[1]]
            ),
            self.text,
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule's texts split, given a beginning, joined: in that order."""

    rule: Values
    split: str = ""
    prefix: str = ""
    join: str | None = None

    def of(self, node: Any) -> list[str]:
        found = self.rule.of(node)
        if self.split:
            found = [part.strip() for each in found for part in each.split(self.split)]
        found = [f"{self.prefix}{each}" for each in found if each][:MOST]
        return found if self.join is None or not found else [self.join.join(found)[:LONGEST_VALUE]]


def texts_in(values: Iterable[Any]) -> Iterator[str]:
    """Scalars as texts that every database takes, blank ones left out."""
    for value in values:
        if isinstance(value, list):
            yield from texts_in(each for each in value if not isinstance(each, list))
        elif isinstance(value, bool):
            yield "true" if value else "false"
        elif isinstance(value, str | int | float) and (text := clean(str(value))):
            yield text


def clean(text: str) -> str:
    """Without NUL and without halves of characters, and no longer than anybody writes; nothing of
    a text that is blank."""
    return text[:LONGEST_VALUE].replace("\x00", "").encode("utf-8", "replace").decode().strip()


def compile_values(rule: Any, place: str, *, may_descend: bool = True) -> Values:
    """The rule that stands at `place`. Raises `DescriptionError`."""
    if isinstance(rule, str):
        return At(compile_path(rule, place, may_descend=may_descend))
    if isinstance(rule, list):
        return _several(rule, place, may_descend=may_descend)
    if not isinstance(rule, dict):
        raise DescriptionError(place, NOT_RULE)
    return _object(rule, place, may_descend=may_descend)


def _several(rules: list[Any], place: str, *, may_descend: bool) -> Several:
    return Several(
        tuple(
            compile_values(rule, where, may_descend=may_descend)
            for where, rule in numbered(rules, place)
        )
    )


def numbered(rules: list[Any], place: str) -> Iterator[tuple[str, Any]]:
    """The parts of a list with their places, counted from 1. Raises `DescriptionError`."""
    if not rules:
        raise DescriptionError(place, MISSING)
    if len(rules) > MOST_PARTS:
        raise DescriptionError(place, TOO_LONG)
    for number, rule in enumerate(rules, start=1):
        if isinstance(rule, list):
            raise DescriptionError(f"{place}[{number}]", NOT_RULE)
        yield f"{place}[{number}]", rule


def _object(rule: dict[str, Any], place: str, *, may_descend: bool) -> Values:
    said = [name for name in SAYING if name in rule]
    if len(said) != 1:
        raise DescriptionError(place, BOTH)
    [name] = said
    allowed = {name, *CHANGES, *(("with",) if name == "template" else ())}
    expect_names(rule, place, allowed)
    found = _said(name, rule, place, may_descend=may_descend)
    changes = {
        change: _separator(rule[change], f"{place}.{change}") for change in CHANGES & rule.keys()
    }
    return Changed(found, **changes) if changes else found


def _said(name: str, rule: dict[str, Any], place: str, *, may_descend: bool) -> Values:
    where, value = f"{place}.{name}", rule[name]
    if name == "path":
        return At(compile_path(value, where, may_descend=may_descend))
    if name == "constant":
        return _constant(value, where)
    if name == "template":
        return _template(value, rule.get("with"), place, may_descend=may_descend)
    if not isinstance(value, list):
        raise DescriptionError(where, NOT_RULE)
    found = _several(value, where, may_descend=may_descend)
    return Several(found.rules, only_first=True)


def _constant(value: Any, place: str) -> Constant:
    texts = value if isinstance(value, list) else [value]
    return Constant(tuple(expect_text(text, place) for text in texts[:MOST_PARTS]))


def _template(value: Any, names: Any, place: str, *, may_descend: bool) -> Template:
    text = expect_text(value, f"{place}.template")
    if not isinstance(names, dict):
        raise DescriptionError(f"{place}.with", NOT_OBJECT)
    if set(PLACE.findall(text)) != names.keys() or not names:
        raise DescriptionError(f"{place}.template", NOT_NAMED)
    rules = {
        name: compile_values(rule, f"{place}.with.{name}", may_descend=may_descend)
        for name, rule in names.items()
    }
    return Template(text, tuple(rules.items()))


def _separator(value: Any, place: str) -> str:
    longest = LONGEST_CONSTANT if place.endswith(".prefix") else LONGEST_SEPARATOR
    if isinstance(value, str) and len(value) > longest:
        raise DescriptionError(place, TOO_LONG)
    if not isinstance(value, str) or (not value and not place.endswith(".join")):
        raise DescriptionError(place, NOT_TEXT)
    return value


def expect_text(value: Any, place: str) -> str:
    """A text that is not empty. Raises `DescriptionError`."""
    if not isinstance(value, str) or not value.strip():
        raise DescriptionError(place, NOT_TEXT)
    if len(value) > LONGEST_CONSTANT:
        raise DescriptionError(place, TOO_LONG)
    return value


def expect_names(rule: Any, place: str, allowed: Iterable[str], needed: Iterable[str] = ()) -> None:
    """An object with these names and no others. Raises `DescriptionError`."""
    if not isinstance(rule, dict):
        raise DescriptionError(place, NOT_OBJECT)
    inside = f"{place}." if place else ""
    for name in rule:
        if name not in allowed:
            raise DescriptionError(f"{inside}{name}"[:200], UNKNOWN)
    for name in needed:
        if name not in rule:
            raise DescriptionError(f"{inside}{name}", MISSING)
