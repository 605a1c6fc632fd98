"""What a curator has changed in the statements of one source, before they are described.

```json
{
  "fields": {
    "levels": {"from": "audiences", "also": ["keywords"], "split": [";"],
               "values": {"Klasse 5": "grade 5", "Sonstiges": ""}},
    "titles": {"language": "de"},
    "keywords": {"ignore": true}
  }
}
```
A field is made in this order: taken from where the rule says, split, its words replaced, filled with
the default if nothing came of that, or set to what it always is. Every rule looks at the statement
as the source made it, so that the order of the rules says nothing.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from armillary.formats.errors import FormatError
from armillary.formats.statement import StatedAgent, Statement, Text
from armillary.formats.values.languages import language

LONGEST: Final = 500_000  # characters of a document
LONGEST_VALUE: Final = 500  # characters of a word, or of what it becomes
LONGEST_SEPARATOR: Final = 10
MOST_SEPARATORS, MOST_CONSTANTS, MOST_VALUES = 10, 50, 5_000
MOST_PARTS: Final = 1_000  # of one value that is split; the rest of it stays whole

TEXTS: Final = ("titles", "descriptions")
AGENTS: Final = ("creators", "publishers")
# By these a resource is known again. One constant for all would make all of them one resource.
IDENTITY: Final = ("identifiers", "addresses")
PLAIN: Final = ("grades", "files", "relations")  # more than words: taken as they are, or left out
FIELDS: Final = tuple(Statement.__dataclass_fields__)
WORDED: Final = tuple(name for name in FIELDS if name not in PLAIN)

IGNORE, FROM, ALSO, SPLIT, VALUES, DEFAULT, ALWAYS, LANGUAGE, EVERY_LANGUAGE = (
    "ignore", "from", "also", "split", "values", "default", "always", "language", "every_language",
)  # fmt: skip

NOT_JSON: Final = "this is not JSON."
NOT_OBJECT: Final = "here belongs an object in braces."
NOT_TEXT: Final = "here belongs a text that is not empty."
NOT_TEXTS: Final = "here belongs a text, or a list of them."
NOT_YES: Final = "here belongs true or false."
NOT_FIELD: Final = "there is no such field, or it cannot be taken here."
NOT_LANGUAGE: Final = "this is no language. Use a tag such as en or pt-BR."
NOT_HERE: Final = "this cannot be said of this field."
UNKNOWN: Final = "there is no such name here."
TWICE: Final = "this is said twice, and not the same."
ALONE: Final = "nothing else can be said of a field that is left out."
BOTH: Final = "say one of the two only."
TOO_MANY: Final = "these are too many."
TOO_LONG: Final = "this is too long."

SENTENCES: Final = (
    NOT_JSON, NOT_OBJECT, NOT_TEXT, NOT_TEXTS, NOT_YES, NOT_FIELD, NOT_LANGUAGE, NOT_HERE, UNKNOWN,
    TWICE, ALONE, BOTH, TOO_MANY, TOO_LONG,
)  # fmt: skip

Document = dict[str, Any]


class MappingError(FormatError):
    """`place` names the spot in the document (`fields.levels.split[0]`), `why` is of `SENTENCES`."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is made; `origins` is empty for one that is left out."""

    name: str
    origins: tuple[str, ...]
    separators: tuple[str, ...] = ()
    pattern: "re.Pattern[str] | None" = None  # of the separators
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    folded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    language: str = ""
    is_every_language: bool = False

    def of(self, statement: Statement) -> list[Any]:
        """The field's new value; the statement stays as it is."""
        if self.always:
            found = [_made(self.name, text) for text in self.always]
        else:
            stated = (each for name in self.origins for each in _taken(self.name, name, statement))
            found = [part for each in stated for part in self._parts(each)]
            if not found:
                found = [_made(self.name, text) for text in self.default]
        return [self._spoken(each) for each in found] if self.language else found

    def _parts(self, stated: Any) -> list[Any]:
        if self.pattern is None and not self.values:
            return [stated]
        whole = _text(stated)
        words = [part for text in _split(whole, self.pattern) for part in self._words(text)]
        return [stated] if words == [whole] else [_reworded(stated, word) for word in words]

    def _words(self, text: str) -> tuple[str, ...]:
        if not self.folded or len(text) > 2 * LONGEST_VALUE:
            return (text,)
        return self.folded.get(fold(text), (text,))

    def _spoken(self, text: Text) -> Text:
        if text.language and not self.is_every_language:
            return text
        return Text(text.text, self.language)


class FieldMapping(NamedTuple):
    """A mapping that can be applied, and its document in a form that two equal ones share."""

    rules: tuple[Rule, ...]
    document: Document


def apply(statement: Statement, mapping: FieldMapping) -> Statement:
    """The statement as the mapping has it: a new one, or the very same if there are no rules."""
    if not mapping.rules:
        return statement
    return replace(statement, **{rule.name: rule.of(statement) for rule in mapping.rules})


