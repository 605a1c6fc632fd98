"""Kinds of values in what programs send, held to what the document of the API says of them: left to
itself, Pydantic takes 0 for false, "7" for seven, and a number for a day or for seconds since 1970."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _no_number(value: Any) -> Any:
    is_text = isinstance(value, str)
    if not (is_text or isinstance(value, date)):
        raise ValueError("It is no text.")
    if is_text and value.strip().lstrip("+-").replace(".", "").isdecimal():
        raise ValueError("It is a number.")
    return value


def _no_text(value: Any) -> Any:
    if isinstance(value, (str, bool)):
        raise ValueError("It is no number.")  # noqa: TRY004  (Pydantic asks for it)
    return value


Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63), BeforeValidator(_no_text)]
Number = Annotated[int, Field(ge=1, lt=2**63), BeforeValidator(_no_text)]  # as databases count
Day = Annotated[date, BeforeValidator(_no_number)]
Moment = Annotated[datetime, BeforeValidator(_no_number)]
