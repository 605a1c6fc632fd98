"""Load the demonstration content as a user would: add sources, run them, say what a classroom needs,
gather collections, write for readers.

Everything comes from files that the project ships; no request leaves the machine. Doing it again
changes nothing that has not changed.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import armillary
from armillary.catalogue import operations as catalogue
from armillary.catalogue.models import Resource
from armillary.catalogue.provenance import locked_fields
from armillary.catalogue.queries import collection_on_desk, resources_by_key
from armillary.catalogue.topics.operations import introduce_topic
from armillary.catalogue.topics.queries import topic_of
from armillary.core import tasks
from armillary.core.texts import TranslatedText
from armillary.dissemination.packs.making import make_release
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.operations import add_pack, budget_of, publish_pack
from armillary.dissemination.searches.arrivals import note_arrivals
from armillary.editorial.documents import save_document
from armillary.editorial.enums import PieceKind
from armillary.editorial.queries import is_known
from armillary.formats.values.identifiers import keys_of
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


class Shipped(NamedTuple):
    """A source; files in `folder` stand in for its site."""

    name: str
    title: str
    kind: str
    address: str
    folder: str


SOURCES = (
    Shipped(
        "ministry-table",
        "Ministry table (demonstration)",
        "table",
        f"{SITE}/table/resources.csv",
        "demo/table",
    ),
    Shipped(
        "open-repository",
        "Open repository (demonstration)",
        "oai",
        f"{SITE}/oai/static-repository.xml",
        "demo/oai",
    ),
    Shipped(
        "institute-pages",
        "Institute pages (demonstration)",
        "sitemap",
        f"{SITE}/pages/sitemap.xml",
        "demo/pages",
    ),
)


def load_demonstration(*, say: Say) -> None:
    """Gather, check, list, index, and put collections together."""
    load_shipped_rubrics(by=OPERATOR)
    for shipped in SOURCES:
        say(_told(_gathered(shipped)))
        tasks.drain()  # what one source brought is listed before the next may bring it again
    drain_outbox()
    say_what_classrooms_need()
    for document in json.loads((FOLDER / "collections.json").read_text(encoding="utf-8")):
        catalogue.gather_collection(document, by=OPERATOR)
    for document in json.loads((FOLDER / "topics.json").read_text(encoding="utf-8")):
        topic = topic_of(document["subject"], document.get("level", ""))
        introduce_topic(topic, TranslatedText.written(document["introduction"]), by=OPERATOR)
    write_for_readers()
    tasks.drain()
    drain_outbox()
    pack_for_schools()
    note_arrivals(by=OPERATOR)  # so that whoever saves a search now is not told of all this
    total = find(SearchRequest(text="", filters={}, size=1, ui_language="en")).total
    say(f"{total} resources can be found.")


def _gathered(shipped: Shipped) -> Run:
    source = Source.objects.filter(name=shipped.name).first() or _added(shipped)
    return harvest.run_source(source, by=OPERATOR, full=True)


def _added(shipped: Shipped) -> Source:
    return harvest.add_source(
        shipped.kind,
        shipped.address,
        shipped.name,
        title=shipped.title,
        trusted=True,
        options={"served_from": shipped.folder},
        by=OPERATOR,
    )


def write_for_readers() -> None:
    """What an institute says of itself, and its news. What somebody has written meanwhile stays."""
    documents = json.loads((FOLDER / "editorial.json").read_text(encoding="utf-8"))
    for name, kind in (("pages", PieceKind.PAGE), ("news", PieceKind.NEWS)):
        for document in documents[name]:
            if not is_known(document["name"]):
                save_document(kind, document, by=OPERATOR, publish=True)


def pack_for_schools() -> None:
    """Packs of cards, for which nobody is asked anything. What somebody has changed meanwhile stays."""
    for document in json.loads((FOLDER / "packs.json").read_text(encoding="utf-8")):
        pack = Pack.objects.filter(slug=document["name"]).first() or _packed(document)
        if pack.is_published and not pack.copies:
            make_release(pack, by=OPERATOR)


def _packed(document: dict[str, str]) -> Pack:
    pack = add_pack(
        document["title"],
        collection=collection_on_desk(document["collection"]),
        language=document["language"],
        budget=budget_of("700 MB"),
        copies=False,
        slug=document["name"],
        by=OPERATOR,
    )
    publish_pack(pack, by=OPERATOR)
    return pack


def say_what_classrooms_need() -> None:
    """As a curator does at the desk. What somebody has settled already stays."""
    wanted = json.loads((FOLDER / "classroom.json").read_text(encoding="utf-8"))
    for address, said in wanted.items():
        for number in set(resources_by_key(keys_of(address)).values()):
            resource = Resource.objects.get(pk=number)
            settled = locked_fields(resource.provenance)
            if changes := {name: said[name] for name in said.keys() - settled}:
                catalogue.edit_resource(resource, changes=changes, by=OPERATOR)  # type: ignore[arg-type]


def _told(run: Run) -> str:
    counts = receipt(run)
    shown = ", ".join(
        f"{counts[key]} {key}"
        for key in ("received", "created", "updated", "unchanged", "deleted", "rejected")
        if counts[key]
    )
    ending = "" if run.state == RunState.FINISHED else f" ({run.state})"
    return f"{run.source.name}: {shown}{ending}"
