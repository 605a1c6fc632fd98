"""The registry of personal data: every model that holds some says how to export and erase it.

A test walks all models and fails on one that refers to a person and is not registered here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from armillary.people.models import Person

Export = Callable[[Person], list[dict[str, Any]]]
Erase = Callable[[Person], None]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """How one model gives out and forgets what it knows of a person."""

    model: type[models.Model]
    export: Export
    erase: Erase


REGISTRY: dict[type[models.Model], PersonalData] = {}


def register_personal_data(model: type[models.Model], *, export: Export, erase: Erase) -> None:
    REGISTRY[model] = PersonalData(model, export, erase)
