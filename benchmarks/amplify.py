"""Make many documents out of a few real ones, for measuring only.

AMPLIFIED DATA: titles, hosts, subjects and languages are real; how they are combined, and all texts
beyond a title, levels, licences and days, are drawn by a seeded generator. Speed measured on it says
something about speed; nothing measured on it says anything about the quality of a search.

The input is JSON lines with `title`, `url`, `language`, `kind`, `subject` (a list) and `note`.
"""

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from armillary.search.documents import Document

DEFAULT_SOURCE = Path(__file__).parents[2] / "shared" / "data" / "free-programming-books.jsonl"
DEFAULT_SEED = 20261122
LEVELS = ("primary", "lower-secondary", "upper-secondary", "bachelor", "master")
LICENCES = ("cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc0-1.0", "mit", "gfdl-1.3")
AUDIENCES = ("learner", "teacher", "parent", "researcher")
REVIEWS = ("reviewed", "not-reviewed", "not-reviewed", "not-reviewed")
BODY_TITLES = 12  # about 60 to 80 words


@dataclass(frozen=True, slots=True)
class Row:
    """One real line of the source."""

    title: str
    host: str
    language: str
    type: str
    subjects: tuple[str, ...]
    note: str


def read_rows(source: Path) -> list[Row]:
    """The real rows; empty, with a line to standard error, where there is no such file."""
    if not source.is_file():
        sys.stderr.write(f"No amplification: {source} is not here. Give the path of such a file.\n")
        return []
    with source.open(encoding="utf-8") as lines:
        return [_row(json.loads(line)) for line in lines if line.strip()]


def _row(raw: dict[str, Any]) -> Row:
    return Row(
        title=raw["title"],
        host=urlsplit(raw["url"]).hostname or "unknown",
        language=raw["language"].lower().replace("_", "-"),
        type=re.sub(r"[^a-z]+", "-", raw["kind"].lower()).strip("-"),
        subjects=tuple(_slug(subject) for subject in raw.get("subject") or ()),
        note=raw.get("note") or "",
    )


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-") or "other"


def amplify(rows: list[Row], count: int, *, seed: int = DEFAULT_SEED) -> Iterator[Document]:
    """`count` documents with ids from 1; the same rows and seed give the same documents."""
    chance = random.Random(seed)
    by_language: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_language[row.language].append(row)
    for number in range(1, count + 1):
        row = chance.choice(rows)
        yield _document(number, row, by_language[row.language], chance)


def _document(number: int, row: Row, same: list[Row], chance: random.Random) -> Document:
    others = chance.choices(same, k=BODY_TITLES)
    return Document(
        id=number,
        titles={row.language: f"{row.title}: {others[0].title}"},
        bodies={row.language: ". ".join(f"{o.title} {o.note}".strip() for o in others[1:])},
        names=[row.note[:60]] if row.note else [],
        keywords=list(row.subjects),
        facets={
            "subject": list(row.subjects),
            "level": chance.sample(LEVELS, chance.randint(1, 2)),
            "type": [row.type],
            "language": [row.language],
            "licence": [chance.choice(LICENCES)],
            "audience": chance.sample(AUDIENCES, chance.randint(1, 2)),
            "source": [row.host],
            "review": [chance.choice(REVIEWS)],
        },
        day=chance.randint(15_000, 20_700),
        quality=round(chance.random(), 3),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("count", type=int, help="how many documents to write, as JSON lines")
    parser.add_argument("--source", type=Path, default=DEFAULT_SOURCE)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    asked = parser.parse_args()
    rows = read_rows(asked.source)
    for document in amplify(rows, asked.count, seed=asked.seed) if rows else ():
        sys.stdout.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
