"""Count what became of every record, with reasons, in a form that stays small."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

MOST_REASONS: Final = 40
MOST_EXAMPLES: Final = 5
LONGEST: Final = 300
OTHER: Final = "Other reasons"

# Every received record is exactly one of these.
FATES: Final = ("created", "updated", "unchanged", "deleted", "rejected")
COUNTED: Final = ("listed", "received", *FATES, "missing", "matched")


def storable(text: str) -> str:
    """Text that every database takes: without NUL and without halves of characters."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def is_storable(value: object) -> bool:
    """Does every database take the JSON value as it is?"""
    text = json.dumps(value, ensure_ascii=False)
    return storable(text) == text and "\\u0000" not in text


@dataclass(slots=True)
class Tally:
    """What a page, and added up a run, did. `touched` are ids of resources that changed."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: dict[str, int], reasons: list[dict[str, Any]]) -> "Tally":
        """As saved with a run."""
        return cls(Counter(counts), {entry["reason"]: entry for entry in reasons})

    def count(self, fate: str, number: int = 1) -> None:
        """Count received records by their fate."""
        self.counts["received"] += number
        self.counts[fate] += number

    def reject(self, reason: str, example: str) -> None:
        self.count("rejected")
        self.note(reason, example)

    def note(self, reason: str, example: str = "", number: int = 1) -> None:
        """Remember a reason with a few examples; past a number of reasons they are lumped."""
        reason, example = storable(reason)[:LONGEST], storable(example)[:LONGEST]
        if reason not in self.reasons and len(self.reasons) >= MOST_REASONS:
            reason = OTHER
        entry = self.reasons.setdefault(reason, {"reason": reason, "count": 0, "examples": []})
        entry["count"] += number
        examples = entry["examples"]
        if example and len(examples) < MOST_EXAMPLES and example not in examples:
            examples.append(example)

    def add(self, other: "Tally") -> None:
        self.counts.update(other.counts)
        for reason, entry in other.reasons.items():
            self.note(reason, number=entry["count"])
            for example in entry["examples"]:
                self.note(reason, example, number=0)

    def saved_counts(self) -> dict[str, int]:
        return {name: self.counts[name] for name in COUNTED}

    def saved_reasons(self) -> list[dict[str, Any]]:
        return sorted(self.reasons.values(), key=lambda entry: (-entry["count"], entry["reason"]))
