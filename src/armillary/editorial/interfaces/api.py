"""Pages and news over the API: what is published for everybody, drafts and decisions for those who write,
with the session of whoever is signed in. Both kinds have the same addresses below their name."""

from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.editorial import operations, queries, rules
from armillary.editorial.content import FURTHEST, Content, content_of
from armillary.editorial.enums import PieceKind, Place
from armillary.editorial.models import LONGEST_REASON
from armillary.editorial.reading import piece_facts, version_facts
from armillary.people.interfaces.requests import person_of

router = Router()

NAMES: Final = {PieceKind.PAGE: "pages", PieceKind.NEWS: "news"}
TEXT: Final = "Language tag → text."


class PieceQuery(Schema):
    """Which part of the list."""

    after: str = Field("", max_length=500, description="`next` of the page before.")
    size: int = Field(queries.PAGE, ge=1, le=queries.MOST)


class PieceOut(Schema):
    """A page or a news item as readers have it; what only the other kind has is left out."""

    name: str = Field(description="Its name in the address.")
    page: str = Field(description="Where readers find it.")
    title: dict[str, str] = Field(description=TEXT)
    summary: dict[str, str] = Field(description=TEXT)
    text: dict[str, str] = Field(description="Language tag → Markdown.")
    html: dict[str, str] = Field(description="Language tag → the text as HTML.")
    original: str = Field(description="Language that the others were translated from.")
    stale: list[str] = Field(description="Languages whose original has changed since.")
    place: Place | None = Field(None, description="Of a page: in the menu or the footer.")
    position: int | None = Field(None, description="Of a page: its place among the links.")
    starts: date | None = Field(None, description="Of a news item: its first day.")
    ends: date | None = Field(None, description="Of a news item: its last day.")
    version: int
    published: str | None


class PiecesOut(Schema):
    items: list[PieceOut]
    next: str | None


class VersionOut(PieceOut):
    """A version for those who write."""

    state: str
    made_by: str = Field(description="Id of the actor, as in the log.")
    changed: str
    reason: str = Field(description="Why it was taken from readers.")


class VersionsOut(Schema):
    revision: int = Field(description="Of the draft; 0 where there is none.")
    versions: list[VersionOut]


class DraftIn(Schema):
    """New words; an empty text takes its language away, what is not named stays. With `revision`, a
    draft that somebody changed meanwhile stays."""

    title: dict[str, str] = Field({}, description=TEXT)
    summary: dict[str, str] = Field({}, description=TEXT)
    text: dict[str, str] = Field({}, description="Language tag → Markdown.")
    place: Place | None = Field(None, description="Of a page.")
    position: int | None = Field(None, ge=0, le=FURTHEST, description="Of a page.")
    starts: date | None = Field(None, description="Of a news item; null takes it away.")
    ends: date | None = Field(None, description="Of a news item; null takes it away.")
    revision: int | None = Field(None, description="That of the draft that was read; 0: none.")

    def content(self, before: Content) -> Content:
        """Settings that are not named stay, too."""
        names = {"place": "place", "position": "position", "starts": "starts_on", "ends": "ends_on"}
        stated = {
            own: getattr(self, name) for name, own in names.items() if name in self.model_fields_set
        }
        sent = {"title": self.title, "summary": self.summary, "text": self.text}
        return before.rewritten(sent).settled(**stated)


class PublishIn(Schema):
    revision: int | None = Field(None, description="That of the draft that is meant.")


class ReasonIn(Schema):
    reason: str = Field(max_length=LONGEST_REASON, description="Told to readers at its address.")


def _add_reading(kind: PieceKind, name: str, tag: str, one: str) -> None:
    @router.get(
        f"/{name}",
        response=PiecesOut,
        exclude_unset=True,
        tags=[tag],
        operation_id=f"{name}_list",
        summary=f"{tag} for readers",
    )
    def list_them(request: HttpRequest, asked: Query[PieceQuery]) -> dict[str, Any]:
        page = queries.readable_page(kind, after=asked.after, size=asked.size)
        return {"items": [piece_facts(row) for row in page.rows], "next": page.after or None}

    @router.get(
        f"/{name}/{{key}}",
        response=PieceOut,
        exclude_unset=True,
        tags=[tag],
        operation_id=f"{name}_read",
        summary=f"{one} as readers have it",
    )
    def read(request: HttpRequest, key: str) -> dict[str, Any]:
        return piece_facts(queries.public_piece(kind, key))


def _add_versions(kind: PieceKind, name: str, tag: str, one: str) -> None:
    common: Any = {"response": VersionsOut, "exclude_unset": True, "auth": django_auth}
    here = f"/{name}/{{key}}"

    def versions(key: str) -> dict[str, Any]:
        rows = queries.versions_of(kind, key)
        revision = queries.revision_of(queries.draft_of(kind, key))
        return {"revision": revision, "versions": [version_facts(row) for row in rows]}

    @router.get(
        f"{here}/versions",
        tags=[tag],
        operation_id=f"{name}_versions",
        summary=f"{one}: draft and versions",
        **common,
    )
    def list_versions(request: HttpRequest, key: str) -> dict[str, Any]:
        require(rules.may_write(person_of(request)))
        return versions(key)

    @router.put(
        f"{here}/draft",
        tags=[tag],
        operation_id=f"{name}_draft",
        summary=f"{one}: write the draft",
        **common,
    )
    def save(request: HttpRequest, key: str, sent: DraftIn) -> dict[str, Any]:
        """Readers see it once it is published."""
        by = person_of(request)
        require(rules.may_write(by))
        known = queries.newest_of(kind, key) if queries.is_known(key, kind) else None
        content = sent.content(content_of(known))
        operations.save_draft(kind, key, content, seen=sent.revision, by=by)
        return versions(key)

    @router.delete(
        f"{here}/draft",
        response={204: None},
        auth=django_auth,
        tags=[tag],
        operation_id=f"{name}_discard",
        summary=f"{one}: discard the draft",
    )
    def discard(request: HttpRequest, key: str) -> Status[None]:
        operations.discard_draft(kind, key, by=person_of(request))
        return Status(204, None)

    @router.post(
        f"{here}/publish",
        tags=[tag],
        operation_id=f"{name}_publish",
        summary=f"{one}: publish the draft",
        **common,
    )
    def publish(request: HttpRequest, key: str, sent: PublishIn) -> dict[str, Any]:
        operations.publish_piece(kind, key, seen=sent.revision, by=person_of(request))
        return versions(key)

    @router.post(
        f"{here}/unpublish",
        tags=[tag],
        operation_id=f"{name}_unpublish",
        summary=f"{one}: take it from readers",
        **common,
    )
    def unpublish(request: HttpRequest, key: str, sent: ReasonIn) -> dict[str, Any]:
        operations.unpublish_piece(kind, key, reason=sent.reason, by=person_of(request))
        return versions(key)

    @router.post(
        f"{here}/versions/{{number}}/revert",
        tags=[tag],
        operation_id=f"{name}_revert",
        summary=f"{one}: make a draft of an earlier version",
        **common,
    )
    def revert(request: HttpRequest, key: str, number: int) -> dict[str, Any]:
        operations.revert_piece(kind, key, number, by=person_of(request))
        return versions(key)


for _kind, _tag, _one in (
    (PieceKind.PAGE, "Pages", "A page"),
    (PieceKind.NEWS, "News", "A news item"),
):
    _add_reading(_kind, NAMES[_kind], _tag, _one)
    _add_versions(_kind, NAMES[_kind], _tag, _one)
