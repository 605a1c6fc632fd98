"""What is judged for a need: everything that one of several systems finds among its first for one of
the queries with it.

Beside the baseline and the search as it is: words as they are in any field, titles alone, and the
query in five other languages among the documents in those languages, so that what the search cannot
reach yet is judged too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ranking.baseline import NEUTRAL, TITLES, Baseline
from ranking.collection import Collection, search
from ranking.judged import Asked

DEEP = 15
SHALLOW = 10
TRANSLATED = 8
IN_ENGLISH = 12  # in which nearly half of all records are


def pools(
    asked: Iterable[Asked], translated: dict[str, dict[str, str]], baseline: Baseline
) -> dict[str, list[int]]:
    """Need → ids of records to be judged, in an order that does not tell who found them."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for each in asked:
        found[each.need] |= pool(each, translated[each.id], baseline)
    return {need: sorted(numbers) for need, numbers in found.items()}


def pool(asked: Asked, translated: dict[str, str], baseline: Baseline) -> set[int]:
    """What one query brings."""
    found = {
        *baseline.search(asked.text, size=DEEP),
        *search(asked.text, language=asked.language, size=DEEP),
        *baseline.search(asked.text, size=SHALLOW, fields=NEUTRAL),
        *baseline.search(asked.text, size=SHALLOW, fields=TITLES),
    }
    for language, text in translated.items():
        size = IN_ENGLISH if language == "en" else TRANSLATED
        found.update(baseline.search(text, size=size, spoken=language))
    return found


def unjudged(
    numbers: list[int], collection: Collection, known: dict[str, int]
) -> Iterator[dict[str, object]]:
    """The records of a pool without a judgement, as a judge reads them."""
    for number in numbers:
        record = collection[number]
        if known.keys().isdisjoint(record.addresses):
            document = record.document
            yield {
                "address": record.addresses[0] if record.addresses else "",
                "languages": sorted(record.languages),
                "titles": document.titles,
                "bodies": document.bodies,
                "names": document.names,
                "keywords": document.keywords,
            }
