"""What follows a link in a list: by whom the thing is, or what it is about, and in brackets its
licence and its kind. Where one cannot tell a name from a sentence, it is a description."""

import re
from dataclasses import dataclass, field
from typing import Final

from armillary.formats.values.licences import licence
from armillary.formats.values.types import types

AUTHORS: Final = "authors"
DESCRIPTIONS: Final = "descriptions"
MOST_NAMES: Final = 30
LONGEST_NAME: Final = 60  # characters
MOST_WORDS: Final = 6  # of a name

_BRACKETS: Final = re.compile(r"[(（]([^()（）]{0,200})[)）]")
_LEAD: Final = re.compile(r"\A[\s]*(?:[-–—:·|]+|(by)\b)[\s]*(by\b)?[\s]*", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*[,;、，/]\s*|\s+(?:&|and|et|y|und|и)\s+|\s*&\s*")
_SENTENCE: Final = re.compile(r"[.!?](?:\s|\Z)|[。！？]")
_INITIAL: Final = re.compile(r"\b(?:\w|et al|Dr|Prof|St|Jr|Sr|Inc|Ltd|Co)\.")
_LICENCE: Final = re.compile(r"(?:CC|GFDL|GNU|Public domain|CC0)\b", re.IGNORECASE)
_OTHERS: Final = re.compile(r"\s*,?\s*\b(?:et al|etc)\b\.?\Z")
_WEB: Final = re.compile(r"https?:|www\.|@|\.(?:com|org|net)\b", re.IGNORECASE)
_PARTICLES: Final = (
    "de da do dos das del della di du des la le les el al van von der den ten ter zu zur bin ibn "
    "the of for and y e et und"
)


@dataclass(slots=True)
class Note:
    """What a note states, in its own words."""

    creators: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    licences: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)


def read_note(text: str, *, holds: str = "") -> Note:
    """Read what follows a link; `holds` is `authors` or `descriptions` where a person knows that
    every note of the list does.

    >>> read_note(" - Ada Moreau, Li Wei (PDF) (CC BY-SA)")
    Note(creators=['Ada Moreau', 'Li Wei'], descriptions=[], licences=['CC BY-SA'], types=[])
    >>> read_note(" - Explains fractions with pizza.").descriptions
    ['Explains fractions with pizza.']
    """
    note = Note()
    for part in _BRACKETS.findall(text):
        _read_brackets(part, note)
    bare = _BRACKETS.sub(" ", text)
    lead = _LEAD.match(bare)
    said = " ".join((bare[lead.end() :] if lead else bare).split()).strip(" -–—*")
    if not said:
        return note
    names = _names(said.partition("`")[0], holds) if lead and holds != DESCRIPTIONS else []
    if names:
        note.creators = names
    elif not said.startswith("`"):
        whole = " ".join((text[lead.end() :] if lead else text).split())
        note.descriptions = [whole.replace("`", "").strip(" -–—*")]
    return note


def _read_brackets(part: str, note: Note) -> None:
    """`(CC BY-SA)` is a licence, `(podcast)` a kind; a format or a school is neither."""
    part = part.strip(" *")
    if _LICENCE.match(part):
        if licence(part):
            note.licences.append(part)
        return
    for word in part.split(","):
        if types(word.strip()):
            note.types.append(word.strip())


def _names(text: str, holds: str) -> list[str]:
    """The names in a text that holds nothing else."""
    text = _OTHERS.sub("", text.strip(" ,;-–—"))
    if not text or _is_sentence(text):
        return []
    parts = [part.strip(" *") for part in _PARTS.split(text) if part.strip(" .*")]
    are_names = holds == AUTHORS or all(map(_is_name, parts))
    return list(dict.fromkeys(parts))[:MOST_NAMES] if are_names else []


def _is_sentence(text: str) -> bool:
    return bool(_SENTENCE.search(_INITIAL.sub("", text)))


def _is_name(text: str) -> bool:
    """Whether every word begins as those of names do; scripts without capitals do not tell."""
    words = text.split()
    if len(text) > LONGEST_NAME or len(words) > MOST_WORDS or _WEB.search(text):
        return False
    small = [word for word in words if word[0].islower()]
    return small != words and all(word in _PARTICLES.split() for word in small)
