"""How fast OAI-PMH pages become statements, as a ratio to bare expat over the same bytes.

10,000 made-up oai_dc records of about 1.5 kB (seed 20261122) in pages of 100. Every pass parses
every page, keeps each record's own bytes and builds its statement, with the search for cycles off
for as long as a page takes, as a harvest does it; nothing is cached between passes but the pages
themselves, in memory. Measured twice: with an element a line, and without white space between them.
Processor time, best of fifteen passes each, in one process, all taking turns, so that a busy machine
slows all. Run: `python benchmarks/bench_oai_parsing.py`
"""

import argparse
import json
import os
import platform
import random
import time
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape

from armillary.core.memory import no_search_for_cycles
from armillary.formats.dublin_core import DublinCoreCollector
from armillary.formats.oai_pmh import parse_response

SEED = 20261122
RECORDS = 10_000
PER_PAGE = 100
ROUNDS = 15
TARGET = 0.2

_ROOT = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/'
    ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)
_LETTERS = {
    "en": "etaoinshrdlucm",
    "fr": "esaitnrulodécà",
    "ru": "оеаинтсрвлкмдп",
    "zh": "数学物理化生实验教材",
}


def words(draw: random.Random, count: int, language: str) -> str:
    """`count` made-up words in the letters of a language."""
    letters = _LETTERS[language]
    return " ".join("".join(draw.choices(letters, k=draw.randint(2, 9))) for _ in range(count))


def record(draw: random.Random, number: int, language: str) -> str:
    """One record with fourteen elements, about 1.5 kB."""
    values = [
        ("title", words(draw, 7, language)),
        ("creator", words(draw, 2, language)),
        ("creator", words(draw, 2, language)),
        ("subject", words(draw, 2, language)),
        ("subject", words(draw, 1, language)),
        ("subject", words(draw, 1, language) + " & " + words(draw, 1, language)),
        ("description", words(draw, 70 if language in ("en", "fr") else 36, language)),
        ("publisher", words(draw, 3, language)),
        ("date", f"{draw.randint(1990, 2026)}-05-03"),
        ("type", "Text"),
        ("identifier", f"https://example.org/resources/{number}"),
        ("identifier", f"oai:example.org:{number}"),
        ("language", language),
        ("rights", "https://creativecommons.org/licenses/by/4.0/"),
    ]
    elements = "\n".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in values)
    return (
        f"<record><header><identifier>oai:example.org:{number}</identifier>"
        "<datestamp>2026-05-03T08:30:00Z</datestamp><setSpec>stem</setSpec></header>"
        f"<metadata>{_ROOT}\n{elements}\n</oai_dc:dc></metadata></record>\n"
    )


def pages(records: int = RECORDS) -> list[bytes]:
    """The answers of a ListRecords harvest, the same ones every time."""
    draw = random.Random(SEED)
    made = [record(draw, number, draw.choice(list(_LETTERS))) for number in range(records)]
    return [
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            "<responseDate>2026-11-22T08:30:00Z</responseDate>"
            '<request verb="ListRecords" metadataPrefix="oai_dc">https://example.org/oai</request>'
            f"<ListRecords>{''.join(made[start : start + PER_PAGE])}"
            f"<resumptionToken>{start + PER_PAGE}</resumptionToken></ListRecords></OAI-PMH>"
        ).encode()
        for start in range(0, records, PER_PAGE)
    ]


def compact(body: bytes) -> bytes:
    """The page without white space between its elements."""
    return body.replace(b">\n<", b"><")


def bare(bodies: list[bytes]) -> None:
    """The floor: expat with no handler at all."""
    for body in bodies:
        expat.ParserCreate().Parse(body, True)


def statements(bodies: list[bytes]) -> None:
    """Protocol, verbatim bytes and statements."""
    collector = DublinCoreCollector()
    for body in bodies:
        with no_search_for_cycles():
            page = parse_response(body, reader=collector)
        if len(page.items) != PER_PAGE or any(item.value is None for item in page.items):
            raise SystemExit("A record was lost: the measurement means nothing.")


def seconds(work: Callable[[list[bytes]], None], bodies: list[bytes]) -> float:
    """Processor time of one pass."""
    start = time.process_time()
    work(bodies)
    return time.process_time() - start


def processor() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def measured() -> dict[str, float | int | str]:
    """All figures of one run."""
    spaced = pages()
    dense = [compact(body) for body in spaced]
    passes = [(bare, spaced), (statements, spaced), (bare, dense), (statements, dense)]
    rounds = [[seconds(*one) for one in passes] for _ in range(ROUNDS)]
    floor, ours, dense_floor, dense_ours = (min(column) for column in zip(*rounds, strict=True))
    size = sum(map(len, spaced))
    return {
        "records": RECORDS,
        "bytes_per_record": size // RECORDS,
        "seed": SEED,
        "best_of": ROUNDS,
        "hardware": f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        "bare_records_per_second": round(RECORDS / floor),
        "records_per_second": round(RECORDS / ours),
        "megabytes_per_second": round(size / ours / 1e6),
        "ratio": round(floor / ours, 3),
        "ratio_compact": round(dense_floor / dense_ours, 3),
        "target": TARGET,
    }


def main() -> None:
    """Print the figures, one a line, or as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true", help="print one JSON object")
    figures = measured()
    if options.parse_args().json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:>24}  {value}")
    slower = min(float(figures["ratio"]), float(figures["ratio_compact"]))
    print(f"{'verdict':>24}  {'met' if slower >= TARGET else 'MISSED'}")


if __name__ == "__main__":
    main()
