"""Write a table as a data set that programs for machine learning load (MLCommons Croissant 1.0).

The document is schema.org, too, which is what search engines for data sets read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

# As section "Context" of the specification has it, with which readers compare it.
CONTEXT: Final[Json] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
CONFORMS_TO: Final = "http://mlcommons.org/croissant/1.0"
TABLE: Final = "catalogue.csv"  # ids within the document
RECORDS: Final = "resources"


@dataclass(frozen=True, slots=True)
class Field:
    """A column; `kind` is Text, Integer, Date or URL."""

    name: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file; `media_type` is what is inside, should it be packed. `columns` are those of the table,
    and none of any other file."""

    address: str
    name: str
    media_type: str
    size: int
    sha256: str
    columns: Sequence[Field] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What a data set says of itself; `day` is a date, `cited` how it wants to be cited."""

    address: str
    name: str
    text: str
    licence: str
    day: str
    publisher: str
    home: str
    cited: str
    keywords: Sequence[str]
    languages: Sequence[str]


def write_croissant(found: Published, files: Sequence[TableFile]) -> Json:
    """Answer the description; the first of `files` that has columns is what records are made of."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": found.name,
        "description": found.text,
        "url": found.address,
        "license": found.licence,
        "version": _version(found.day),
        "datePublished": found.day,
        "citeAs": found.cited,
        "isAccessibleForFree": True,
        "isLiveDataset": True,
        "keywords": list(found.keywords),
        "inLanguage": list(found.languages),
        "creator": {"@type": "sc:Organization", "name": found.publisher, "url": found.home},
        "distribution": [_file(each) for each in files],
        "recordSet": [_records(each) for each in files if each.columns],
    }


def _version(day: str) -> str:
    """The day as major, minor and patch, which have no leading noughts (semver.org, 2.0.0, item 2)."""
    return ".".join(str(int(part)) for part in day.split("-"))


def _file(each: TableFile) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": TABLE if each.columns else each.name,
        "name": each.name,
        "contentUrl": each.address,
        "contentSize": f"{each.size} B",
        "encodingFormat": each.media_type,
        "sha256": each.sha256,
    }


def _records(each: TableFile) -> Json:
    return {
        "@type": "cr:RecordSet",
        "@id": RECORDS,
        "name": RECORDS,
        "key": {"@id": f"{RECORDS}/{each.columns[0].name}"},
        "field": list(_fields(each.columns)),
    }


def _fields(columns: Iterable[Field]) -> Iterable[Json]:
    for column in columns:
        yield {
            "@type": "cr:Field",
            "@id": f"{RECORDS}/{column.name}",
            "name": column.name,
            "description": column.text,
            "dataType": f"sc:{column.kind}",
            "source": {"fileObject": {"@id": TABLE}, "extract": {"column": column.name}},
        }
