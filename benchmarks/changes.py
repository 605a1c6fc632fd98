"""What sources do to one work's record, and what makes two works look like one. For the amplifier.

A copy is one work; a lookalike is a pair of two works, or of two editions or languages of one, which
must never be merged unasked.
"""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from armillary.methods.linkage import Entry

Copy = Callable[[Entry, random.Random], Entry | None]
Lookalike = Callable[[Entry, Entry, random.Random], tuple[Entry, Entry] | None]

_VOLUME: Final = {
    "ar": "الجزء", "es": "volumen", "fr": "tome", "ru": "том", "zh": "第{}卷", "de": "Band",
    "ja": "第{}巻", "pt": "volume",
}  # fmt: skip
_LESSON: Final = {
    "ar": "الدرس", "es": "Lección", "fr": "Leçon", "ru": "Урок", "zh": "第{}课", "de": "Lektion",
    "ja": "第{}課", "pt": "Aula",
}  # fmt: skip
_GRADE: Final = {
    "ar": "الصف", "es": "grado", "fr": "niveau", "ru": "класс", "zh": "第{}册", "de": "Klasse",
    "ja": "第{}学年", "pt": "ano",
}  # fmt: skip
_EDITION: Final = {
    "ar": "الطبعة {}", "es": "{}ª edición", "fr": "{}e édition", "ru": "{}-е издание",
    "zh": "第{}版", "de": "{}. Auflage", "ja": "第{}版", "pt": "{}ª edição",
}  # fmt: skip
_ORDINAL: Final = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th"}
_ROMAN: Final = {1: "I", 2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI", 7: "VII"}
_PUBLISHERS: Final = ("Springer", "Open Textbook Library", "OpenStax", "Leanpub", "MERLOT")
_SYLLABLES: Final = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "da",
    "de",
    "di",
    "do",
    "du",
    "ka",
    "ke",
    "ki",
    "ko",
    "ku",
    "la",
    "le",
    "li",
    "lo",
    "lu",
    "ma",
    "me",
    "mi",
    "mo",
    "mu",
    "na",
    "ne",
    "ni",
    "no",
    "nu",
    "ra",
    "re",
    "ri",
    "ro",
    "ru",
    "sa",
    "se",
    "si",
    "so",
    "su",
    "ta",
    "te",
    "ti",
    "to",
    "tu",
    "va",
    "ve",
    "vi",
    "vo",
    "vu",
    "za",
    "ze",
    "zi",
    "zo",
    "zu",
]


def coined(chance: random.Random) -> str:
    """A name that no language has."""
    return "".join(chance.choices(_SYLLABLES, k=4)).title()


def title_of(entry: Entry) -> tuple[str, str]:
    return next(iter(entry.titles.items()))


def _host_of(entry: Entry) -> str:
    return entry.addresses[0].split("/")[2] if "//" in entry.addresses[0] else "a.example"


def _base(entry: Entry) -> str:
    return title_of(entry)[0].partition("-")[0]


def _titled(entry: Entry, title: str) -> Entry:
    return replace(entry, titles={title_of(entry)[0]: title})


def of_another_source(entry: Entry, chance: random.Random) -> Entry:
    """Most copies stand at another host and have lost something on the way."""
    if "utm_" not in entry.addresses[0] and ".example" not in entry.addresses[0]:
        number = chance.randrange(10**6)
        entry = replace(entry, addresses=(f"https://{coined(chance).lower()}.example/r/{number}",))
    if chance.random() < 0.2:
        entry = replace(entry, year=None)
    if chance.random() < 0.2:
        entry = replace(entry, kind="")
    if chance.random() < 0.3:
        entry = replace(entry, description="")
    if chance.random() < 0.3:
        entry = replace(entry, identifiers=())
    return entry


def _case(entry: Entry, chance: random.Random) -> Entry:
    title = title_of(entry)[1]
    return _titled(entry, chance.choice((title.upper(), title.lower(), title.title())))


def _diacritics(entry: Entry, _chance: random.Random) -> Entry:
    title = unicodedata.normalize("NFKD", title_of(entry)[1])
    return _titled(entry, "".join(char for char in title if not unicodedata.combining(char)))


def _punctuation(entry: Entry, chance: random.Random) -> Entry:
    title = title_of(entry)[1]
    title = title.replace(": ", chance.choice((" – ", " - ", ". ", " : ")))
    return _titled(entry, chance.choice((f"«{title}»", f"{title}.", f"  {title} ", f"“{title}”")))


