"""The automatic checks: small functions that look at one thing each.

**Gates.** A trusted source lists its resources by itself if a reader can *open* and *judge* them: a
title that can be read, an address on the web, and no open suspicion that the catalogue has the
resource already. A gate that fails (no title, no address) holds for everyone, a curator included,
because nobody could use the entry. A gate that only warns (an odd title, a suspected duplicate)
waits for a person, who may decide either way.

A missing or unknown licence is no gate. Half of what schools really use states none in its metadata;
to hide it would hide the fact. The catalogue points to resources and copies nothing, so the honest
thing is to list it and to say plainly that reuse is unclear. Contexts that do copy (packs, mirrors)
ask the licence themselves. Language, level, subject and description help to choose; without them a
resource is harder to find, not harmful.
"""

from armillary.evaluation.checks import classification, identity, language, texts, usage
from armillary.evaluation.checks.base import (
    CHECKS,
    Check,
    Dossier,
    Finding,
    gates_passed,
    quality,
    register,
    run_checks,
    shut_gates,
)

for _theme in (identity, texts, usage, language, classification):
    register(*_theme.THEME)

__all__ = [
    "CHECKS",
    "Check",
    "Dossier",
    "Finding",
    "gates_passed",
    "quality",
    "run_checks",
    "shut_gates",
]
