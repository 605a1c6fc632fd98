"""Guess what nobody says of resources in the database: texts read, vocabularies compiled, guesses kept,
gaps filled.

Records are amplified from the 10,741 free programming books of ../shared/data (amplify.py: real titles,
hosts, subjects and languages, drawn together by a seed, descriptions of some 80 words). The UNESCO
Thesaurus is imported where it lies beside the checkout. The floor is the methods alone on the same material, without the database. Rates
are by processor time; vocabularies are compiled once, and told apart.

    python benchmarks/bench_guessing.py [--records 5000]
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

THESAURUS = Path(__file__).parents[2] / "shared" / "data" / "unesco-thesaurus.ttl"
AT_ONCE = 500


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=5_000)
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as home:
        os.environ["ARMILLARY_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.config.settings"
        import django

        django.setup()
        measure(records)


def measure(records: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    ids = stored(records)
    print(f"{records:,} records, seed 1, {platform.processor() or platform.machine()}, SQLite")
    of_vocabularies("own subjects only", ids)
    if not THESAURUS.exists():
        print(f"{THESAURUS} is not there; nothing was measured with it.")
        return
    from armillary.people.actors import OPERATOR
    from armillary.vocabularies.operations import import_scheme

    import_scheme(THESAURUS.read_bytes(), key="unesco", file_name="u.ttl", by=OPERATOR)
    of_vocabularies("with the UNESCO Thesaurus", ids)


def stored(records: int) -> list[int]:
    """Amplified resources, of which nothing but texts, names and addresses is known."""
    import amplify
    from armillary.catalogue.operations import Incoming, describe_resources
    from armillary.people.actors import SYSTEM
    from armillary.vocabularies.operations import load_shipped_schemes

    load_shipped_schemes(by=SYSTEM)
    incoming = [
        Incoming(None, {"titles": document.titles, "descriptions": document.bodies})
        for document in amplify.amplify(amplify.read_rows(amplify.DEFAULT_SOURCE), records, seed=1)
    ]
    outcomes = [
        outcome
        for start in range(0, records, AT_ONCE)
        for outcome in describe_resources(incoming[start : start + AT_ONCE], by=SYSTEM)
    ]
    return [outcome.resource_id for outcome in outcomes]


def of_vocabularies(name: str, ids: list[int]) -> None:
    from armillary.catalogue.models import Resource
    from armillary.harvest.guessing.guessers import Guesser
    from armillary.harvest.guessing.material import materials
    from armillary.harvest.models import Guesses
    from armillary.harvest.operations.guessing import guess_resources
    from armillary.people.actors import SYSTEM

    Guesses.objects.all().delete()
    compiling = timed(Guesser)
    guesser = Guesser()
    known = list(materials(list(Resource.objects.filter(pk__in=ids[:AT_ONCE]))).values())
    floor = timed(lambda: [guesser.guess(each) for each in known]) / len(known)
    first = timed(lambda: guess_resources(ids, by=SYSTEM, guesser=guesser)) / len(ids)
    again = timed(lambda: guess_resources(ids, by=SYSTEM, guesser=guesser)) / len(ids)
    print(f"{name}: vocabularies compiled in {compiling:.2f} s")
    print(f"  methods alone  {1 / floor:>8,.0f} records/s")
    print(
        f"  guessed, kept  {1 / first:>8,.0f} records/s, ratio {floor / first:.2f} of the methods"
    )
    print(f"  unchanged      {1 / again:>8,.0f} records/s")


if __name__ == "__main__":
    main()
