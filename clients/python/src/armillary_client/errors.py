"""What can go wrong, in one line each."""

from collections.abc import Sequence
from dataclasses import dataclass


class ArmillaryError(Exception):
    """Base of everything that this package raises."""


class Unreachable(ArmillaryError):
    """The site said nothing, or nothing that can be read."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one value that was sent."""

    field: str
    message: str


class ApiError(ArmillaryError):
    """What the site said, as a problem document (RFC 9457)."""

    def __init__(
        self, status: int, code: str, title: str, errors: Sequence[FieldError] = ()
    ) -> None:
        super().__init__(title)
        self.status = status
        self.code = code
        self.title = title
        self.errors = tuple(errors)

    def __str__(self) -> str:
        fields = "; ".join(f"{each.field}: {each.message}" for each in self.errors)
        return f"{self.title} ({fields})" if fields else self.title
