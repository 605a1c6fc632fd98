"""Vocabularies over the API: what keys mean, in every language, and what stands above them."""

from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.security import django_auth

from armillary.core.errors import InvalidInput
from armillary.core.paging import read_cursor, write_cursor
from armillary.people.interfaces.requests import person_of
from armillary.vocabularies import desk, operations, queries
from armillary.vocabularies.exporting import exported
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


class SchemeConceptOut(Schema):
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
    items: list[SchemeConceptOut]
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


def _concept(term: Term) -> SchemeConceptOut:
    return SchemeConceptOut(
        key=term.key,
        uri=term.uri,
        labels=term.label.texts,
        broader=list(term.broader),
        narrower=list(term.narrower),
        matches=term.matches,
    )


class NamesIn(Schema):
    """Names of a term. A language that is not mentioned stays as it is."""

    labels: dict[str, str] = Field(
        {}, description="Language tag → name; an empty one goes back to that of the file."
    )
    other_labels: dict[str, list[str]] = Field(
        {}, description="Language tag → further names, by which it is found."
    )


class NamesOut(Schema):
    """Names of a term as they are in force, and those that its file says."""

    scheme: str
    key: str
    labels: dict[str, str]
    other_labels: dict[str, list[str]]
    stated: dict[str, str] = Field(description="Language tag → name in the file.")
    used: int | None = Field(description="Listed resources with it; null where nobody counts.")


class Named(Schema):
    """Which term; a key may have any characters."""

    key: str = Field(max_length=200, description="Key of the term.")


@router.get("/vocabularies/{scheme}/term", response=NamesOut, summary="The names of a term")
def read_term(request: HttpRequest, scheme: str, named: Query[Named]) -> NamesOut:
    return _names(scheme, named.key)


@router.put(
    "/vocabularies/{scheme}/term",
    response=NamesOut,
    auth=django_auth,
    summary="Name a term",
)
def name_term(request: HttpRequest, scheme: str, named: Query[Named], names: NamesIn) -> NamesOut:
    """Names that are given here stay when the vocabulary is imported anew."""
    operations.name_concept(
        scheme, named.key, labels=names.labels, others=names.other_labels, by=person_of(request)
    )
    return _names(scheme, named.key)


@router.get(
    "/vocabularies/{scheme}/file.ttl",
    summary="A vocabulary as a SKOS file",
    openapi_extra={
        "responses": {200: {"content": {"text/turtle": {"schema": {"type": "string"}}}}}
    },
)
def download_vocabulary(request: HttpRequest, scheme: str) -> HttpResponse:
    found = queries.scheme_named(scheme)
    return HttpResponse(exported(found), content_type="text/turtle; charset=utf-8")


def _names(scheme: str, key: str) -> NamesOut:
    page = desk.concept_page(scheme, key, language="en")
    return NamesOut(
        scheme=scheme,
        key=key,
        labels=dict(page.names.label),
        other_labels={tag: list(names) for tag, names in page.names.others.items()},
        stated=dict(page.stated.label),
        used=page.used,
    )
