"""The query language: what a reader types, as a value that can be shown, kept and compared.

    fraction games          every word, in any form of the word
    "number line"           these words together, as written
    -worksheet              without this word (or phrase, or filter)
    frac*                   words that begin so
    title:fractions         in the title
    author:curie            in the names of authors and publishers
    subject:fractions       a filter; any facet may be named: level:primary, language:fr, ...
    subject:"number theory" its value by key or by name, in any language the vocabulary has

Every string means something. What is not the language is read as words, and `str(query)` writes
the meaning back in one canonical form.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _

from armillary.core.errors import InvalidInput
from armillary.search import analysis
from armillary.search.documents import FACETS

MAX_LENGTH = 1_000
MAX_CLAUSES = 32
MAX_WORDS = 96  # a run of Han characters counts one word each

Kind = Literal["word", "phrase", "prefix", "facet"]

_QUOTES = str.maketrans(dict.fromkeys("“”„«»＂", '"') | {"：": ":", "\u3000": " "})
_FIELDS = ("title", "author", *FACETS)
_CLAUSE = re.compile(
    rf'(?P<minus>-*)(?:(?P<field>{"|".join(_FIELDS)}):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))',
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition. `field` is empty, "title", "author" or a facet."""

    kind: Kind
    text: str
    field: str = ""
    excluded: bool = False

    def __str__(self) -> str:
        quoted = self.kind == "phrase" or (self.kind == "facet" and " " in self.text)
        text = f'"{self.text}"' if quoted else self.text
        star = "*" if self.kind == "prefix" else ""
        field = f"{self.field}:" if self.field else ""
        return f"{'-' if self.excluded else ''}{field}{text}{star}"


def is_plain(clause: Clause) -> bool:
    """Is it a word that may stand anywhere?"""
    return clause.kind == "word" and not clause.field and not clause.excluded


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asked for, in the order asked."""

    clauses: tuple[Clause, ...] = ()

    def __str__(self) -> str:
        return " ".join(map(str, self.clauses))

    @property
    def wanted(self) -> tuple[Clause, ...]:
        """The words, phrases and prefixes that rank; neither filters nor exclusions."""
        return tuple(c for c in self.clauses if c.kind != "facet" and not c.excluded)

    @property
    def conditions(self) -> tuple[Clause, ...]:
        """What only includes or excludes: filters and exclusions."""
        return tuple(c for c in self.clauses if c.kind == "facet" or c.excluded)

    def resolve(self, resolvers: Mapping[str, Callable[[str], str | None]]) -> "Query":
        """The same query with the values of filters by their keys, where a name is known."""
        return Query(
            tuple(
                replace(clause, text=resolvers[clause.field](clause.text) or clause.text)
                if clause.kind == "facet" and clause.field in resolvers
                else clause
                for clause in self.clauses
            )
        )

    def without(self, clause: Clause) -> "Query":
        return Query(tuple(each for each in self.clauses if each != clause))

    def replace_word(self, old: str, new: str) -> "Query":
        """The same query with one word spelt otherwise."""
        wrong = (c.kind == "word" and c.text == old and not c.excluded for c in self.clauses)
        return Query(
            tuple(
                replace(clause, text=new) if is_wrong else clause
                for clause, is_wrong in zip(self.clauses, wrong, strict=True)
            )
        )


def parse(text: str) -> Query:
    """Read a query. Raises `InvalidInput` only where it is too long for any honest search."""
    if len(text) > MAX_LENGTH:
        raise InvalidInput(
            _("Search texts have at most %(limit)d characters. Use the words that matter most.")
            % {"limit": MAX_LENGTH}
        )
    tidy = _balance(_SPACES.sub(" ", _tidy(text)))
    clauses = tuple(dict.fromkeys(filter(None, map(_clause, _CLAUSE.finditer(tidy)))))
    if len(clauses) > MAX_CLAUSES or _length(clauses) > MAX_WORDS:
        raise InvalidInput(
            _("Search for at most %(limit)d words at a time. Use the words that matter most.")
            % {"limit": MAX_CLAUSES}
        )
    return Query(clauses)


def _tidy(text: str) -> str:
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    return unicodedata.normalize("NFC", analysis.clean(spaced).translate(_QUOTES))


def _balance(text: str) -> str:
    """A quotation mark without a partner is no quotation mark (a 5" screen)."""
    if text.count('"') % 2 == 0:
        return text
    before, _quote, after = text.rpartition('"')
    return f"{before} {after}"


def _clause(found: re.Match[str]) -> Clause | None:
    field, excluded = (found["field"] or "").lower(), bool(found["minus"])
    if found["quoted"] is not None:
        return _quoted(found["quoted"].strip(), field=field, excluded=excluded)
    return _bare(found["bare"], field=field, excluded=excluded)


def _quoted(text: str, *, field: str, excluded: bool) -> Clause | None:
    if field in FACETS:
        return Clause("facet", text.lower(), field, excluded) if text else None
    return Clause("phrase", text, field, excluded) if analysis.words(text) else None


def _bare(text: str, *, field: str, excluded: bool) -> Clause | None:
    if field in FACETS:
        return Clause("facet", text.lower(), field, excluded)
    stripped = text.rstrip("*")
    tokens = analysis.words(stripped)
    if not tokens:
        return None
    is_prefix = text.endswith("*") and len(tokens) == 1 and stripped[-1].isalnum()
    return Clause("prefix" if is_prefix else "word", stripped, field, excluded)


def _length(clauses: tuple[Clause, ...]) -> int:
    return sum(len(analysis.words(c.text)) for c in clauses if c.kind != "facet")
