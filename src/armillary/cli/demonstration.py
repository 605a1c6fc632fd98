"""Load the demonstration content as a user would: add sources, run them, gather collections.

Everything comes from files that the project ships; no request leaves the machine. Doing it again
changes nothing that has not changed.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import armillary
from armillary.catalogue import operations as catalogue
from armillary.catalogue.models import Collection
from armillary.catalogue.queries import rows_in_order
from armillary.core import tasks
from armillary.core.texts import TranslatedText
from armillary.harvest import operations as harvest
from armillary.harvest.enums import RunState
from armillary.harvest.models import Run, Source
from armillary.harvest.queries import receipt
from armillary.people.actors import OPERATOR
from armillary.review.operations import load_shipped_rubrics
from armillary.search.operations import drain_outbox
from armillary.search.queries import SearchRequest, find

Say = Callable[[str], object]

FOLDER = Path(armillary.__file__).parent / "demo"
SITE = "https://demo.armillary.invalid"  # a name that no resolver knows
SOURCES = (
    # name, kind, address, the folder that stands in for the site
    ("ministry-table", "table", f"{SITE}/table/resources.csv", "demo/table"),
    ("open-repository", "oai", f"{SITE}/oai/static-repository.xml", "demo/oai"),
    ("institute-pages", "sitemap", f"{SITE}/pages/sitemap.xml", "demo/pages"),
)
LARGEST_COLLECTION = 12


def load_demonstration(*, say: Say) -> None:
    """Gather, check, list, index, and put collections together."""
    load_shipped_rubrics(by=OPERATOR)
    for name, kind, address, folder in SOURCES:
        say(_told(_gathered(name, kind, address, folder)))
    tasks.drain()
    drain_outbox()
    for document in json.loads((FOLDER / "collections.json").read_text(encoding="utf-8")):
        _collect(document)
    tasks.drain()
    drain_outbox()
    total = find(SearchRequest(text="", filters={}, size=1, ui_language="en")).total
    say(f"{total} resources can be found.")


def _gathered(name: str, kind: str, address: str, folder: str) -> Run:
    source = Source.objects.filter(name=name).first() or harvest.add_source(
        kind, address, name, trusted=True, options={"served_from": folder}, by=OPERATOR
    )
    return harvest.run_source(source, by=OPERATOR, full=True)


def _told(run: Run) -> str:
    counts = receipt(run)
    shown = ", ".join(
        f"{counts[key]} {key}"
        for key in ("received", "created", "updated", "unchanged", "deleted", "rejected")
        if counts[key]
    )
    ending = "" if run.state == RunState.FINISHED else f" ({run.state})"
    return f"{run.source.name}: {shown}{ending}"


def _collect(document: dict[str, Any]) -> None:
    """A collection with what a search finds for it, unless it is there already."""
    if Collection.objects.filter(slug=document["slug"]).exists():
        return
    collection = catalogue.create_collection(
        document["slug"],
        title=TranslatedText.written(document["title"]),
        introduction=TranslatedText.written(document["introduction"]),
        by=OPERATOR,
    )
    request = SearchRequest(
        text="", filters=document["filters"], size=LARGEST_COLLECTION, ui_language="en"
    )
    for resource in rows_in_order(find(request).ids):
        catalogue.add_to_collection(collection, resource, by=OPERATOR)
    catalogue.publish_collection(collection, by=OPERATOR)
