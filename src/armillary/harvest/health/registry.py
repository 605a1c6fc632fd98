"""The rules that a source can break, and who counts how often it does.

A context above registers rules and a counter of its own, so that one report holds everything without
this context knowing that one ([decision 7](../../../docs/decisions/0007-findings-are-registered.md)).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.harvest.health.models import SAID_LENGTH
from armillary.harvest.models import Source
from armillary.harvest.receipts import storable

Words = Promise | str
MOST_EXAMPLES: Final = 3


class Severity(StrEnum):
    """What is lost: an error costs records or readers, a warning hides them, advice helps. Labels
    stand above a list of findings."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def label(self) -> Words:
        return SEVERITIES[self]


SEVERITIES: Final[dict[Severity, Words]] = {
    Severity.ERROR: _("Errors"),
    Severity.WARNING: _("Warnings"),
    Severity.ADVICE: _("Advice"),
}


class Unit(StrEnum):
    """What is counted."""

    RECORDS = "records"  # each kept as a fault, so that they can be listed
    VANISHED = "vanished"  # records that are no more
    RUNS = "runs"  # of the latest ones
    USES = "uses"  # of values in records
    ADDRESSES = "addresses"
    ANSWERS = "answers"  # of the provider, in the latest runs
    SOURCE = "source"  # it is so, or it is not


@dataclass(frozen=True, slots=True)
class Rule:
    """What a standard asks. `says` is what is wrong, `mend` how it is put right, both one sentence."""

    key: str
    severity: Severity
    unit: Unit
    says: Words
    standard: str  # with the place in it
    address: str
    mend: Words


class Example(NamedTuple):
    """Where it was met (a record's identifier, a moment, a host), what was said, what is expected."""

    record: str = ""
    said: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """How often a rule is broken now, and where."""

    count: int
    examples: Sequence[Example] = ()

    def saved_examples(self) -> list[list[str]]:
        return [
            [storable(part)[:SAID_LENGTH] for part in example]
            for example in self.examples[:MOST_EXAMPLES]
        ]


Counter = Callable[[Source], Mapping[str, Found]]  # by key of the rule; what is absent was not met

RULES: Final[dict[str, Rule]] = {}
COUNTERS: Final[dict[str, Counter]] = {}


def register(name: str, rules: Sequence[Rule], counter: Counter) -> None:
    """Called when a context starts; a second time changes nothing."""
    RULES.update({rule.key: rule for rule in rules})
    COUNTERS[name] = counter


def count_everything(source: Source) -> dict[str, Found]:
    """What all counters find now, whose numbers are not zero."""
    found: dict[str, Found] = {}
    for counter in COUNTERS.values():
        found.update({key: each for key, each in counter(source).items() if each.count})
    return found


def place_of(rule: Rule) -> dict[str, Any]:
    """Where the rule is written, as JSON values."""
    return {"name": rule.standard, "address": rule.address}
