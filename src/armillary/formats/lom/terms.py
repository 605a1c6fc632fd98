"""What LOMv1.0, the vocabulary inside the standard, has for words of ours.

Sources: the value spaces of IEEE 1484.12.1-2020 (numbers of its elements in brackets). Our words are
finer, so they are written beside these under a source of their own; what LOMv1.0 has no word for is
left out of it, never bent.
"""

from collections.abc import Iterable
from typing import Final

LOM_SOURCE: Final = "LOMv1.0"

RESOURCE_TYPES: Final = {  # 5.2
    "textbook": "narrative text",
    "reference": "index",
    "worksheet": "exercise",
    "exercise": "exercise",
    "assessment": "exam",
    "experiment": "experiment",
    "simulation": "simulation",
    "image": "figure",
    "presentation": "slide",
    "data": "table",
    "study": "narrative text",
}
ROLES: Final = {  # 5.5
    "learner": "learner",
    "teacher": "teacher",
    "teacher-educator": "teacher",
    "school-leader": "manager",
}
CONTEXTS: Final = {  # 5.6
    "early-childhood": "other",
    "primary": "school",
    "lower-secondary": "school",
    "upper-secondary": "school",
    "post-secondary": "training",
    "short-cycle-tertiary": "higher education",
    "bachelor": "higher education",
    "master": "higher education",
    "doctoral": "higher education",
    "adult": "training",
}
RELATIONS: Final = {  # 7.1; it has no word for translations, schema.org does
    "version_of": (LOM_SOURCE, "isversionof"),
    "based_on": (LOM_SOURCE, "isbasedon"),
    "part_of": (LOM_SOURCE, "ispartof"),
    "translation_of": ("https://schema.org/", "translationOfWork"),
}
# What this edition of a work is to another, by the kinds of both. Two translations of one original
# are in no relation of their own.
EDITIONS: Final = {
    ("original", "version"): (LOM_SOURCE, "hasversion"),
    ("version", "original"): (LOM_SOURCE, "isversionof"),
    ("version", "version"): (LOM_SOURCE, "isversionof"),
    ("original", "translation"): ("https://schema.org/", "workTranslation"),
    ("translation", "original"): ("https://schema.org/", "translationOfWork"),
}
# The examples that 5.1 gives of what makes learners do something, and of what they take in.
_ACTIVE: Final = frozenset(("simulation", "exercise", "assessment", "experiment", "game"))
_EXPOSITIVE: Final = frozenset(("video", "audio", "image", "animation", "presentation"))


def interactivity(types: Iterable[str]) -> str:
    """Answer the interactivity type (5.1) that types of ours leave no doubt of; else nothing.

    >>> interactivity(["simulation"]), interactivity(["video", "game"]), interactivity(["course"])
    ('active', 'mixed', '')
    """
    kinds = set(types)
    if not kinds or kinds - _ACTIVE - _EXPOSITIVE:
        return ""
    if kinds & _ACTIVE and kinds & _EXPOSITIVE:
        return "mixed"
    return "active" if kinds & _ACTIVE else "expositive"
