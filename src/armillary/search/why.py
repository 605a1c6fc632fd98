"""Say why one document stands where it stands among what a search found: which words it has and where, what
it was found by besides, and whether it is in the reader's language. The engine itself is asked, word by
word and place by place, so that the answer cannot differ from the ranking."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from armillary.search.engines import engine
from armillary.search.engines.base import Plan, Reader
from armillary.search.language import Clause, Query, is_plain
from armillary.search.queries import SearchRequest, plans_of

PLACES: Final = ("title", "author", "keywords", "body")  # the strongest first


@dataclass(frozen=True, slots=True)
class WordFound:
    """A word, phrase or beginning of the search; `places` of `PLACES` where the document has it, empty
    where it has it nowhere; `topics` by whose names it was found besides."""

    words: str
    places: tuple[str, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """`is_found`: the search as it was asked or widened finds the document at all. `has_all`: it has all
    that was asked for itself, as it was read, and so stands before what has not."""

    is_found: bool
    has_all: bool
    words: tuple[WordFound, ...]
    is_in_readers_language: bool


def why(request: SearchRequest, document: int) -> Why:
    """Raises `InvalidInput` for a search that makes no sense and `IndexUnavailable`."""
    reader = engine().reader()
    _asked, plan = plans_of(reader, request)
    looked = _Looked(reader, plan, document)
    return Why(
        is_found=looked.has(plan),
        has_all=looked.has(plan.themselves),
        words=tuple(looked.words()),
        is_in_readers_language=looked.is_in(request.ui_language.lower()),
    )


class _Looked:
    """One document, looked at through the engine."""

    def __init__(self, reader: Reader, plan: Plan, document: int) -> None:
        self._reader = reader
        self._plan = plan
        self._document = document

    def has(self, plan: Plan) -> bool:
        return self._document in self._reader.among(plan, [self._document])

    def words(self) -> Iterator[WordFound]:
        for clause in self._plan.reading.wanted:
            for each in self._parts(clause):
                places = tuple(self._places(each))
                topics = () if places else tuple(self._topics(each))
                yield WordFound(self._read(each), places, topics)

    def is_in(self, language: str) -> bool:
        tags = tuple(dict.fromkeys((language, language.partition("-")[0])))
        return self.has(Plan(self._plan.kind, Query(), {"language": tags}))

    def _read(self, clause: Clause) -> str:
        """The word, or those as which it was read where nobody wrote it."""
        return " / ".join(self._plan.corrections.get(clause.text, (clause.text,)))

    def _parts(self, clause: Clause) -> list[Clause]:
        """The words of a run without spaces, where they are known."""
        parts = self._plan.parts.get(clause.text, ()) if is_plain(clause) else ()
        return [replace(clause, text=part) for part in parts] or [clause]

    def _places(self, clause: Clause) -> Iterator[str]:
        for place in (clause.field,) if clause.field else PLACES:
            if self.has(self._about(replace(clause, field=place))):
                yield place

    def _topics(self, clause: Clause) -> Iterator[str]:
        """Those of the things that the word names which the document has or says."""
        named = self._plan.concepts.get(clause.text, ()) if is_plain(clause) else ()
        for concept in named:
            if self.has(replace(self._about(clause), concepts={clause.text: (concept,)})):
                yield concept.name

    def _about(self, clause: Clause) -> Plan:
        return Plan(self._plan.kind, Query((clause,)), corrections=self._plan.corrections)
