"""What the dumps are, for catalogues of data (DCAT) and programs that load tables (Croissant)."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.dumps.making import CSV
from armillary.dissemination.dumps.queries import Dump, DumpFile
from armillary.dissemination.exports.kinds import kind_named
from armillary.dissemination.exports.table import TABLE
from armillary.formats.croissant import Field, Published, TableFile, write_croissant
from armillary.formats.dcat import DataSet, Distribution, Service, write_dcat

GZIP: Final = "application/gzip"
KEYWORDS: Final = (
    "STEM education",
    "open educational resources",
    "learning resources",
    "educational metadata",
)
# What is in a column, for whoever reads only this; in English, as the description is.
MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "id": ("Public identifier of the resource on this site.", "Text"),
    "title": ("Title, in the language in which it was first written.", "Text"),
    "description": ("What it is, in the language in which that was first written.", "Text"),
    "url": ("Where the resource is.", "URL"),
    "page": ("The page of the resource on this site, which names it.", "URL"),
    "licence": ("Short key of the licence of the resource; empty where nobody stated one.", "Text"),
    "licence_url": ("Address of the licence of the resource.", "URL"),
    "subjects": ("Keys of subjects, with semicolons between.", "Text"),
    "types": ("Keys of types of resource, with semicolons between.", "Text"),
    "levels": ("Keys of levels of education, with semicolons between.", "Text"),
    "audiences": ("Keys of audiences, with semicolons between.", "Text"),
    "languages": ("BCP 47 tags of languages, with semicolons between.", "Text"),
    "keywords": ("Keywords as they were stated, with semicolons between.", "Text"),
    "creators": ("Names of authors, with semicolons between.", "Text"),
    "publisher": ("Name of the publisher.", "Text"),
    "published": ("When it was published: a year, a month or a day.", "Text"),
    "minutes": ("How long it takes, in minutes.", "Integer"),
    "free": ("Whether it is free of charge: yes, no or unknown.", "Text"),
    "countries": ("ISO 3166-1 codes of the countries of origin, with semicolons between.", "Text"),
    "accessibility": ("schema.org accessibilityFeature terms, with semicolons between.", "Text"),
    "listed": ("The day on which this site listed it.", "Date"),
    "changed": ("The day of its last change.", "Date"),
    "unavailable_since": ("Since when a machine could not open it; empty while it can.", "Text"),
}


def page_address() -> str:
    """The page of the data set, which also names it."""
    return addresses.site("/dataset/")


def file_address(name: str) -> str:
    return addresses.site(f"/dataset/files/{name}")


def title() -> str:
    return _("The catalogue of %(site)s as data") % {"site": addresses.SITE_NAME}


def text() -> str:
    return _(
        "Descriptions of resources for science, technology, engineering and mathematics education: what "
        "they are, for whom, in which language, under which licence, and where. The resources themselves "
        "are not in it; each has a licence of its own."
    )


def dcat(dump: Dump | None) -> dict[str, Any]:
    """The catalogue; before the first dump with its services and without files."""
    return write_dcat(
        DataSet(
            identifier=page_address(),
            titles=_in_every_language(title),
            texts=_in_every_language(text),
            publisher=addresses.SITE_NAME,
            home=addresses.site("/"),
            licence=dump.licence if dump else settings.METADATA_LICENCE,
            made=dump.made.isoformat() if dump else "",
            distributions=[_distribution(each) for each in dump.files] if dump else [],
            services=[
                Service(addresses.site("/oai"), "OAI-PMH", addresses.site("/oai?verb=Identify")),
                Service(addresses.site("/api/v1/"), "REST", addresses.site("/api/v1/openapi.json")),
            ],
        )
    )


def _in_every_language(read: Callable[[], str]) -> dict[str, str]:
    found = {}
    for tag in INTERFACE_LANGUAGES:
        with override(tag):
            found[tag] = read()
    return found


def _distribution(each: DumpFile) -> Distribution:
    kind = kind_named(each.kind)
    return Distribution(
        address=file_address(each.name),
        title=f"{kind.name} (gzip)",
        media_type=kind.media_type,
        packed=GZIP,
        size=each.size,
        sha256=each.sha256,
    )


def croissant(dump: Dump) -> dict[str, Any]:
    """Its records are the rows of the table."""
    day = f"{dump.made:%Y-%m-%d}"
    with override("en"):
        name, words = title(), text()
    return write_croissant(
        Published(
            address=page_address(),
            name=name,
            text=f"{words} As of {dump.made:%Y-%m-%d %H:%M} UTC; {dump.resources} resources.",
            licence=dump.licence,
            day=day,
            publisher=addresses.SITE_NAME,
            home=addresses.site("/"),
            cited=f"{addresses.SITE_NAME} ({dump.made:%Y}). {name} ({day}). {page_address()}",
            keywords=KEYWORDS,
            languages=["en"],
        ),
        [_table_file(each) for each in sorted(dump.files, key=lambda each: each.kind != CSV)],
    )


def _table_file(each: DumpFile) -> TableFile:
    return TableFile(
        address=file_address(each.name),
        name=each.name,
        media_type=kind_named(each.kind).media_type,
        size=each.size,
        sha256=each.sha256,
        columns=[Field(column.key, *MEANINGS[column.key]) for column in TABLE]
        if each.kind == CSV
        else [],
    )
