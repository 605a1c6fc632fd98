"""Is it about STEM? Precision and recall on titles that we judged, and on strangers' labels.

* `relevance.csv`: 213 short titles in six languages, judged by us; the weights were fitted to the
  first half (every other line), and labels were added after a look at both, so they flatter.
* UNESCO Thesaurus (not shipped): preferred labels in five languages as if they were titles, STEM or
  not by their microthesaurus. Only our scheme and our names of other fields are used, and nothing was
  fitted to them. Labels in which nothing is named count apart.

Run: `python benchmarks/bench_relevance.py`
"""

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from armillary.formats.skos import Scheme, read_skos
from armillary.methods.enrichment.concepts import Label
from armillary.methods.enrichment.relevance import (
    Field,
    Fields,
    field_of_microthesaurus,
    field_of_subject,
    fields_of,
    stem_relevance,
)
from bench_subjects import OURS, SHARED, labels_of

JUDGED = Path("tests/payloads/enrichment/relevance.csv")
HALF = 0.5


class Case(NamedTuple):
    """A title and whether it is about STEM."""

    title: str
    language: str
    is_stem: bool


class Tally(NamedTuple):
    """Precision and recall of "STEM", and how many titles named nothing."""

    titles: int
    precision: float
    recall: float
    unnamed: int


def ours() -> dict[Field, list[Label]]:
    found: defaultdict[Field, list[Label]] = defaultdict(list)
    for label in labels_of(read_skos(OURS.read_bytes())):
        found[field_of_subject(label.concept.rpartition("/")[2])].append(label)
    return dict(found)


def judged() -> list[Case]:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return [
            Case(row["title"], row["language"], row["is_stem"] == "yes")
            for row in csv.DictReader(file)
        ]


def of_thesaurus(scheme: Scheme) -> Iterator[Case]:
    fields = {
        uri: field_of_microthesaurus(group.notation)
        for group in scheme.collections
        if "." in group.notation
        for uri in group.members
    }
    for concept in scheme.concepts:
        field = fields.get(concept.uri)
        if field in ("stem", "other"):
            for language, text in concept.pref_labels.items():
                yield Case(text, language, field == "stem")


def tally(cases: Iterable[Case], fields: Fields, *, is_skipping: bool) -> Tally:
    """`is_skipping` leaves out what names nothing, instead of calling it not STEM."""
    right = given = wanted = unnamed = count = 0
    for case in cases:
        guess = stem_relevance(case.title, "", case.language, fields)
        unnamed += guess.rule == "nothing-named"
        if is_skipping and guess.rule == "nothing-named":
            continue
        is_stem = float(guess.value) >= HALF
        count, given, wanted = count + 1, given + is_stem, wanted + case.is_stem
        right += is_stem and case.is_stem
    return Tally(count, right / max(1, given), right / max(1, wanted), unnamed)


def _line(name: str, found: Tally) -> None:
    print(
        f"{name:24} {found.titles:5} titles  precision {found.precision:.2f}"
        f"  recall {found.recall:.2f}  nothing named {found.unnamed}"
    )


def _by_language(cases: Iterable[Case]) -> dict[str, list[Case]]:
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.language].append(case)
    return dict(found)


def _rate(cases: list[Case], score: Callable[[Case], object]) -> float:
    start = time.process_time()
    for case in cases:
        score(case)
    return len(cases) / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    thesaurus = parser.parse_args().data / "unesco-thesaurus.ttl"
    fields, cases = fields_of(ours()), judged()
    _line("judged, first half", tally(cases[::2], fields, is_skipping=False))
    _line("judged, second half", tally(cases[1::2], fields, is_skipping=False))
    for language, mine in _by_language(cases).items():
        _line(f"  {language}", tally(mine, fields, is_skipping=False))
    rate = _rate(cases * 20, lambda case: stem_relevance(case.title, "", case.language, fields))
    print(f"{rate:,.0f} titles a second of processor time")
    if not thesaurus.exists():
        print(f"{thesaurus} is not there; the labels of UNESCO were not looked at.")
        return
    labels = _by_language(of_thesaurus(read_skos(thesaurus.read_bytes())))
    for language, mine in labels.items():
        _line(f"UNESCO, {language}", tally(mine, fields, is_skipping=True))


if __name__ == "__main__":
    main()
