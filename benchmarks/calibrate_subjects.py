"""Where the weights and confidences of subject suggestions come from; not part of `make bench`.

The demonstration content (289 records in six languages, subjects chosen by people; shipped) is
matched with our scheme. Printed are the weights of a logistic regression of "a person chose it" on
the signs, beside those in use, and for each band of confidence how many suggestions people chose and
how many of a sample of the others one person would accept (`accepted.csv`: 140 suggestions, evenly
drawn over all confidences before the present scale was set).
Run: `python benchmarks/calibrate_subjects.py`
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from armillary.formats.skos import read_skos
from armillary.formats.values.folding import fold
from armillary.methods.enrichment.concepts import Vocabulary
from armillary.methods.enrichment.concepts.signs import Signs, signs_in
from armillary.methods.enrichment.concepts.suggesting import BIAS, WEIGHTS, confidence_of
from bench_subjects import OURS, labels_of
from demonstration import Described, demonstration

ACCEPTED = Path("tests/payloads/enrichment/accepted.csv")
RIDGE = 1.0
STEPS = 50

Matrix = NDArray[np.float64]


class Candidate(NamedTuple):
    """A concept that something speaks for, and whether people chose it."""

    title: str
    concept: str
    signs: Signs
    is_chosen: bool


def candidates(records: Sequence[Described]) -> list[Candidate]:
    """Of the records whose language is known and that have a subject of our scheme."""
    scheme = read_skos(OURS.read_bytes())
    vocabulary = Vocabulary.of(
        labels_of(scheme), {concept.uri: concept.broader for concept in scheme.concepts}, {}
    )
    owners = {fold(label.text): label.concept for label in reversed(labels_of(scheme))}
    found: list[Candidate] = []
    for record in records:
        names = map(fold, record.subjects)
        chosen = {owners[name] for name in names if name in owners}
        if chosen and record.language:
            signs = signs_in(record.title, record.body, record.language, vocabulary)
            for number, each in signs.items():
                uri = vocabulary.concepts[number]
                key = uri.rpartition("/")[2]
                found.append(Candidate(record.title, key, each, uri in chosen))
    return found


def fitted(found: Sequence[Candidate]) -> Matrix:
    """Bias and weights by Newton's method; the bias is not held back."""
    rows = np.array([[1.0, *(getattr(each.signs, name) for name in WEIGHTS)] for each in found])
    truth = np.array([float(each.is_chosen) for each in found])
    ridge = np.eye(rows.shape[1]) * RIDGE
    ridge[0, 0] = 0.0
    weights = np.zeros(rows.shape[1])
    for _step in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        bend = rows.T @ (rows * (chance * (1 - chance))[:, None]) + ridge
        weights += np.linalg.solve(bend, rows.T @ (truth - chance) - ridge @ weights)
    return weights


def bands(found: Sequence[Candidate]) -> Iterator[tuple[float, int, int, int, int]]:
    """Lower end of a band, its suggestions, those chosen, and of the others: judged, accepted."""
    with ACCEPTED.open(encoding="utf-8", newline="") as file:
        verdicts = {(row["title"], row["concept"]): row["accepted"] for row in csv.DictReader(file)}
    inside: defaultdict[int, list[Candidate]] = defaultdict(list)
    for each in found:
        inside[int(confidence_of(each.signs) * 10)].append(each)
    for band, mine in sorted(inside.items()):
        others = [each for each in mine if not each.is_chosen]
        judged = [verdicts.get((each.title, each.concept)) for each in others]
        accepted = judged.count("yes")
        yield band / 10, len(mine), len(mine) - len(others), accepted + judged.count("no"), accepted


def main() -> None:
    records = demonstration()
    found = candidates(records)
    print(f"{len(records)} records, {len(found)} candidates")
    bias, *weights = fitted(found)
    print(f"{'sign':10} fitted  in use")
    print(f"{'bias':10} {bias:6.2f} {BIAS:7.2f}")
    for (name, used), weight in zip(WEIGHTS.items(), weights, strict=True):
        print(f"{name:10} {weight:6.2f} {used:7.2f}")
    print("confidence   suggestions  chosen  of the others judged, accepted  right, estimated")
    for low, count, chosen, judged, accepted in bands(found):
        others = (count - chosen) * accepted / judged if judged else 0.0
        share = f"{(chosen + others) / count:.2f}" if judged else "?"
        print(
            f"{low:.1f} to {low + 0.1:.1f} {count:13} {chosen:7} {judged:20} {accepted:9} {share:>17}"
        )


if __name__ == "__main__":
    main()
