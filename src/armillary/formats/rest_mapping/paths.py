"""JSONPath (RFC 9535) that cannot run away.

A path visits each node of a document a bounded number of times: it has one selector in a step, the
descent `..` at most once, and filters that compare or test single places (§2.3.5.1 `@.a.b`) without
functions. Anything else of the language could take time that grows with a power of the document.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final

from jsonpath import JSONPath, JSONPathEnvironment
from jsonpath.exceptions import JSONPathError
from jsonpath.filter import (
    BaseExpression,
    BooleanLiteral,
    FilterExpression,
    FloatLiteral,
    InfixExpression,
    IntegerLiteral,
    Nil,
    PrefixExpression,
    RelativeFilterQuery,
    StringLiteral,
)
from jsonpath.segments import JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath.selectors import (
    Filter,
    IndexSelector,
    JSONPathSelector,
    NameSelector,
    SliceSelector,
    WildcardSelector,
)

from armillary.formats.errors import FormatError
from armillary.formats.rest_mapping.errors import NOT_PATH, RUNAWAY, TOO_LONG, DescriptionError

LONGEST: Final = 400  # characters
MOST_STEPS: Final = 25
MOST_TERMS: Final = 20  # of a filter
DEEPEST: Final = 64  # levels of a document
PLAIN_SELECTORS: Final = (NameSelector, IndexSelector, SliceSelector, WildcardSelector)
LITERALS: Final = (BooleanLiteral, StringLiteral, IntegerLiteral, FloatLiteral, Nil)
OPERATORS: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "&&", "||"})


class _Environment(JSONPathEnvironment):
    """Without functions: those of the standard match patterns, whose time nobody can foresee."""

    max_recursion_depth = DEEPEST + 2

    def setup_function_extensions(self) -> None:
        """None."""


_ENVIRONMENT: Final = _Environment(strict=True, filter_caching=False)


@dataclass(frozen=True)
class Path:
    """A path that was checked."""

    text: str
    compiled: JSONPath

    def values(self, document: Any, *, most: int) -> list[Any]:
        """What is at the path, at most that much. Raises `FormatError`."""
        return _values(self.compiled, document, most)

    def has_list(self, document: Any) -> bool:
        """Is there anything of which the last `[*]` of the path takes the parts?"""
        return self._list is None or bool(_values(self._list, document, 1))

    @cached_property
    def _list(self) -> JSONPath | None:
        stars = [
            place
            for place, segment in enumerate(self.compiled.segments)
            if isinstance(segment.selectors[0], WildcardSelector)
        ]
        if not stars:
            return None
        return JSONPath(env=_ENVIRONMENT, segments=self.compiled.segments[: stars[-1]])


def _values(compiled: JSONPath, document: Any, most: int) -> list[Any]:
    if not isinstance(document, dict | list):  # the library would take a text for JSON
        return [] if compiled.segments else [document]
    try:
        return [match.obj for match in islice(compiled.finditer(document), most)]
    except (JSONPathError, RecursionError) as error:
        raise FormatError("A JSONPath of the description cannot be followed in it.") from error


def compile_path(text: Any, place: str, *, may_descend: bool = True) -> Path:
    """The path that stands at `place` of a description. Raises `DescriptionError`."""
    if not isinstance(text, str):
        raise DescriptionError(place, NOT_PATH)
    if len(text) > LONGEST:
        raise DescriptionError(place, TOO_LONG)
    try:
        compiled = _ENVIRONMENT.compile(text)
    except (JSONPathError, RecursionError, ValueError) as error:
        raise DescriptionError(place, NOT_PATH) from error
    if not isinstance(compiled, JSONPath) or compiled.pseudo_root:
        raise DescriptionError(place, NOT_PATH)
    if not _is_bounded(compiled, may_descend=may_descend):
        raise DescriptionError(place, RUNAWAY)
    return Path(text, compiled)


def _is_bounded(compiled: JSONPath, *, may_descend: bool) -> bool:
    segments = compiled.segments
    descents = sum(isinstance(each, JSONPathRecursiveDescentSegment) for each in segments)
    return (
        len(segments) <= MOST_STEPS
        and descents <= (1 if may_descend else 0)
        and all(_is_plain(segment) for segment in segments)
    )


def _is_plain(segment: JSONPathSegment) -> bool:
    if len(segment.selectors) != 1:
        return False
    [selector] = segment.selectors
    return isinstance(selector, PLAIN_SELECTORS) or _is_comparison(selector)


def _is_comparison(selector: JSONPathSelector) -> bool:
    if not isinstance(selector, Filter):
        return False
    terms = list(islice(_terms(selector.expression), MOST_TERMS + 1))
    return len(terms) <= MOST_TERMS and all(map(_is_simple, terms))


def _terms(expression: BaseExpression) -> Iterator[BaseExpression]:
    yield expression
    if not isinstance(expression, RelativeFilterQuery):
        for child in expression.children():
            yield from _terms(child)


def _is_simple(term: BaseExpression) -> bool:
    if isinstance(term, RelativeFilterQuery):
        return isinstance(term.path, JSONPath) and term.path.singular_query()
    if isinstance(term, InfixExpression):
        return term.operator in OPERATORS
    return isinstance(term, (FilterExpression, PrefixExpression, *LITERALS))
