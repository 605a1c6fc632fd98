"""Vocabularies over the API: what keys mean, in every language, and what stands above them."""

from itertools import islice

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from armillary.core.errors import InvalidInput
from armillary.core.paging import read_cursor, write_cursor
from armillary.vocabularies import queries
from armillary.vocabularies.table import Table, Term

router = Router(tags=["Vocabularies"])

LARGEST = 1_000


class SchemeSummary(Schema):
    """One vocabulary."""

    key: str = Field(description="Short name, as used in addresses.")
    uri: str = Field(description="The address that names the vocabulary.")
    title: dict[str, str] = Field(description="Language tag → title.")


class SchemeList(Schema):
    items: list[SchemeSummary]


class ConceptOut(Schema):
    """One term."""

    key: str = Field(description="The value that facets and descriptions use.")
    uri: str = Field(description="The address that names the term.")
    labels: dict[str, str] = Field(description="Language tag → preferred label.")
    broader: list[str] = Field(description="Keys of the terms right above.")
    narrower: list[str] = Field(description="Keys of the terms right below.")
    matches: dict[str, list[str]] = Field(
        description="SKOS relation → addresses of terms in other vocabularies."
    )


class SchemePage(SchemeSummary):
    """A vocabulary and a page of its terms, in its own order."""

    total: int = Field(description="How many terms the vocabulary has.")
    items: list[ConceptOut]
    next: str | None = Field(description="`after` of the next page; null on the last one.")


class Page(Schema):
    """Which page of the terms."""

    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(200, ge=1, le=LARGEST, description="Terms of a page.")


@router.get("/vocabularies", response=SchemeList, summary="All vocabularies")
def list_vocabularies(request: HttpRequest) -> SchemeList:
    items = [
        SchemeSummary(key=scheme.key, uri=scheme.uri, title=scheme.title.texts)
        for scheme in queries.schemes()
    ]
    return SchemeList(items=items)


@router.get("/vocabularies/{scheme}", response=SchemePage, summary="The terms of a vocabulary")
def read_vocabulary(request: HttpRequest, scheme: str, page: Query[Page]) -> SchemePage:
    table = queries.scheme_table(scheme)
    start = _start(table, page.after)
    terms = list(islice(table.terms.values(), start, start + page.size))
    has_more = start + len(terms) < len(table.terms)
    return SchemePage(
        key=table.key,
        uri=table.uri,
        title=table.title.texts,
        total=len(table.terms),
        items=[_concept(term) for term in terms],
        next=write_cursor(table.key, terms[-1].key, purpose="terms") if has_more else None,
    )


def _start(table: Table, after: str) -> int:
    """The place behind the term that the page before ended with."""
    if not after:
        return 0
    scheme, last = read_cursor(after, purpose="terms")
    keys = list(table.terms)
    if scheme != table.key or last not in table.terms:
        raise InvalidInput(_("This page address is damaged. Start again from the list."))
    return keys.index(last) + 1


def _concept(term: Term) -> ConceptOut:
    return ConceptOut(
        key=term.key,
        uri=term.uri,
        labels=term.label.texts,
        broader=list(term.broader),
        narrower=list(term.narrower),
        matches=term.matches,
    )