def _typo(entry: Entry, chance: random.Random) -> Entry | None:
    """One slip in one long word."""
    words = title_of(entry)[1].split()
    long = [place for place, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long or len(words) < 3:
        return None
    place = chance.choice(long)
    words[place] = _slipped(words[place], chance)
    return _titled(entry, " ".join(words))


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 2)
    letter = chance.choice("aeinorst")
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + (letter if word.isascii() else word[at + 1]) + word[at + 1 :],
        )
    )


def _subtitle(entry: Entry, _chance: random.Random) -> Entry | None:
    head, colon, rest = title_of(entry)[1].partition(": ")
    if not colon or len(head) < 8 or len(rest) < 4 or not entry.names:
        return None
    return _titled(entry, head)


def _word_order(entry: Entry, chance: random.Random) -> Entry | None:
    words = title_of(entry)[1].split()
    if len(words) < 3:
        return None
    at = chance.randrange(1, len(words))
    return _titled(entry, f"{' '.join(words[at:])}, {' '.join(words[:at])}")


def _author_form(entry: Entry, chance: random.Random) -> Entry | None:
    names = tuple(_turned(name, initials=chance.random() < 0.4) for name in entry.names)
    return replace(entry, names=names) if any(" " in name for name in entry.names) else None


def _turned(name: str, *, initials: bool) -> str:
    first, _, last = name.rpartition(" ")
    if not first:
        return name
    if initials:
        first = " ".join(f"{word[0]}." for word in first.split())
    return f"{last}, {first}"


def _publisher(entry: Entry, chance: random.Random) -> Entry | None:
    if not entry.names:
        return None
    publisher = chance.choice(_PUBLISHERS)
    if chance.random() < 0.5:
        return replace(entry, names=(*entry.names, publisher))
    host = publisher.replace(" ", "").lower()
    made = replace(entry, addresses=(f"https://{host}.example/{chance.randrange(10**6)}",))
    return _titled(made, f"{title_of(entry)[1]} | {publisher}")


def _host(entry: Entry, chance: random.Random) -> Entry:
    return replace(entry, addresses=(f"https://{coined(chance).lower()}.example/book",))


def _tracking(entry: Entry, chance: random.Random) -> Entry:
    address = entry.addresses[0]
    sign = "&" if "?" in address else "?"
    tracked = f"{address.partition('#')[0]}{sign}utm_source=feed&utm_medium=rss"
    return replace(entry, addresses=(tracked,))


def _missing(entry: Entry, chance: random.Random) -> Entry:
    gone = chance.sample(("names", "year", "kind", "description", "identifiers"), 2)
    return Entry(
        id=entry.id,
        titles=entry.titles,
        names=() if "names" in gone else entry.names,
        addresses=entry.addresses,
        identifiers=() if "identifiers" in gone else entry.identifiers,
        year=None if "year" in gone else entry.year,
        kind="" if "kind" in gone else entry.kind,
        description="" if "description" in gone else entry.description,
    )


COPIES: Final[dict[str, Copy]] = {
    "case": _case,
    "diacritics": _diacritics,
    "punctuation": _punctuation,
    "typo": _typo,
    "subtitle-dropped": _subtitle,
    "word-order": _word_order,
    "author-form": _author_form,
    "publisher-added": _publisher,
    "other-host": _host,
    "tracking": _tracking,
    "missing-fields": _missing,
}


def _numbered(
    entry: Entry, words: dict[str, str], default: str, numbers: tuple[str, str]
) -> tuple[Entry, Entry]:
    """The entry twice, with a number of a series each."""
    word = words.get(_base(entry), default)
    title = title_of(entry)[1]
    made = [
        _titled(
            entry, f"{title} {word.format(number)}" if "{}" in word else f"{title}, {word} {number}"
        )
        for number in numbers
    ]
    return _of_series(made[0]), _of_series(made[1])


def _of_series(entry: Entry) -> Entry:
    """The parts of a series share creators, year and description, and have no identifier."""
    address = entry.addresses[0].rstrip("/")
    tail = "".join(char for char in title_of(entry)[1] if char.isdigit() or char in "IV")
    return replace(entry, identifiers=(), addresses=(f"{address}/{tail}",))


def _volume(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry]:
    one, two = chance.sample(range(1, 6), 2)
    if chance.random() < 0.4 and "{}" not in _VOLUME.get(_base(entry), ""):
        return _numbered(entry, _VOLUME, "Volume", (_ROMAN[one], _ROMAN[two]))
    return _numbered(entry, _VOLUME, "Volume", (str(one), str(two)))


