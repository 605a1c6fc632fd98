"""Pages and news over the API: what is published for everybody, drafts and decisions for those who write,
with the session of whoever is signed in. Both kinds have the same addresses below their name."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from armillary.core.errors import require
from armillary.core.stated import Day, Whole
from armillary.editorial import operations, queries, rules
from armillary.editorial.content import FURTHEST, Content, content_of
from armillary.editorial.documents import DAYS
from armillary.editorial.enums import PieceKind, Place
from armillary.editorial.models import LONGEST_REASON
from armillary.editorial.reading import piece_facts, version_facts
from armillary.people.interfaces.requests import person_of

router = Router()

TEXT: Final = "Language tag → text."
SETTINGS: Final = ("place", "position")


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
    revision: int = Field(description="Of the newest version, draft or not.")
    versions: list[VersionOut]


class DraftIn(Schema):
    """New words; an empty text takes its language away, what is not named stays. With `revision`,
    what somebody wrote meanwhile stays, too."""

    title: dict[str, str] = Field({}, description=TEXT)
    summary: dict[str, str] = Field({}, description=TEXT)
    text: dict[str, str] = Field({}, description="Language tag → Markdown.")
    place: Place | None = Field(None, description="Of a page.")
    position: Whole | None = Field(None, ge=0, le=FURTHEST, description="Of a page.")
    starts: Day | None = Field(None, description="Of a news item; null takes it away.")
    ends: Day | None = Field(None, description="Of a news item; null takes it away.")
    revision: Whole | None = Field(
        None, description="That which was read; 0: there was no such name."
    )

    def content(self, before: Content) -> Content:
        """Settings that are not named stay, too, and so do a place and a position that are null."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        stated = {own: given[name] for name, own in DAYS.items() if name in given}
        stated |= {name: given[name] for name in SETTINGS if given.get(name) is not None}
        sent = {"title": self.title, "summary": self.summary, "text": self.text}
        return before.rewritten(sent).settled(**stated)


class PublishIn(Schema):
    revision: Whole | None = Field(None, description="That of the draft that is meant.")


class ReasonIn(Schema):
    reason: str = Field(max_length=LONGEST_REASON, description="Told to readers at its address.")


PUBLIC: Final[dict[str, Any]] = {"response": PieceOut, "exclude_unset": True}
OWN: Final[dict[str, Any]] = {
    "response": VersionsOut, "exclude_unset": True, "auth": django_auth
}  # fmt: skip
NOTHING: Final[dict[str, Any]] = {"response": {204: None}, "auth": django_auth}


class PieceRoutes:
    """The addresses of one kind."""

    def __init__(self, kind: PieceKind, name: str, tag: str) -> None:
        self.kind, self.name, self.tag = kind, name, tag

    def add(self) -> None:
        here = f"/{self.name}/{{key}}"
        all_of_them = {**PUBLIC, "response": PiecesOut}
        for method, path, view, said, more in (
            ("GET", f"/{self.name}", self.list_them, "all of them", all_of_them),
            ("GET", here, self.read, "as readers have it", PUBLIC),
            ("GET", f"{here}/versions", self.versions, "draft and versions", OWN),
            ("PUT", f"{here}/draft", self.save, "write the draft", OWN),
            ("DELETE", f"{here}/draft", self.discard, "discard the draft", NOTHING),
            ("POST", f"{here}/publish", self.publish, "publish the draft", OWN),
            ("POST", f"{here}/unpublish", self.unpublish, "take it from readers", OWN),
            ("POST", f"{here}/versions/{{number}}/revert", self.revert, "take up a version", OWN),
        ):
            router.add_api_operation(
                path,
                [method],
                _as_function(view),
                tags=[self.tag],
                operation_id=f"{self.name}_{view.__name__}",
                summary=f"{self.tag}: {said}",
                **more,
            )

    def list_them(self, request: HttpRequest, asked: Query[PieceQuery]) -> dict[str, Any]:
        page = queries.readable_page(self.kind, after=asked.after, size=asked.size)
        return {"items": [piece_facts(row) for row in page.rows], "next": page.after or None}

    def read(self, request: HttpRequest, key: str) -> dict[str, Any]:
        return piece_facts(queries.public_piece(self.kind, key))

    def versions(self, request: HttpRequest, key: str) -> dict[str, Any]:
        require(rules.may_write(person_of(request)))
        return self._versions(key)

    def save(self, request: HttpRequest, key: str, sent: DraftIn) -> dict[str, Any]:
        """Readers see it once it is published."""
        by = person_of(request)
        require(rules.may_write(by))
        known = queries.newest_or_none(self.kind, key)
        seen = queries.revision_of(known) if sent.revision is None else sent.revision
        operations.save_draft(self.kind, key, sent.content(content_of(known)), seen=seen, by=by)
        return self._versions(key)

    def discard(self, request: HttpRequest, key: str) -> Status[None]:
        operations.discard_draft(self.kind, key, by=person_of(request))
        return Status(204, None)

    def publish(self, request: HttpRequest, key: str, sent: PublishIn) -> dict[str, Any]:
        operations.publish_piece(self.kind, key, seen=sent.revision, by=person_of(request))
        return self._versions(key)

    def unpublish(self, request: HttpRequest, key: str, sent: ReasonIn) -> dict[str, Any]:
        """Readers who come to its address are told the reason."""
        operations.unpublish_piece(self.kind, key, reason=sent.reason, by=person_of(request))
        return self._versions(key)

    def revert(self, request: HttpRequest, key: str, number: int) -> dict[str, Any]:
        operations.revert_piece(self.kind, key, number, by=person_of(request))
        return self._versions(key)

    def _versions(self, key: str) -> dict[str, Any]:
        rows = queries.versions_of(self.kind, key)
        facts = [version_facts(row) for row in rows]
        return {"revision": queries.revision_of(rows[0]), "versions": facts}


def _as_function(view: Callable[..., Any]) -> Callable[..., Any]:
    """The framework writes its notes on views, which a method does not take."""

    @wraps(view)
    def called(*given: Any, **named: Any) -> Any:
        return view(*given, **named)

    return called


PieceRoutes(PieceKind.PAGE, "pages", "Pages").add()
PieceRoutes(PieceKind.NEWS, "news", "News").add()
