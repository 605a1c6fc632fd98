"""The address of a search: words, order and filters. Every filter, order and page is an address, so
that all of it works without a script and can be kept and shared."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote_plus, urlencode, urlsplit

Selected = Mapping[str, Sequence[str]]

DEFAULT_SORT = "relevance"
MAP = "map"
WEB = frozenset({"http", "https"})


class SearchAddress:
    """One search, from which its neighbours are made: one filter more or less, the next page."""

    def __init__(
        self,
        path: str,
        *,
        text: str = "",
        sort: str = DEFAULT_SORT,
        selected: Selected | None = None,
        across: bool = True,
        view: str = "",
    ) -> None:
        self._path = path
        self._text = text
        self._sort = sort
        self._across = across
        self._view = view
        self._filters = [(name, v) for name, values in (selected or {}).items() for v in values]
        self._chosen = frozenset(self._filters)
        self._start = self._with(self._filters)  # a page has a hundred neighbours: encode it once
        self._joint = "&" if "?" in self._start else "?"

    def __str__(self) -> str:
        return self._start

    def toggled(self, name: str, value: str) -> str:
        """With one filter value added, or taken off if it is in force."""
        if (name, value) in self._chosen:
            return self._with([pair for pair in self._filters if pair != (name, value)])
        return f"{self._start}{self._joint}{name}={_encoded(value)}"

    def with_only(self, name: str, value: str) -> str:
        """The list of results with this value alone of its facet."""
        return str(self.narrowed(name, value))

    def widened(self, name: str) -> "SearchAddress":
        """The same search as a list, with nothing chosen of this facet."""
        return self._choosing([pair for pair in self._filters if pair[0] != name])

    def narrowed(self, name: str, value: str) -> "SearchAddress":
        """The same search as a list, with this value alone of its facet."""
        others = [pair for pair in self._filters if pair[0] != name]
        return self._choosing([*others, (name, value)])

    def _choosing(self, filters: Sequence[tuple[str, str]]) -> "SearchAddress":
        chosen: dict[str, list[str]] = {}
        for name, value in filters:
            chosen.setdefault(name, []).append(value)
        return SearchAddress(
            self._path, text=self._text, sort=self._sort, selected=chosen, across=self._across
        )

    def viewed(self, view: str) -> str:
        """As a list, or on a map."""
        return self._with(self._filters, view=view)

    def after(self, cursor: str) -> str:
        return f"{self._start}{self._joint}after={quote_plus(cursor)}"

    def explained(self, public_id: str, cursor: str) -> str:
        """With why one result is where it is, on the page that it is on."""
        here = self.after(cursor) if cursor else self._start
        return f"{here}{'&' if '?' in here else '?'}why={public_id}#why"

    def sorted(self, sort: str) -> str:
        return self._with(self._filters, sort=sort)

    def reworded(self, text: str) -> str:
        return self._with(self._filters, text=text)

    def unfiltered(self, text: str | None = None) -> str:
        return self._with([], text=text)

    def crossing(self, *, across: bool) -> str:
        """With words looked for in other languages too, or themselves only."""
        return self._with(self._filters, across=across)

    def _with(
        self,
        filters: Sequence[tuple[str, str]],
        *,
        text: str | None = None,
        sort: str | None = None,
        across: bool | None = None,
        view: str | None = None,
    ) -> str:
        words = self._text if text is None else text
        order = self._sort if sort is None else sort
        pairs = [("q", words)] if words else []
        if order != DEFAULT_SORT:
            pairs.append(("sort", order))
        if not (self._across if across is None else across):
            pairs.append(("across", "no"))
        if shown := self._view if view is None else view:
            pairs.append(("view", shown))
        query = urlencode([*pairs, *filters])
        return f"{self._path}?{query}" if query else self._path


@lru_cache(maxsize=4096)
def _encoded(value: str) -> str:
    """The values of facets come again with every page."""
    return quote_plus(value)


def web_address(stated: str) -> str:
    """The address if a reader may be sent there, or nothing: other schemes can run scripts."""
    try:
        parts = urlsplit(stated)
    except ValueError:
        return ""
    return stated if parts.scheme in WEB and parts.hostname else ""
