"""The words of somebody who suggests a resource, and the statement they make."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.formats.describe import DESCRIPTION_LIMIT, TITLE_LIMIT, Described
from armillary.formats.statement import StatedAgent, Statement, Text
from armillary.formats.values.addresses import clean
from armillary.formats.values.classroom import CONSTRAINTS, SEVERAL
from armillary.formats.values.durations import minutes
from armillary.formats.values.languages import language as known_language
from armillary.harvest.errors import InvalidSubmission
from armillary.harvest.models import ADDRESS_LENGTH
from armillary.harvest.receipts import storable

LIMITS: Final = {"title": TITLE_LIMIT, "description": DESCRIPTION_LIMIT, "address": ADDRESS_LENGTH}
LONGEST_VALUE: Final = 500
MOST_VALUES: Final = 100
MOST_MINUTES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Words:
    """One resource as a person describes it. Types, subjects, levels, audiences, what a classroom
    needs, from `internet` to `groups`, and countries of origin are keys of our vocabularies or anything
    else; `creators` are written as `Name` or `Name | address`."""

    title: str = ""
    address: str = ""
    language: str = ""  # of the resource
    description: str = ""
    words_language: str = ""  # of title and description; that of the resource if empty
    types: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    licence: str = ""
    creators: tuple[str, ...] = ()
    minutes: str = ""  # a whole number
    internet: str = ""
    device: str = ""
    laboratory: str = ""
    consumables: str = ""
    safety: str = ""
    groups: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


def words_from(values: dict[str, Any]) -> Words:
    """From what a form or the API has read; other values are left alone."""
    names = {field.name: field.type for field in fields(Words)}
    said = {name: value for name, value in values.items() if name in names and value}
    return Words(**{name: _tidy(value) for name, value in said.items()})


def _tidy(value: str | int | Iterable[str]) -> Any:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return storable(value).replace("\r\n", "\n").strip()
    return tuple(text for each in value if (text := storable(each).strip()))


def checked(words: Words) -> Words:
    """Raises `InvalidSubmission` for what nobody can do without, and for what is too long."""
    words = words_from(asdict(words))
    if not words.title:
        raise InvalidSubmission(_("Give the title of the resource."))
    address = clean(words.address)
    if address is None or len(address) > ADDRESS_LENGTH:
        raise InvalidSubmission(_("Give the web address of the resource, such as https://…"))
    if known_language(words.language) is None:
        raise InvalidSubmission(_("Say in which language the resource is."))
    if words.minutes and not _is_minutes(words.minutes):
        raise InvalidSubmission(_("Give the duration in whole minutes."))
    for name, limit in LIMITS.items():
        _require_short(name, getattr(words, name), limit)
    for name in CONSTRAINTS.keys() - SEVERAL:
        _require_short(name, getattr(words, name), LONGEST_VALUE)
    for name in ("types", "subjects", "levels", "audiences", "creators", "countries", *SEVERAL):
        _require_few(name, getattr(words, name))
    return replace(words, address=address)


def _is_minutes(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST_MINUTES


def _require_short(name: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise InvalidSubmission(
            _("%(field)s is longer than %(limit)d characters.") % {"field": name, "limit": limit}
        )


def _require_few(name: str, values: tuple[str, ...]) -> None:
    if len(values) > MOST_VALUES:
        raise InvalidSubmission(
            _("%(field)s has more than %(limit)d values.") % {"field": name, "limit": MOST_VALUES}
        )
    for value in values:
        _require_short(name, value, LONGEST_VALUE)


def statement_of(words: Words) -> Statement:
    """The words as a statement."""
    spoken = words.words_language or words.language
    statement = Statement(
        titles=[Text(words.title, spoken)],
        descriptions=[Text(words.description, spoken, has_lines=True)] if words.description else [],
        addresses=[words.address],
        languages=[words.language],
        types=list(words.types),
        subjects=list(words.subjects),
        levels=list(words.levels),
        audiences=list(words.audiences),
        countries=list(words.countries),
        licences=[words.licence] if words.licence else [],
        creators=[_agent(line) for line in words.creators],
        durations=[f"{words.minutes} min"] if words.minutes else [],
    )
    for name in CONSTRAINTS:
        setattr(statement, name, _several(getattr(words, name)))
    return statement


def _several(said: str | tuple[str, ...]) -> list[str]:
    values = (said,) if isinstance(said, str) else said
    return [value for value in values if value]


def _agent(line: str) -> StatedAgent:
    name, _bar, address = line.partition("|")
    return StatedAgent(name.strip(), address=address.strip())


def words_of(statement: Statement) -> Words:
    """The words that made a statement, for whoever wants to change them."""
    title = next(iter(statement.titles), Text(""))
    return Words(
        title=title.text,
        description=next((each.text for each in statement.descriptions), ""),
        address=next(iter(statement.addresses), ""),
        language=next(iter(statement.languages), ""),
        words_language=title.language,
        types=tuple(statement.types),
        subjects=tuple(statement.subjects),
        levels=tuple(statement.levels),
        audiences=tuple(statement.audiences),
        countries=tuple(statement.countries),
        licence=next(iter(statement.licences), ""),
        creators=tuple(_line(each.name, each.address) for each in statement.creators),
        minutes=_digits(next(map(minutes, statement.durations), None)),
        **{name: _as_word(name, getattr(statement, name)) for name in CONSTRAINTS},
    )


def words_in(described: Described, *, preferred: str) -> Words:
    """A description as words, in the language of the reader where it has that."""
    found: Any = described.description
    titles, texts = found.get("titles", {}), found.get("descriptions", {})
    tag = _first(preferred, titles)
    languages = found.get("languages", [])
    return Words(
        title=titles.get(tag, ""),
        description=texts.get(tag, ""),
        language=_first(preferred, languages),
        words_language="" if tag == "und" else tag,
        types=tuple(found.get("types", ())),
        subjects=tuple(found.get("subjects", ())),
        levels=tuple(found.get("levels", ())),
        audiences=tuple(found.get("audiences", ())),
        countries=tuple(found.get("countries", ())),
        licence=found.get("licence", ""),
        creators=tuple(_line(each["name"], each["address"]) for each in found.get("creators", ())),
        minutes=_digits(found.get("minutes")),
        **{name: _as_word(name, found[name]) for name in CONSTRAINTS if name in found},
    )


def _digits(number: int | None) -> str:
    return "" if number is None else str(number)


def _as_word(name: str, stated: str | list[str]) -> Any:
    """One text, or several where there may be several."""
    values = [stated] if isinstance(stated, str) else stated
    return tuple(values) if name in SEVERAL else next(iter(values), "")


def _first(preferred: str, among: Iterable[str]) -> str:
    tags = list(among)
    return preferred if preferred in tags else next(iter(tags), "")


def _line(name: str, address: str) -> str:
    return f"{name} | {address}" if address else name
