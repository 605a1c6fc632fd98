"""Sets for selective harvesting: subjects as a tree; languages, collections, sources and whether somebody
has reviewed it, each below a set of their own.

A set's address is its path in the vocabulary, `subject:mathematics:algebra`. A record is a member
of every set on the way, as the protocol has it, and says so.
"""

import re
from collections.abc import Iterator

from armillary.core.languages import UNDETERMINED, language_name
from armillary.formats.description import Description
from armillary.vocabularies.table import Table, table

SUBJECT, LANGUAGE = "subject", "language"
COLLECTION, SOURCE, REVIEW = "collection", "source", "review"
REVIEWED, NOT_REVIEWED = f"{REVIEW}:reviewed", f"{REVIEW}:not-reviewed"
SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*", re.ASCII)
LONGEST_SPEC = 500

_UNFIT = re.compile(r"[^A-Za-z0-9\-_.!~*'()]", re.ASCII)


def subject_spec(key: str) -> str:
    """The set of a subject; empty if the vocabulary has no such term."""
    subjects = table("subjects")
    return ":".join([SUBJECT, *_path(subjects, key)]) if key in subjects.terms else ""


def language_spec(tag: str) -> str:
    return f"{LANGUAGE}:{_UNFIT.sub('-', tag.lower())}"


def collection_spec(slug: str) -> str:
    return f"{COLLECTION}:{_UNFIT.sub('-', slug)}"


def source_spec(name: str) -> str:
    return f"{SOURCE}:{_UNFIT.sub('-', name)}"


def review_spec(*, is_reviewed: bool) -> str:
    return REVIEWED if is_reviewed else NOT_REVIEWED


def specs_of(description: Description, *others: str) -> list[str]:
    """Every set that a resource is a member of, the `others` and those above included, in alphabetical
    order."""
    specs = [subject_spec(key) for key in description.get("subjects", [])]
    tags = description.get("languages", [])
    specs += [language_spec(tag) for tag in tags if tag and tag != UNDETERMINED]
    specs += others
    return sorted({above for spec in specs for above in _with_ancestors(spec)})


def named_sets() -> Iterator[tuple[str, str]]:
    """Set and English name of every subject, parents first."""
    yield SUBJECT, "Subjects"
    terms = table("subjects").terms.values()
    yield from sorted((subject_spec(term.key), term.label.read("en") or term.key) for term in terms)


def language_set_name(spec: str) -> str:
    """The English name of a language's set; that of all languages for the one above them. Of a set
    whose name nobody knows any more what its address says."""
    kind, _colon, tag = spec.partition(":")
    if kind != LANGUAGE:
        return tag or kind
    return language_name(tag, within="en") if tag else "Languages"


def _path(subjects: Table, key: str) -> list[str]:
    """From the top to `key`. A term with two parents stands under the first one."""
    path: list[str] = []
    while key and key in subjects.terms and _UNFIT.sub("-", key) not in path:
        path.insert(0, _UNFIT.sub("-", key))
        key = next(iter(subjects.terms[key].broader), "")
    return path


def _with_ancestors(spec: str) -> list[str]:
    parts = spec.split(":") if spec and len(spec) <= LONGEST_SPEC else []
    return [":".join(parts[:length]) for length in range(1, len(parts) + 1)]
