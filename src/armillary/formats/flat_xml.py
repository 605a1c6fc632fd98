"""Take flat XML apart, a root with leaves of text in it, once a parser has found it well-formed.

Calling Python for every tag and text is what makes reading XML slow. In well-formed XML without
comments and the like every `<` opens a tag, so that one regular expression gives every leaf as a
pair of its start tag and its text, which can't be taken for each other. It is flat when the leaves
and the root account for every `<` there is; anything else (nesting, comments, CDATA, instructions,
prefixes declared on a leaf) is noticed, and left to the caller's parser.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Generic, TypeVar
from xml.parsers import expat

from armillary.formats.safe_xml import SEPARATOR

T = TypeVar("T")

Namespaces = tuple[tuple[str, str], ...]  # prefix ("" the default) and URI

MOST_ROOTS: Final = 64  # remembered
MOST_TAGS: Final = 500  # remembered for one root
LONGEST_TAG: Final = 4000  # in characters; longer ones are not remembered

# A slash in an attribute makes a leaf that isn't found, which `leaves` notices.
_LEAF: Final = re.compile(r"<([^<>/]+)>([^<]*)</")
_EMPTY: Final = re.compile(r"""<(?:[^<>"'/!?]++|"[^"<]*"|'[^'<]*')++/>""")
_TAG: Final = re.compile(r"""([^\s/!?"'=]++)((?:\s+[^\s/"'=]+\s*=\s*(?:"[^"]*"|'[^']*'))*+)\s*+""")
_LANGUAGE: Final = re.compile(r"""\sxml:lang\s*=\s*["']([^"'&]*)["']""")
_REFERENCE: Final = re.compile(r"&(?:#x0*+([0-9A-Fa-f]{1,32})|#0*+([0-9]{1,32})|([a-z]+));")
_PREDEFINED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def leaves(xml: str) -> list[tuple[str, str]] | None:
    """Start tag (without brackets) and raw text of every leaf, in order; None when it isn't flat.

    `xml` must be well-formed, its line ends plain. Empty-element tags say nothing and are left out.
    """
    found = _LEAF.findall(xml)
    brackets = xml.count("<")
    if brackets != 2 * len(found) + 2 and "/>" in xml:
        xml, removed = _EMPTY.subn("", xml)
        brackets -= removed
        found = _LEAF.findall(xml)
    return found if brackets == 2 * len(found) + 2 and _is_framed(xml) else None


def _is_framed(xml: str) -> bool:
    """Whether the first tag and the last belong to no leaf, and so to the root around them."""
    second, last = xml.find("<", 1), xml.rfind("<")
    last_but_one = xml.rfind("<", 0, last)
    return xml.startswith("<") and xml[second + 1] != "/" and xml[last_but_one + 1] == "/"


def with_plain_line_ends(text: str) -> str:
    """Line ends as XML 1.0 §2.11 wants them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def resolved(text: str) -> str:
    """References to characters and to the five predefined entities replaced (XML 1.0 §4.4)."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name:
        return _PREDEFINED.get(name, reference.group())
    code = int(hexadecimal, 16) if hexadecimal else int(decimal.lstrip("0") or "0")
    return chr(code) if code <= 0x10FFFF else reference.group()


class Vocabulary(Generic[T]):
    """What elements mean: `values` by expanded name (`namespace SEPARATOR local`), `other` for the
    rest."""

    def __init__(self, values: Mapping[str, T], *, other: T) -> None:
        self.values = values
        self.other = other
        self.inside = lru_cache(maxsize=MOST_ROOTS)(self._inside)

    def within(self, xml: str, namespaces: Namespaces) -> "Tags[T] | None":
        """The tags inside the root of flat `xml`, where `namespaces` are in scope; None when they
        can't be told, or when the root is itself an element of `values`."""
        end = xml.find("<", 1)
        return self.inside(xml[:end], namespaces) if 0 < end < LONGEST_TAG else None

    def _inside(self, root: str, namespaces: Namespaces) -> "Tags[T] | None":
        told: list[tuple[str, dict[str, str]]] = []
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = lambda name, attributes: told.append((name, attributes))
        parser.Parse(root.encode(), False)
        if not told:  # a comment or an instruction stands first
            return None
        name, attributes = told[0]
        scope = dict(namespaces)
        for attribute, value in attributes.items():
            if attribute == "xmlns" or attribute.startswith("xmlns:"):
                scope[attribute[6:]] = value
        tags = Tags(self, scope, attributes.get("xml:lang", "").strip())
        expanded = tags.expanded(name)
        return tags if expanded and expanded not in self.values else None


class Tags(Generic[T]):
    """The meaning of start tags inside one root: a value of the vocabulary, and the language."""

    __slots__ = ("_language", "_namespaces", "_vocabulary", "known")

    def __init__(
        self, vocabulary: Vocabulary[T], namespaces: dict[str, str], language: str
    ) -> None:
        self._vocabulary = vocabulary
        self._namespaces = namespaces
        self._language = language
        self.known: dict[str, tuple[T, str]] = {}  # to be looked up first; `learn` fills it

    def learn(self, opening: str) -> tuple[T, str] | None:
        """The meaning of a start tag without its brackets; None for anything else, for prefixes
        unknown here, and for a tag that declares some."""
        parts = _TAG.fullmatch(opening)
        if parts is None or "xmlns" in parts.group(2):
            return None
        name, language = self.expanded(parts.group(1)), self._language
        if not name:
            return None
        if "xml:lang" in parts.group(2):
            stated = _LANGUAGE.findall(parts.group(2))
            if len(stated) != 1:
                return None
            language = stated[0].strip()
        meaning = self._vocabulary.values.get(name, self._vocabulary.other), language
        if len(self.known) < MOST_TAGS and len(opening) < LONGEST_TAG:
            self.known[opening] = meaning
        return meaning

    def expanded(self, name: str) -> str:
        """Namespace and local name; empty where the prefix isn't declared."""
        prefix, _, local = name.rpartition(":")
        namespace = self._namespaces.get(prefix, "")
        if namespace:
            return f"{namespace}{SEPARATOR}{local}"
        return "" if prefix else local