def _lesson(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry]:
    one = chance.randint(1, 20)
    return _numbered(entry, _LESSON, "Lesson", (str(one), str(one + 1)))


def _grade(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry]:
    one = chance.randint(1, 8)
    return _numbered(entry, _GRADE, "Grade", (str(one), str(one + 1)))


def _edition(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry] | None:
    if not entry.names:
        return None
    form = _EDITION.get(_base(entry))
    one, two = chance.sample(range(1, 6), 2)
    marks = [form.format(n) if form else f"{_ORDINAL[n]} edition" for n in (one, two)]
    if chance.random() < 0.3:
        marks = [f"({2000 + n})" for n in (one, two)]
    made = [_titled(entry, f"{title_of(entry)[1]}, {mark}") for mark in marks]
    return made[0], of_another_source(replace(made[1], identifiers=()), chance)


def _query(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry]:
    one, two = chance.sample(range(1, 999), 2)
    page = f"https://{_host_of(entry)}/course/view.php?id="
    base = replace(entry, identifiers=())
    return replace(base, addresses=(f"{page}{one}",)), replace(base, addresses=(f"{page}{two}",))


def _path(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry]:
    one, two = chance.sample(range(1, 999), 2)
    base = replace(entry, identifiers=())
    made = [
        replace(base, addresses=(f"http://{_host_of(entry)}/items/{n}/show",)) for n in (one, two)
    ]
    return made[0], made[1]


def _other_author(entry: Entry, other: Entry, chance: random.Random) -> tuple[Entry, Entry] | None:
    """Two books of one title; half of the time both are of one year, and the creators of one are
    unknown in a quarter."""
    if not entry.names or not other.names or set(entry.names) & set(other.names):
        return None
    made = replace(
        entry,
        names=other.names if chance.random() < 0.75 else (),
        addresses=(f"https://{_host_of(other)}/{coined(chance).lower()}",),
        identifiers=(),
        year=entry.year if chance.random() < 0.5 else other.year,
        description=other.description,
    )
    return entry, made


def _other_language(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry]:
    tag, title = title_of(entry)
    other = chance.choice([one for one in ("en", "fr", "es", "ru") if one != tag.partition("-")[0]])
    made = replace(entry, titles={other: title}, identifiers=())
    return entry, replace(of_another_source(made, chance), description="")


def _swapped_word(entry: Entry, other: Entry, chance: random.Random) -> tuple[Entry, Entry] | None:
    words = title_of(entry)[1].split()
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    new = [word for word in title_of(other)[1].split() if len(word) > 3 and word.isalpha()]
    if len(words) < 4 or not long or not new:
        return None
    place, word = chance.choice(long), chance.choice(new)
    if word.casefold() in title_of(entry)[1].casefold():
        return None
    words[place] = word
    return entry, of_another_source(
        _titled(replace(entry, identifiers=()), " ".join(words)), chance
    )


def _other_subtitle(
    entry: Entry, other: Entry, chance: random.Random
) -> tuple[Entry, Entry] | None:
    head, rest = title_of(entry)[1].partition(": ")[0], title_of(other)[1]
    if len(head) < 8 or head.casefold() in rest.casefold() or _base(entry) != _base(other):
        return None
    made = _sibling(entry, f"{head}: {rest}", chance)
    if head == title_of(entry)[1]:
        return _titled(entry, f"{head}: {coined(chance)} {coined(chance)}"), made
    return entry, made


def _sibling(entry: Entry, title: str, chance: random.Random) -> Entry:
    """Another work of the same creators, at the same host or elsewhere, described in its own words
    half of the time."""
    made = replace(
        _titled(entry, title),
        identifiers=(),
        addresses=(f"https://{_host_of(entry)}/{coined(chance).lower()}",),
        description=entry.description if chance.random() < 0.5 else "",
    )
    return of_another_source(made, chance)


def _other_identifier(entry: Entry, _other: Entry, chance: random.Random) -> tuple[Entry, Entry]:
    one, two = chance.sample(range(10**6), 2)
    made = [replace(entry, identifiers=(f"isbn:978{number:010}",)) for number in (one, two)]
    return made[0], replace(of_another_source(made[1], chance), identifiers=made[1].identifiers)


LOOKALIKES: Final[dict[str, Lookalike]] = {
    "volume": _volume,
    "lesson": _lesson,
    "grade": _grade,
    "edition": _edition,
    "query-string": _query,
    "number-in-path": _path,
    "other-author": _other_author,
    "other-language": _other_language,
    "swapped-word": _swapped_word,
    "other-subtitle": _other_subtitle,
    "other-identifier": _other_identifier,
}
