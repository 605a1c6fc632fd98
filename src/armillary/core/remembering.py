"""What one page asks again and again, asked once. Outside of `remembering` nothing is kept, so that an
operation always sees what is true now."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Value = TypeVar("Value")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep answers until the end of the block; for reading only. A block inside of another shares
    what that one knows."""
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def remembered(question: Hashable, answer: Callable[[], Value]) -> Value:
    """The answer to `question`, looked up once in a `remembering` block, else each time."""
    answers = _answers.get()
    if answers is None:
        return answer()
    if question not in answers:
        answers[question] = answer()
    value: Value = answers[question]
    return value
