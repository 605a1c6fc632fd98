"""The collection that is searched: the demonstration content and the shared records, put in through
the doors that everybody uses, and the documents that the index knows of them.

Django must be set up before this is imported, in a home folder of its own.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command

from armillary.catalogue.documents import build_documents
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import all_listed_ids
from armillary.cli.demonstration import load_demonstration
from armillary.core import tasks
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR
from armillary.search.documents import Document
from armillary.search.operations import drain_outbox
from armillary.search.queries import SearchRequest, find

SOURCES = {"books": "free-programming-books.jsonl", "nsdl": "nsdl_dc.json"}

Say = Callable[[str], object]


class Record(NamedTuple):
    """A listed resource. `languages` are base tags, empty where nobody said."""

    document: Document
    addresses: tuple[str, ...]
    languages: frozenset[str]


Collection = dict[int, Record]


def is_complete(data: Path) -> bool:
    return all((data / name).is_file() for name in SOURCES.values())


def fill(data: Path, *, say: Say) -> None:
    """Gather, check, compare, list and index everything, as a site does."""
    call_command("migrate", interactive=False, verbosity=0)
    drain_outbox()  # makes the empty index
    load_demonstration(say=say)
    for name, file in SOURCES.items():
        start = time.monotonic()
        source = add_source("table", (data / file).as_uri(), name, trusted=True, by=OPERATOR)
        run = run_source(source, by=OPERATOR)
        tasks.drain()
        drain_outbox()
        say(f"{name}: {run.counts['received']} received, {time.monotonic() - start:.0f} s")


def collection() -> Collection:
    """Everything that is listed, as the builder of documents makes it."""
    addresses = _addresses()
    documents = build_documents(list(all_listed_ids()))
    return {
        document.id: Record(document, addresses[document.id], _languages(document))
        for document in documents
    }


def search(text: str, *, language: str, size: int) -> list[int]:
    """What `find` answers to a reader of this language."""
    interface = "zh-hans" if language == "zh" else language
    return find(SearchRequest(text, size=size, ui_language=interface)).ids


def _addresses() -> dict[int, tuple[str, ...]]:
    """Resource → its addresses, those of resources that became its aliases included."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    rows = Resource.objects.order_by("pk").values_list("pk", "alias_of", "facts")
    for number, alias_of, facts in rows:
        found[alias_of or number] |= dict.fromkeys(facts.get("addresses", []))
    return defaultdict(tuple, {number: tuple(each) for number, each in found.items()})


def _languages(document: Document) -> frozenset[str]:
    stated = document.facets.get("language") or [*document.titles]
    return frozenset(tag.partition("-")[0].lower() for tag in stated) - {"und"}
