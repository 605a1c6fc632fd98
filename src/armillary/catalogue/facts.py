"""Check what a person enters into a field, so that every door refuses the same values."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from armillary.catalogue.enums import RelationKind
from armillary.catalogue.errors import InvalidFact
from armillary.core.languages import UNDETERMINED
from armillary.formats.description import Description
from armillary.formats.values.accessibility import feature
from armillary.formats.values.addresses import clean
from armillary.formats.values.agents import agent_address
from armillary.formats.values.classroom import CONSTRAINTS, SEVERAL
from armillary.formats.values.dates import date
from armillary.formats.values.languages import language
from armillary.formats.values.licences import licence
from armillary.vocabularies.queries import is_known_key

LONGEST_TEXT = 20_000
LONGEST_LIST = 200
AGENT_KINDS = ("person", "organization")


def checked_facts(changes: Description) -> dict[str, Any]:
    """The changes with every value checked and cleaned. Raises `InvalidFact` naming the field."""
    checked: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in CHECKS:
            raise InvalidFact(_("There is no field called %(field)s.") % {"field": name})
        checked[name] = CHECKS[name](value)
    return checked


def _texts(value: Any) -> dict[str, str]:
    texts = {_tag(tag): str(text).strip() for tag, text in dict(value).items()}
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise InvalidFact(_("This text is too long."))
    return {tag: text for tag, text in texts.items() if text}


def _tag(value: Any) -> str:
    tag = UNDETERMINED if value == UNDETERMINED else language(str(value))
    if tag is None:
        raise InvalidFact(_("%(value)s is not a language.") % {"value": value})
    return tag


def _keys_of(scheme: str) -> Callable[[Any], list[str]]:
    def check(value: Any) -> list[str]:
        keys = _words(value)
        for key in keys:
            if not is_known_key(scheme, key):
                raise InvalidFact(_("%(value)s is not in the vocabulary.") % {"value": key})
        return keys

    return check


def _key_of(scheme: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        key = str(value or "").strip()
        if key and not is_known_key(scheme, key):
            raise InvalidFact(_("%(value)s is not in the vocabulary.") % {"value": key})
        return key

    return check


def _words(value: Any) -> list[str]:
    words = list(dict.fromkeys(str(word).strip() for word in value if str(word).strip()))
    if len(words) > LONGEST_LIST:
        raise InvalidFact(_("These are too many values."))
    return words


def _languages(value: Any) -> list[str]:
    return list(dict.fromkeys(_tag(tag) for tag in _words(value)))


def _accessibility(value: Any) -> list[str]:
    terms = []
    for stated in _words(value):
        term = feature(stated)
        if term is None:
            raise InvalidFact(_("%(value)s is not in the vocabulary.") % {"value": stated})
        terms.append(term)
    return list(dict.fromkeys(terms))


def _addresses(value: Any) -> list[str]:
    return list(dict.fromkeys(_address(stated) for stated in _words(value)))


def _address(stated: Any) -> str:
    address = clean(str(stated))
    if address is None:
        raise InvalidFact(
            _("%(value)s is not a web address. Use one that starts with https://.")
            % {"value": stated}
        )
    return address


def _files(value: Any) -> list[dict[str, Any]]:
    files = [_file(stated) for stated in value or ()]
    if len(files) > LONGEST_LIST:
        raise InvalidFact(_("These are too many values."))
    return files


def _file(stated: Any) -> dict[str, Any]:
    file = {
        "address": _address(stated.get("address")),
        "media_type": str(stated.get("media_type") or "").strip(),
    }
    size = _whole(stated["size"]) if stated.get("size") is not None else None
    return file if size is None else {**file, "size": size}


def _licence(value: Any) -> str:
    """The canonical address of a licence we know, any other address as it is."""
    if not value:
        return ""
    known = licence(str(value))
    return known.address if known else _address(value)


def _date(value: Any) -> str:
    if not value:
        return ""
    found = date(str(value))
    if found is None:
        raise InvalidFact(
            _("%(value)s is not a date. Write it like 2019, 2019-05 or 2019-05-03.")
            % {"value": value}
        )
    return found


def _minutes(value: Any) -> int | None:
    if value in (None, ""):
        return None
    minutes = _whole(value)
    if minutes is None or not 0 < minutes <= 100_000:
        raise InvalidFact(_("Give the duration in whole minutes."))
    return minutes


def _grades(value: Any) -> list[int]:
    grades = [_whole(grade) or 0 for grade in value]
    if grades and not (len(grades) == 2 and 1 <= grades[0] <= grades[1] <= 13):
        raise InvalidFact(_("Give the lowest and the highest school grade, from 1 to 13."))
    return grades


def _whole(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def _agents(value: Any) -> list[dict[str, str]]:
    agents = [_agent(agent) for agent in value or ()]
    return [agent for agent in agents if agent is not None]


def _agent(value: Any) -> dict[str, str] | None:
    """Who made or published it; None where no name is given."""
    name = str((value or {}).get("name") or "").strip()
    if not name:
        return None
    kind = str(value.get("kind") or AGENT_KINDS[0])
    if kind not in AGENT_KINDS:
        raise InvalidFact(_("%(value)s is not in the vocabulary.") % {"value": kind})
    return {"name": name, "kind": kind, "address": _agent_address(value.get("address") or "")}


def _agent_address(stated: str) -> str:
    address = agent_address(str(stated))
    if stated and not address:
        raise InvalidFact(
            _("%(value)s is not a web address. Use one that starts with https://.")
            % {"value": stated}
        )
    return address


def _relations(value: Any) -> list[dict[str, str]]:
    for relation in value:
        if relation["kind"] not in RelationKind:
            raise InvalidFact(_("%(value)s is not a relation.") % {"value": relation["kind"]})
    targets = [(relation["kind"], str(relation["target"]).strip()) for relation in value]
    return [{"kind": str(kind), "target": target} for kind, target in targets if target]


CHECKS: dict[str, Callable[[Any], Any]] = {
    "titles": _texts,
    "descriptions": _texts,
    "types": _keys_of("types"),
    "subjects": _keys_of("subjects"),
    "levels": _keys_of("levels"),
    "audiences": _keys_of("audiences"),
    "keywords": _words,
    "languages": _languages,
    "accessibility": _accessibility,
    "licence": _licence,
    "addresses": _addresses,
    "files": _files,
    "minutes": _minutes,
    "grades": _grades,
    "creators": _agents,
    "publisher": _agent,
    "published": _date,
    "modified": _date,
    "free": lambda value: None if value in (None, "") else bool(value),
    **{name: _keys_of(name) if name in SEVERAL else _key_of(name) for name in CONSTRAINTS},
    "countries": _keys_of("countries"),
    "relations": _relations,
}
