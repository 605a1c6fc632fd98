"""The collection that is searched: the demonstration content and the shared records, put in through
the doors that everybody uses, and the documents that the index knows of them.

Django must be set up before this is imported, in a home folder of its own.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command

from armillary.catalogue.documents import build_documents
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import all_listed_ids
from armillary.catalogue.works.queries import editions_together
from armillary.cli.demonstration import load_demonstration
from armillary.core import tasks
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR
from armillary.search.documents import Document
from armillary.search.operations import drain_outbox
from armillary.search.queries import SearchRequest, find
from armillary.vocabularies.queries import labels

NAMED = {"subject": "subjects", "type": "types"}  # facet → the vocabulary of its values
SOURCES = {"books": "free-programming-books.jsonl", "nsdl": "nsdl_dc.json"}

Say = Callable[[str], object]


class Record(NamedTuple):
    """A listed resource, or the editions of a work that are found as one. `addresses` are those of all
    of them and of what was merged into one; `languages` are base tags, empty where nobody said."""

    document: Document
    addresses: tuple[str, ...]
    languages: frozenset[str]

    @property
    def with_names(self) -> Document:
        """The document with what its subjects and kinds are called in every language among its
        keywords, for a search that does not look up concepts."""
        facets = self.document.facets
        keys = [(scheme, key) for facet, scheme in NAMED.items() for key in facets.get(facet, [])]
        names = [name for scheme, key in keys for name in labels(scheme, key).values()]
        keywords = dict.fromkeys([*self.document.keywords, *names])
        return replace(self.document, keywords=list(keywords))


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
    addresses, ids = _addresses(), list(all_listed_ids())
    together = editions_together(ids)
    found: Collection = {}
    for document in build_documents(ids):
        editions = [row.resource.pk for row in together.get(document.id, ())] or [document.id]
        mine = [address for number in editions for address in addresses[number]]
        found[document.id] = Record(document, tuple(dict.fromkeys(mine)), _languages(document))
    return found


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
