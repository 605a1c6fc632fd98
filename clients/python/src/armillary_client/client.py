"""A clearinghouse, as those see it who write programs."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from armillary_client import models
from armillary_client.errors import Unreachable
from armillary_client.reading import read
from armillary_client.transport import Transport, checked_site

T = TypeVar("T")
Values = str | Sequence[str]


@dataclass(slots=True)
class Harvest:
    """Everything that changed, page after page. `since`, for the next harvest, is known once the first
    entry was read; keep it when the last one was."""

    _page: Callable[[str], models.ChangePage]
    since: str = field(default="", init=False)

    def __iter__(self) -> Iterator[models.Change]:
        after: str | None = ""
        while after is not None:
            page = self._page(after)
            self.since = page.since
            yield from page.items
            after = page.next or None


class Armillary:
    """A site at an address. A token (`arm_…`) is needed only for what is not open to everybody.

    `patience` is how many seconds to wait altogether for one answer where the site asks to be asked
    later; `timeout` how many for it to say something."""

    def __init__(
        self, address: str, *, token: str = "", timeout: float = 30.0, patience: float = 60.0
    ) -> None:
        self._transport = Transport(
            checked_site(address), token=token, timeout=timeout, patience=patience
        )

    def search(
        self,
        text: str = "",
        *,
        sort: str = "relevance",
        across: bool = True,
        size: int = 20,
        after: str = "",
        **facets: Values,
    ) -> models.SearchPage:
        """A page of results. Facets are those of the site: `level="primary"`, `language=["en", "ar"]`."""
        asked = [("q", text), ("sort", sort), ("across", str(across).lower())]
        return self._found([*asked, *_chosen(facets)], size, after)

    def every(self, text: str = "", *, size: int = 100, **facets: Values) -> Iterator[models.Found]:
        """All that a search finds, however many pages that are."""
        after: str | None = ""
        while after is not None:
            page = self._found([("q", text), *_chosen(facets)], size, after)
            yield from page.items
            after = page.next or None

    def resource(self, public_id: str) -> models.Resource:
        return self._read(models.Resource, f"/resources/{quote(public_id, safe='')}")

    def rendition(self, public_id: str, kind: str) -> bytes:
        """A resource as a file: jsonld, amb.json, dc.xml, bib and others that the site has."""
        path = f"/resources/{quote(public_id, safe='')}.{quote(kind, safe='.')}"
        return self._transport.get(path, accept="*/*")

    def collections(self) -> list[models.CollectionSummary]:
        return self._read(models.CollectionList, "/collections").items

    def collection(self, slug: str) -> models.Collection:
        return self._read(models.Collection, f"/collections/{quote(slug, safe='')}")

    def changes(self, since: datetime | str | None = None, *, size: int = 100) -> Harvest:
        """Everything that changed since a moment, or was ever listed. `since` of one harvest is where
        the next one begins."""
        start = since.isoformat() if isinstance(since, datetime) else since

        def page(after: str) -> models.ChangePage:
            query = [("size", str(size))]
            query += [("after", after)] if after else [("since", start)] if start else []
            return self._read(models.ChangePage, "/changes", query)

        return Harvest(page)

    def suggest(self, *, title: str, address: str, language: str, **more: Any) -> models.Submission:
        """Suggest a resource to the curators. `more` is what else the site's form asks: `levels`,
        `subjects`, `licence`, `note` and others. It is sent once, whatever happens."""
        document = {"title": title, "address": address, "language": language, **more}
        return read(models.Submission, _json(self._transport.post(_path("/submissions"), document)))

    def suggestions(self) -> Iterator[models.Submission]:
        """What was suggested with this account, the latest first, and what became of it."""
        after: str | None = ""
        while after is not None:
            query = [("after", after)] if after else []
            page = self._read(models.SubmissionPage, "/submissions", query)
            yield from page.items
            after = page.next or None

    def _found(self, asked: Sequence[tuple[str, str]], size: int, after: str) -> models.SearchPage:
        place = [("after", after)] if after else []
        return self._read(models.SearchPage, "/resources", [*asked, ("size", str(size)), *place])

    def _read(self, kind: type[T], path: str, query: Sequence[tuple[str, str]] = ()) -> T:
        return read(kind, _json(self._transport.get(_path(path), query)))


def _path(path: str) -> str:
    return f"/api/v1{path}"


def _chosen(facets: Mapping[str, Values]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in facets.items()
        for value in ([values] if isinstance(values, str) else values)
    ]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise Unreachable("The answer is no JSON. Is this the address of a site?") from error
