"""How good a ranking is, by judgements of its documents, and how sure a difference is.

Gains and discounts follow Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR
techniques", ACM TOIS 20 (2002), 422-446, with the discount that trec_eval uses. The interval is a
percentile bootstrap over queries: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993),
chapter 13; for retrieval see Sakai, "Evaluating evaluation metrics based on the bootstrap", SIGIR 2006.
"""

import math
import random
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

DEPTH: Final = 10
ROUNDS: Final = 10_000


def dcg(grades: Sequence[float]) -> float:
    """Discounted cumulated gain: the sum of grade / log2(rank + 1), the first rank being 1.

    Their equation 2 leaves the first two ranks undiscounted (grade / log2(rank) from the second on);
    adding 1 tells them apart.
    """
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def ndcg(ranked: Sequence[float], judged: Iterable[float], *, depth: int = DEPTH) -> float:
    """The gain of a ranking over the gain of the best one there could be, 0 to 1.

    `ranked` are the grades of what was found, in order; `judged` the grades of everything that was
    judged for the query. 0 where nothing was judged to be of use.
    """
    best = dcg(sorted(judged, reverse=True)[:depth])
    return dcg(ranked[:depth]) / best if best else 0.0


def recall(
    ranked: Sequence[Hashable], relevant: Collection[Hashable], *, depth: int = DEPTH
) -> float:
    """The share of `relevant`, of which at most `depth` can be wanted, among the first `depth`.

    Raises `ValueError` where nothing is relevant: there is no share of nothing.
    """
    if not relevant:
        raise ValueError("recall needs something that is relevant")
    found = sum(each in relevant for each in dict.fromkeys(ranked[:depth]))
    return found / min(depth, len(relevant))


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean difference of paired measures, and the bounds of its interval."""

    mean: float
    low: float
    high: float


def paired_difference(
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    seed: int,
    level: float = 0.95,
    rounds: int = ROUNDS,
) -> Difference:
    """How much better `ours` is than `theirs`, which has the same queries in the same order.

    Queries are drawn again with replacement, `rounds` times; the bounds are the quantiles of the
    means. Raises `ValueError` for lists that do not belong together.
    """
    gains = [mine - other for mine, other in zip(ours, theirs, strict=True)]
    if not gains:
        raise ValueError("a difference needs at least one pair")
    chance, count = random.Random(seed), len(gains)  # noqa: S311  (no secret)
    means = sorted(math.fsum(chance.choices(gains, k=count)) / count for _round in range(rounds))
    cut = (1 - level) / 2
    return Difference(
        math.fsum(gains) / count,
        means[math.floor(cut * (rounds - 1))],
        means[math.ceil((1 - cut) * (rounds - 1))],
    )
