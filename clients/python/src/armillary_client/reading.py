"""From JSON to values: by the types of their fields, leaving out what is not known."""

import dataclasses
import types
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from armillary_client.errors import Unreachable

T = TypeVar("T")

_known: dict[type[Any], Mapping[str, Any]] = {}


def read(kind: type[T], document: Any) -> T:
    """A value of a dataclass. Raises `Unreachable` for a document that is none."""
    try:
        return _dataclass(kind, document)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise Unreachable(f"The answer is no {kind.__name__} as this client knows it.") from error


def _dataclass(kind: type[T], document: Any) -> T:
    known = _fields(kind)
    values = {name: _value(known[name], value) for name, value in document.items() if name in known}
    return kind(**values)


def _fields(kind: type[Any]) -> Mapping[str, Any]:
    """Its names and types, looked up once."""
    if kind not in _known:
        hints = get_type_hints(kind)
        _known[kind] = {each.name: hints[each.name] for each in dataclasses.fields(kind)}
    return _known[kind]


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        [inner] = [each for each in get_args(kind) if each is not type(None)]
        return _value(inner, value)
    if origin is list:
        return [_value(get_args(kind)[0], each) for each in value]
    if origin is Mapping:
        return {name: _value(get_args(kind)[1], each) for name, each in value.items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind, value)
    return datetime.fromisoformat(value) if kind is datetime else value