def takes_from(name: str) -> tuple[str, ...]:
    """The fields that a field may be taken from."""
    if name in PLAIN:
        return ()
    return (*IDENTITY, "files") if name in IDENTITY else WORDED


def sayable_of(name: str) -> frozenset[str]:
    """What a rule of this field may say."""
    if name in PLAIN:
        return frozenset({IGNORE})
    said = {IGNORE, FROM, ALSO, SPLIT, VALUES}
    if name not in IDENTITY:
        said |= {DEFAULT, ALWAYS}
    if name in TEXTS:
        said |= {LANGUAGE, EVERY_LANGUAGE}
    return frozenset(said)


def fold(word: str) -> str:
    """The form in which two writings of one word meet."""
    return " ".join(word.split()).casefold()


@lru_cache(maxsize=256)
def read_mapping(text: str) -> FieldMapping:
    """The mapping that a JSON text describes. Raises `MappingError`."""
    if len(text) > LONGEST:
        raise MappingError("{}", TOO_LONG)
    try:
        document = json.loads(text, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise MappingError(f"line {error.lineno}, column {error.colno}", NOT_JSON) from error
    except (RecursionError, ValueError) as error:
        if isinstance(error, MappingError):
            raise
        raise MappingError("{}", NOT_JSON) from error
    return compile_mapping(document)


def compile_mapping(document: Any) -> FieldMapping:
    """The mapping that a document describes, every place of it checked. Raises `MappingError`."""
    stated = _object(document, "{}")
    for name in stated:
        if name != "fields":
            raise MappingError(_clipped(name), UNKNOWN)
    said = _object(stated.get("fields", {}), "fields")
    for name in said:
        if name not in FIELDS:
            raise MappingError(f"fields.{_clipped(name)}", NOT_FIELD)
    rules = [_rule(name, said[name]) for name in FIELDS if name in said]
    told = tuple(rule for rule in rules if rule is not None)
    return FieldMapping(told, {"fields": {rule.name: _document_of(rule) for rule in told}})


def _rule(name: str, stated: Any) -> Rule | None:
    """None for a rule that changes nothing."""
    place = f"fields.{name}"
    said = _object(stated, place)
    for key in said:
        if key not in KEYS:
            raise MappingError(f"{place}.{_clipped(key)}", UNKNOWN)
        if key not in sayable_of(name):
            raise MappingError(f"{place}.{key}", NOT_HERE)
    if _yes(said.get(IGNORE, False), f"{place}.{IGNORE}"):
        if len(said) > 1:
            raise MappingError(place, ALONE)
        return Rule(name, ())
    if said.get(DEFAULT) and said.get(ALWAYS):
        raise MappingError(place, BOTH)
    rule = _made_rule(name, said, place)
    return None if rule == Rule(name, (name,)) else rule


def _made_rule(name: str, said: Document, place: str) -> Rule:
    separators = _separators(said.get(SPLIT, []), f"{place}.{SPLIT}")
    values = _values(said.get(VALUES, {}), f"{place}.{VALUES}")
    tag, is_every = _language(said, place)
    return Rule(
        name,
        _origins(name, said, place),
        separators=separators,
        pattern=_pattern(separators),
        values=values,
        folded={fold(word): becomes for word, becomes in values.items()},
        default=_constants(said.get(DEFAULT, []), f"{place}.{DEFAULT}"),
        always=_constants(said.get(ALWAYS, []), f"{place}.{ALWAYS}"),
        language=tag,
        is_every_language=is_every,
    )


def _origins(name: str, said: Document, place: str) -> tuple[str, ...]:
    first = _origin(name, said[FROM], f"{place}.{FROM}") if FROM in said else name
    others = _texts(said.get(ALSO, []), f"{place}.{ALSO}", most=len(FIELDS))
    also = [_origin(name, each, f"{place}.{ALSO}[{at}]") for at, each in enumerate(others)]
    return tuple(dict.fromkeys([first, *also]))


def _origin(name: str, stated: Any, place: str) -> str:
    if not isinstance(stated, str) or stated not in takes_from(name):
        raise MappingError(place, NOT_FIELD)
    return stated


def _separators(stated: Any, place: str) -> tuple[str, ...]:
    said = _texts(stated, place, most=MOST_SEPARATORS)
    for at, each in enumerate(said):
        if len(each) > LONGEST_SEPARATOR:
            raise MappingError(f"{place}[{at}]", TOO_LONG)
    return tuple(dict.fromkeys(said))


def _pattern(separators: tuple[str, ...]) -> "re.Pattern[str] | None":
    """The longest first, so that "::" is found where ":" separates as well."""
    longest = sorted(separators, key=lambda each: -len(each))
    return re.compile("|".join(map(re.escape, longest))) if longest else None


def _values(stated: Any, place: str) -> dict[str, tuple[str, ...]]:
    """The source's word → what it becomes; to nothing where that is empty."""
    said = _object(stated, place)
    if len(said) > MOST_VALUES:
        raise MappingError(place, TOO_MANY)
    values: dict[str, tuple[str, ...]] = {}
    met: dict[str, tuple[str, ...]] = {}
    for word, becomes in said.items():
        here = f"{place}.{_clipped(word)}"
        if not word.strip():
            raise MappingError(here, NOT_TEXT)
        if len(word) > LONGEST_VALUE:
            raise MappingError(here, TOO_LONG)
        found = () if becomes == "" else _constants(becomes, here)
        if met.setdefault(fold(word), found) != found:
            raise MappingError(here, TWICE)
        values[" ".join(word.split())] = found
    return values


def _constants(stated: Any, place: str) -> tuple[str, ...]:
    said = _texts(stated, place, most=MOST_CONSTANTS)
    for at, each in enumerate(said):
        if not each.strip():
            raise MappingError(f"{place}[{at}]", NOT_TEXT)
    return tuple(dict.fromkeys(" ".join(each.split()) for each in said))


def _texts(stated: Any, place: str, *, most: int) -> list[str]:
    """A text stands for a list of one."""
    said = [stated] if isinstance(stated, str) else stated
    if not isinstance(said, list):
        raise MappingError(place, NOT_TEXTS)
    if len(said) > most:
        raise MappingError(place, TOO_MANY)
    for at, each in enumerate(said):
        if not isinstance(each, str) or not each:
            raise MappingError(f"{place}[{at}]", NOT_TEXT)
        if len(each) > LONGEST_VALUE:
            raise MappingError(f"{place}[{at}]", TOO_LONG)
    return said


def _language(said: Document, place: str) -> tuple[str, bool]:
    if said.get(LANGUAGE) and said.get(EVERY_LANGUAGE):
        raise MappingError(place, BOTH)
    key = EVERY_LANGUAGE if said.get(EVERY_LANGUAGE) else LANGUAGE
    stated = said.get(key) or ""
    if not isinstance(stated, str) or (stated and language(stated[:LONGEST_VALUE]) is None):
        raise MappingError(f"{place}.{key}", NOT_LANGUAGE)
    return stated.strip(), key == EVERY_LANGUAGE


def _object(stated: Any, place: str) -> Document:
    if not isinstance(stated, dict):
        raise MappingError(place, NOT_OBJECT)
    return stated


def _yes(stated: Any, place: str) -> bool:
    if not isinstance(stated, bool):
        raise MappingError(place, NOT_YES)
    return stated


def _clipped(name: str) -> str:
    return name[:80]


def _each_once(pairs: list[tuple[str, Any]]) -> Document:
    """A name that is said twice is a slip of whoever wrote it; the first would be lost silently."""
    found: Document = {}
    for name, value in pairs:
        if name in found:
            raise MappingError(_clipped(name), TWICE)
        found[name] = value
    return found


def _document_of(rule: Rule) -> Document:
    """Only what is said, in one order."""
    if not rule.origins:
        return {IGNORE: True}
    first, *others = rule.origins
    stated: Iterable[tuple[str, Any]] = (
        (FROM, first if first != rule.name else None),
        (ALSO, others),
        (SPLIT, list(rule.separators)),
        (VALUES, {word: list(becomes) for word, becomes in rule.values.items()}),
        (DEFAULT, list(rule.default)),
        (ALWAYS, list(rule.always)),
        (EVERY_LANGUAGE if rule.is_every_language else LANGUAGE, rule.language),
    )
    return {key: value for key, value in stated if value}


def _taken(target: str, name: str, statement: Statement) -> Iterator[Any]:
    """What a field states, as parts of `target`: whole where both hold the same."""
    for stated in getattr(statement, name):
        is_same = (name in TEXTS) == (target in TEXTS) and (name in AGENTS) == (target in AGENTS)
        yield stated if is_same and name not in PLAIN else _made(target, _text(stated))


def _made(target: str, text: str) -> Any:
    if target in TEXTS:
        return Text(text)
    return StatedAgent(text) if target in AGENTS else text


def _text(stated: Any) -> str:
    if isinstance(stated, str):
        return stated
    if isinstance(stated, Text):
        return stated.text
    text: str = stated.name if isinstance(stated, StatedAgent) else stated.address
    return text


def _reworded(stated: Any, word: str) -> Any:
    """One of several agents that were named together has no address of its own."""
    if isinstance(stated, Text):
        return Text(word, stated.language)
    return StatedAgent(word, stated.kind) if isinstance(stated, StatedAgent) else word


def _split(text: str, pattern: "re.Pattern[str] | None") -> list[str]:
    if pattern is None:
        return [text]
    return [part for part in map(str.strip, pattern.split(text, MOST_PARTS)) if part]


KEYS: Final = frozenset(
    {IGNORE, FROM, ALSO, SPLIT, VALUES, DEFAULT, ALWAYS, LANGUAGE, EVERY_LANGUAGE}
)
