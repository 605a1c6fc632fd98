"""A search as it is kept and followed, in one form whichever door it came by, so that the same search
is the same line of text."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import override

from armillary.catalogue.documents import SCHEMES
from armillary.core.cleaning import cleaned
from armillary.search.documents import FACETS
from armillary.search.queries import SearchRequest, Sort, read_request
from armillary.vocabularies.queries import label

SORTS: Final[dict[str, Sort]] = {sort: sort for sort in get_args(Sort)}
FIRST: Final[Sort] = "relevance"
NAMED: Final = {**SCHEMES, "language": "languages"}  # facet → the vocabulary of its values

# (facet, value, language) → what a reader of the language calls the value of the facet.
Labeller = Callable[[str, str, str], str]
_labellers: list[Labeller] = []


def register_labeller(labeller: Labeller) -> None:
    """Whoever shows filters to readers says what they are called, so that titles call them the same.
    The last one counts."""
    _labellers[:] = [labeller]


def _called(facet: str, value: str, language: str) -> str:
    if _labellers:
        return _labellers[0](facet, value, language)
    return label(NAMED[facet], value, language) if facet in NAMED else value


@dataclass(frozen=True, slots=True)
class AskedSearch:
    """Words, filters as (facet, value), order, and whether other languages are looked through."""

    text: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: Sort = FIRST
    is_across: bool = True

    @classmethod
    def of(
        cls,
        text: str = "",
        selected: Mapping[str, Sequence[str]] | None = None,
        *,
        sort: Sort = FIRST,
        is_across: bool = True,
    ) -> "AskedSearch":
        """In the one form: words with single spaces, facets in their order, each value once."""
        wanted = selected or {}
        unknown = sorted(set(wanted) - set(FACETS))  # kept, so that whoever reads it can object
        pairs = [
            (name, value)
            for name in (*FACETS, *unknown)
            for value in sorted({cleaned(each) for each in wanted.get(name, ())} - {""})
        ]
        return cls(" ".join(cleaned(text).split()), tuple(pairs), sort, is_across)

    @property
    def selected(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.filters:
            found.setdefault(name, []).append(value)
        return found

    @property
    def query(self) -> str:
        """As the parameters of an address."""
        return self._parameters(self.sort)

    @property
    def newest_first(self) -> str:
        """The parameters of the same search, whatever order it was saved in."""
        return self._parameters("newest")

    @property
    def unsorted(self) -> str:
        return self._parameters(FIRST)

    def _parameters(self, sort: Sort) -> str:
        pairs = [("q", self.text)] if self.text else []
        pairs += [] if sort == FIRST else [("sort", sort)]
        pairs += [] if self.is_across else [("across", "no")]
        return urlencode([*pairs, *self.filters])

    def fingerprint(self, language: str) -> str:
        return hashlib.sha256(f"{language}?{self.query}".encode()).hexdigest()

    def request(self, language: str, *, size: int = 1) -> SearchRequest:
        return SearchRequest(
            self.text,
            self.selected,
            self.sort,
            size=size,
            ui_language=language,
            across=self.is_across,
        )

    def in_words(self, language: str) -> str:
        """For a title: the words as they are read, then the filters by name. Raises `InvalidInput`."""
        words = str(read_request(self.request(language)))
        with override(language):
            named = [_called(name, value, language) for name, value in self.filters]
        return " · ".join(filter(None, (words, *named)))


def asked_in(sent: QueryDict) -> AskedSearch:
    """What the parameters of an address ask for; the search page reads them alike."""
    return AskedSearch.of(
        sent.get("q", ""),
        {name: values for name in FACETS if (values := sent.getlist(name))},
        sort=SORTS.get(sent.get("sort", ""), FIRST),
        is_across=sent.get("across") != "no",
    )


def asked_again(query: str) -> AskedSearch:
    """What was kept."""
    return asked_in(QueryDict(query))


def asked_facts(asked: AskedSearch) -> dict[str, Any]:
    """As JSON values."""
    return {
        "q": asked.text,
        "filters": asked.selected,
        "sort": asked.sort,
        "across": asked.is_across,
    }
