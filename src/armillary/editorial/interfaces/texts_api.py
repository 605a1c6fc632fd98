"""The translators' desk over the API, with the session of whoever is signed in."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.editorial.translating import queries
from armillary.editorial.translating.operations import translate_text
from armillary.editorial.translating.queries import TO_DO, TextState
from armillary.editorial.translating.tables import take_table, texts_csv
from armillary.people.interfaces.requests import person_of
from armillary.people.models import Person

router = Router(tags=["Translations"], auth=django_auth)

TABLE: Final = {"content": {"text/csv": {"schema": {"type": "string"}}}}


class TextsQuery(Schema):
    """Which texts."""

    language: str = Field(max_length=35, description="Tag of the language to translate into.")
    kind: str = Field("", max_length=40, description="collections, topics, pages or news.")
    state: list[TextState] = Field(list(TO_DO), description="missing, stale, current.")
    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(queries.PAGE, ge=1, le=queries.MOST)


class TableQuery(Schema):
    language: str = Field(max_length=35, description="Tag of the language to translate into.")
    state: list[TextState] = Field(list(TO_DO), description="missing, stale, current.")


class TextOut(Schema):
    """A text and how it stands in a language."""

    kind: str
    key: str = Field(description="Names it within its kind.")
    name: str
    part: str
    page: str
    language: str
    state: TextState
    original_language: str
    original: str
    seen: str = Field(description="Names the original as it is.")
    made_from: str = Field(description="The original as it was; empty where nobody knows.")
    text: str
    longest: int


class CountOut(Schema):
    kind: str
    missing: int
    stale: int
    current: int


class TextsOut(Schema):
    items: list[TextOut]
    counts: list[CountOut]
    next: str | None


class TranslationIn(Schema):
    """A translation; an empty text takes it away."""

    language: str = Field(max_length=35)
    text: str = Field(max_length=100_000)
    seen: str = Field("", max_length=40, description="That of the original that was translated.")


class TextProblemOut(Schema):
    line: int
    why: str


class TakenOut(Schema):
    saved: int
    same: int
    empty: int
    problems: list[TextProblemOut]


@router.get("/texts", response=TextsOut, summary="What is missing or out of date in a language")
def list_texts(request: HttpRequest, asked: Query[TextsQuery]) -> dict[str, Any]:
    page = queries.text_page(
        _translator(request),
        asked.language,
        states=asked.state,
        kind=asked.kind,
        after=asked.after,
        size=asked.size,
    )
    return {
        "items": [queries.row_facts(row) for row in page.rows],
        "counts": [queries.count_facts(count) for count in page.counts],
        "next": page.after or None,
    }


@router.get(
    "/texts.csv",
    summary="What is missing or out of date, as a table",
    openapi_extra={"responses": {200: TABLE}},
)
def export(request: HttpRequest, asked: Query[TableQuery]) -> HttpResponse:
    language = queries.checked_language(asked.language)
    rows = queries.text_rows(_translator(request), language)
    table = texts_csv(row for row in rows if row.state in asked.state)
    return HttpResponse(table, content_type="text/csv; charset=utf-8")


@router.post(
    "/texts.csv",
    response=TakenOut,
    summary="Save the translations of a table",
    openapi_extra={"requestBody": {"required": True, **TABLE}},
)
def take(request: HttpRequest) -> dict[str, Any]:
    """What cannot be used is named, the rest is saved."""
    return take_table(request.body, by=_translator(request)).as_json()


@router.put("/texts/{kind}/{path:key}", response=TextOut, summary="Translate a text")
def translate(request: HttpRequest, kind: str, key: str, sent: TranslationIn) -> dict[str, Any]:
    """Saved by the operation of its own context; pages and news wait in a draft."""
    by = _translator(request)
    translate_text(kind, key, sent.language, sent.text, seen=sent.seen, by=by)
    return queries.row_facts(queries.text_row(kind, key, sent.language, by))


def _translator(request: HttpRequest) -> Person:
    by = person_of(request)
    require(queries.may_translate_any(by))
    return by
