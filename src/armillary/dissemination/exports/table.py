"""A resource as a row: the columns of every table that leaves the site.

For people, headings and terms are in their language; for machines, headings and terms are keys that
stay. A cell that a spreadsheet would take for a formula begins with an apostrophe instead.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Any, Final, Literal, TypeVar, cast, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from armillary.catalogue.models import Resource
from armillary.core.cleaning import UNSEEN
from armillary.core.errors import InvalidInput
from armillary.core.texts import TranslatedText
from armillary.dissemination import addresses
from armillary.formats.description import Description
from armillary.formats.values.licences import licence
from armillary.vocabularies.queries import label

Columns = Literal["names", "keys"]
COLUMNS: Final[tuple[Columns, ...]] = get_args(Columns)
FORMULA: Final = tuple("=+-@＝＋－＠\t\r")
BETWEEN: Final = "; "

Cell = str | int
T = TypeVar("T", str, list[str])


@dataclass(frozen=True, slots=True)
class Style:
    """In which language names are, and whether columns have names or keys."""

    language: str = "en"
    columns: Columns = "names"

    @property
    def is_named(self) -> bool:
        return self.columns == "names"


def columns_named(stated: str) -> Columns:
    """Raises `InvalidInput`."""
    for each in COLUMNS:
        if each == (stated or COLUMNS[0]):
            return each
    raise InvalidInput(_("Columns have: %(choices)s.") % {"choices": ", ".join(COLUMNS)})


Read = Callable[[Resource, Description, Style], Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is its heading for machines and never changes."""

    key: str
    name: Promise
    read: Read


def _terms(field: str, scheme: str) -> Read:
    def read(_resource: Resource, stated: Description, style: Style) -> str:
        keys: Iterable[str] = _stated(stated, field, [])
        if style.is_named:
            keys = (label(scheme, key, style.language) for key in keys)
        return _joined(keys)

    return read


def _several(field: str) -> Read:
    return lambda _resource, stated, _style: _joined(_stated(stated, field, []))


def _one(field: str) -> Read:
    return lambda _resource, stated, _style: _stated(stated, field, "")


def _stated(stated: Description, field: str, otherwise: T) -> T:
    """What is stated in a field of that kind."""
    found: T = cast("Mapping[str, Any]", stated).get(field, otherwise)
    return found


def _joined(texts: Iterable[str]) -> str:
    return BETWEEN.join(text.replace(";", ",") for text in texts)


def _read(texts: TranslatedText, style: Style) -> str:
    """For people in their language or the nearest, for machines as it was first written."""
    return texts.read(style.language if style.is_named else texts.original)


def _title(resource: Resource, _stated: Description, style: Style) -> str:
    return _read(resource.titles, style)


def _description(resource: Resource, _stated: Description, style: Style) -> str:
    return _read(resource.descriptions, style)


def _address(resource: Resource, _stated: Description, _style: Style) -> str:
    return resource.address


def _page(resource: Resource, _stated: Description, _style: Style) -> str:
    return addresses.landing(resource.public_id)


def _licence_name(_resource: Resource, stated: Description, style: Style) -> str:
    """Short, as in "CC BY 4.0"; empty where nobody stated one, or one that no list has."""
    address = stated.get("licence", "")
    terms = licence(address) if address else None
    if terms is None:
        return ""
    return label("licences", terms.key, style.language) if style.is_named else terms.key


def _creators(_resource: Resource, stated: Description, _style: Style) -> str:
    return _joined(agent["name"] for agent in stated.get("creators", ()))


def _publisher(_resource: Resource, stated: Description, _style: Style) -> str:
    return stated["publisher"]["name"] if "publisher" in stated else ""


def _minutes(_resource: Resource, stated: Description, _style: Style) -> Cell:
    return stated.get("minutes", "")


def _free(_resource: Resource, stated: Description, style: Style) -> str:
    if "free" not in stated:
        return ""
    if style.is_named:
        return _yes_or_no(stated["free"], style.language)
    return "yes" if stated["free"] else "no"


@cache
def _yes_or_no(is_so: bool, language: str) -> str:
    with override(language):
        return _("Yes") if is_so else _("No")


def _listed(resource: Resource, _stated: Description, _style: Style) -> str:
    return resource.listed_at.date().isoformat() if resource.listed_at else ""


def _changed(resource: Resource, _stated: Description, _style: Style) -> str:
    return resource.datestamp.date().isoformat()


def _unavailable(resource: Resource, _stated: Description, _style: Style) -> str:
    since = resource.unavailable_since
    return since.date().isoformat() if since else ""


TABLE: Final = (
    Column("id", gettext_lazy("Identifier"), lambda resource, _stated, _style: resource.public_id),
    Column("title", gettext_lazy("Title"), _title),
    Column("description", gettext_lazy("Description"), _description),
    Column("url", gettext_lazy("Address"), _address),
    Column("page", pgettext_lazy("column", "Page on this site"), _page),
    Column("licence", gettext_lazy("Licence"), _licence_name),
    Column("licence_url", pgettext_lazy("column", "Address of the licence"), _one("licence")),
    Column("subjects", gettext_lazy("Subjects"), _terms("subjects", "subjects")),
    Column("types", gettext_lazy("Types"), _terms("types", "types")),
    Column("levels", gettext_lazy("Levels"), _terms("levels", "levels")),
    Column("audiences", gettext_lazy("Audiences"), _terms("audiences", "audiences")),
    Column("languages", gettext_lazy("Languages"), _terms("languages", "languages")),
    Column("keywords", gettext_lazy("Keywords"), _several("keywords")),
    Column("creators", gettext_lazy("Authors"), _creators),
    Column("publisher", gettext_lazy("Publisher"), _publisher),
    Column("published", gettext_lazy("Published"), _one("published")),
    Column("minutes", gettext_lazy("Minutes"), _minutes),
    Column("free", gettext_lazy("Free of charge"), _free),
    Column("countries", gettext_lazy("Country of origin"), _terms("countries", "countries")),
    Column("accessibility", gettext_lazy("Accessibility"), _several("accessibility")),
    Column("listed", gettext_lazy("Listed"), _listed),
    Column("changed", gettext_lazy("Changed"), _changed),
    Column("unavailable_since", pgettext_lazy("column", "Not reachable since"), _unavailable),
)


def headings(style: Style) -> list[str]:
    if not style.is_named:
        return [column.key for column in TABLE]
    with override(style.language):
        return [str(column.name) for column in TABLE]


def cells(resource: Resource, style: Style) -> list[Cell]:
    """One row; texts are in one line, without signs that nobody sees."""
    stated = resource.stated
    return [_plain(column.read(resource, stated, style)) for column in TABLE]


def _plain(cell: Cell) -> Cell:
    """Most cells are so already, which is quicker to see than to make."""
    if isinstance(cell, int) or (cell.isascii() and cell.isprintable() and "  " not in cell):
        return cell.strip() if isinstance(cell, str) else cell
    return " ".join(UNSEEN.sub(" ", cell).split())


def unlike_a_formula(cell: Cell) -> Cell:
    """Spreadsheets run what begins like one, and some of it reaches out of the table."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def csv_line(values: Iterable[Cell]) -> bytes:
    """One line (RFC 4180) that is safe to open."""
    line = StringIO()
    csv.writer(line).writerow([unlike_a_formula(value) for value in values])
    return line.getvalue().encode()
