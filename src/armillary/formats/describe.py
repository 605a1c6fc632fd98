"""Turn what a source stated into Armillary's own words, and say what could not be turned.

Nothing is guessed: a value nobody can map is reported, so that a curator can map it, and what is
absent stays absent. The same statement always gives the same description, byte for byte.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from armillary.formats.description import Agent, Description, File, Relation
from armillary.formats.statement import StatedAgent, Statement, Text
from armillary.formats.unmapped import NOTHING, Decisions, Unknown, Unmapped
from armillary.formats.values.accessibility import feature, is_free
from armillary.formats.values.addresses import canonical, clean
from armillary.formats.values.agents import agent_address, agent_kind
from armillary.formats.values.audiences import audience
from armillary.formats.values.classroom import READERS, SEVERAL
from armillary.formats.values.countries import country
from armillary.formats.values.dates import date
from armillary.formats.values.durations import minutes
from armillary.formats.values.identifiers import doi, handle, keys_of
from armillary.formats.values.languages import language, says_nothing
from armillary.formats.values.levels import LEVELS, levels
from armillary.formats.values.licences import Licence, licence
from armillary.formats.values.memory import of_texts
from armillary.formats.values.relations import relation
from armillary.formats.values.texts import clean as clean_text
from armillary.formats.values.types import media_types, types

Subject = Callable[[str], str | None]

TITLE_LIMIT, DESCRIPTION_LIMIT, KEYWORD_LIMIT, NAME_LIMIT = 500, 10_000, 120, 250
_MOST_KEYWORDS = _MOST_CREATORS = 100
_MOST_FILES, _MOST_RELATIONS, _MOST_ADDRESSES = 200, 200, 50
HIGHEST_GRADE = 13
# Characters of one value that are read: sources are not trusted to keep to a sensible length.
_LONGEST, _LONGEST_TEXT = 20_000, 100_000

# Bare separators, the parts are stripped: blanks in a pattern make it slow where there are many.
_SUBJECT_PATH = re.compile(r";|\|| -- |::| > ")
_LANGUAGE_LIST = re.compile(r"[;,/|]")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+_-]+\Z")
_TERMS = {"accessibility": feature, **READERS, "countries": country}
_SEVERAL = SEVERAL | {"accessibility", "countries"}


class Described(NamedTuple):
    """A description, the identity keys of its resource, and what stood in the way.

    `unknown` holds, by kind, the values nobody could map; `unmapped`, by kind and folded value,
    those and the ones that only a decision could. A description with `problems` is not fit to be
    listed: each is a sentence for the person who sent it.
    """

    description: Description
    keys: list[str]
    unknown: Unknown
    problems: list[str]
    unmapped: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def describe(
    statement: Statement,
    *,
    subject: Subject,
    default_language: str = "",
    decided: Decisions = MappingProxyType({}),
) -> Described:
    """Normalise a statement; `subject` answers the key of our subject for a word, or `None`;
    `decided` says what people decided that unknown values mean.

    Texts without a language are in `default_language`, else in the one language the resource is
    in, else in `und`.
    """
    unknown = Unmapped(decided)
    description: Description = {}
    spoken = _languages(statement.languages, unknown)
    fallback = language(default_language) or (spoken[0] if len(spoken) == 1 else "und")
    _put_texts(description, statement, fallback)
    _put_subjects(description, statement, subject, unknown)
    _put_levels(description, statement, unknown)
    if found := _types(statement, unknown):
        description["types"] = found
    if found := _mapped(statement.audiences, audience, "audiences", unknown):
        description["audiences"] = found
    if spoken:
        description["languages"] = spoken
    _put_rights(description, statement, unknown)
    _put_agents(description, statement)
    _put_times(description, statement, unknown)
    keys = _put_addresses(description, statement)
    _put_files(description, statement)
    _put_terms(description, statement, unknown)
    _put_relations(description, statement)
    problems = _problems(description, keys)
    return Described(description, keys, unknown.unknown, problems, unknown.terms)


def _problems(description: Description, keys: list[str]) -> list[str]:
    problems = []
    if "titles" not in description:
        problems.append("It has no title.")
    if not keys:
        problems.append("It has no address or identifier that can be used.")
    return problems


@of_texts
def _word(text: str) -> str:
    return clean_text(text)


@of_texts
def _short(text: str) -> str:
    return clean_text(text, limit=KEYWORD_LIMIT)


def _mapped(
    values: Iterable[str], mapping: Callable[[str], str | None], kind: str, unknown: Unmapped
) -> list[str]:
    """Answer the keys of values in their order, each once; report the values without a key."""
    keys: list[str] = []
    for value in values:
        key = mapping(value)
        if key is None and value.strip():
            key = unknown.meaning(kind, value)
        if key and key not in keys:
            keys.append(key)
    return keys


def _languages(stated: list[str], unknown: Unmapped) -> list[str]:
    found: list[str] = []
    for value in stated:
        tag = language(value)
        tags = [tag] if tag else _several_languages(value)
        if not tags and value.strip() and not says_nothing(value):
            tags = [unknown.meaning("languages", value)]
        for each in tags:
            if each and each not in found:
                found.append(each)
    return found


def _several_languages(value: str) -> list[str]:
    """Read "English, Spanish"; it counts only if every part is a language."""
    tags = [language(part) for part in _LANGUAGE_LIST.split(value[:_LONGEST])]
    known = [tag for tag in tags if tag]
    return known if len(known) == len(tags) else []


def _put_texts(description: Description, statement: Statement, fallback: str) -> None:
    if titles := _by_language(statement.titles, fallback, TITLE_LIMIT):
        description["titles"] = titles
    if descriptions := _by_language(statement.descriptions, fallback, DESCRIPTION_LIMIT):
        description["descriptions"] = descriptions


def _by_language(stated: list[Text], fallback: str, limit: int) -> dict[str, str]:
    """Answer the first text in each language."""
    texts: dict[str, str] = {}
    for entry in stated:
        text = _cleaned(entry, limit)
        if text:
            tag = language(entry.language) if entry.language else None
            texts.setdefault(tag or fallback, text)
    return texts


def _cleaned(entry: Text, limit: int) -> str:
    stated = entry.text[:_LONGEST_TEXT]
    if entry.has_lines:
        lines = "\n".join(map(clean_text, stated.splitlines())).strip()
        if len(lines) <= limit:
            return lines
    return clean_text(stated, limit=limit)


def _put_subjects(
    description: Description, statement: Statement, subject: Subject, unknown: Unmapped
) -> None:
    subjects: list[str] = []
    keywords: dict[str, str] = {}
    for word in dict.fromkeys(statement.subjects):
        if not _resolve(word, subject, subjects, keywords):
            key = unknown.meaning("subjects", word)
            if key and key not in subjects:
                subjects.append(key)
    for word in dict.fromkeys(statement.keywords):
        _resolve(word, subject, subjects, keywords)
    if subjects:
        description["subjects"] = subjects
    if keywords:
        description["keywords"] = list(keywords.values())[:_MOST_KEYWORDS]


def _resolve(word: str, subject: Subject, subjects: list[str], keywords: dict[str, str]) -> bool:
    """File a word under the subjects it names or, whole or in parts, under the keywords."""
    word = _word(word[:_LONGEST])
    resolved = True
    for part in _parts(word, subject):
        key = subject(part)
        if key is None:
            resolved = False
            keywords.setdefault(part.casefold(), _short(part))
        elif key not in subjects:
            subjects.append(key)
    return resolved


def _parts(word: str, subject: Subject) -> list[str]:
    """Split "Science > Physics; Energy" where the whole is no subject."""
    if not _SUBJECT_PATH.search(word) or subject(word):
        return [word] if word else []
    return [part for part in map(str.strip, _SUBJECT_PATH.split(word)) if part]


def _put_levels(description: Description, statement: Statement, unknown: Unmapped) -> None:
    keys: set[str] = set()
    grades = [grade for grade in statement.grades if 1 <= grade <= HIGHEST_GRADE]
    for value in dict.fromkeys(statement.levels):
        found = levels(value)
        if found:
            keys.update(found.keys)
            grades.extend(found.grades or ())
        elif value.strip():
            keys.add(unknown.meaning("levels", value))
    if keys - {NOTHING}:
        description["levels"] = [key for key in LEVELS if key in keys]
    if grades:
        description["grades"] = [min(grades), max(grades)]


def _types(statement: Statement, unknown: Unmapped) -> list[str]:
    found: list[str] = []
    for value in statement.types:
        keys = types(value)
        if keys is None and value.strip():
            keys = (unknown.meaning("types", value),)
        for key in keys or ():
            if key and key not in found:
                found.append(key)
    if not found:  # a video file is a video, whatever the source forgot to say
        for file in statement.files:
            found.extend(key for key in media_types(file.media_type) if key not in found)
    return found


def _put_rights(description: Description, statement: Statement, unknown: Unmapped) -> None:
    best: Licence | None = None
    for value in statement.licences:
        found = licence(value)
        if found is None and value.strip():
            found = licence(unknown.meaning("licences", value))
        if found and (best is None or _says_more(found, best)):
            best = found
    if best:
        description["licence"] = best.address
    for value in statement.free:
        free = is_free(value)
        if free is None and value.strip():
            free = is_free(unknown.meaning("free", value))
        if free is not None:
            description["free"] = free
            break


def _says_more(found: Licence, best: Licence) -> bool:
    """Prefer a licence to a mere copyright notice, and its version to its name alone."""
    if best.key == "copyrighted":
        return found.key != "copyrighted"
    if found.family != best.family:
        return False
    return (bool(found.version), bool(found.jurisdiction)) > (
        bool(best.version),
        bool(best.jurisdiction),
    )


def _put_agents(description: Description, statement: Statement) -> None:
    creators: list[Agent] = []
    for stated in statement.creators[:_MOST_CREATORS]:
        for agent in _agents(stated, usual="person"):
            if len(creators) < _MOST_CREATORS and agent not in creators:
                creators.append(agent)
    if creators:
        description["creators"] = creators
    for stated in statement.publishers:
        for agent in _agents(stated, usual="organization"):
            description["publisher"] = agent
            return


def _agents(stated: StatedAgent, *, usual: str) -> list[Agent]:
    stated_name = stated.name[:_LONGEST]
    names = [stated_name] if stated.address else stated_name.split(";")[:_MOST_CREATORS]
    address = agent_address(stated.address[:_LONGEST])
    cleaned = (clean_text(name, limit=NAME_LIMIT) for name in names)
    return [
        {
            "name": name,
            "kind": agent_kind(name, stated=stated.kind, address=address, usual=usual),
            "address": address,
        }
        for name in cleaned
        if name
    ]


def _put_times(description: Description, statement: Statement, unknown: Unmapped) -> None:
    # Repositories state when a thing was archived beside when it appeared: it appeared first.
    if published := _dates(statement.published, unknown):
        description["published"] = min(published)
    if modified := _dates(statement.modified, unknown):
        description["modified"] = max(modified)
    for value in statement.durations:
        length = minutes(value)
        if length:
            description["minutes"] = length
            break
        if value.strip():
            unknown.meaning("durations", value)


def _put_terms(description: Description, statement: Statement, unknown: Unmapped) -> None:
    """What a classroom needs, and what may be several: of the rest the first one that is known counts."""
    for name, read in _TERMS.items():
        if (stated := getattr(statement, name)) and (found := _mapped(stated, read, name, unknown)):
            description[name] = found if name in _SEVERAL else found[0]  # type: ignore[literal-required]


def _dates(stated: list[str], unknown: Unmapped) -> list[str]:
    return _mapped(stated, date, "dates", unknown)


def _put_addresses(description: Description, statement: Statement) -> list[str]:
    """Collect the addresses, those among the identifiers last, and answer the identity keys."""
    keys: set[str] = set()
    addresses: dict[str, str] = {}
    for value in dict.fromkeys((*statement.addresses, *statement.identifiers)):
        keys.update(keys_of(value))
        page = canonical(value)
        if page and len(addresses) < _MOST_ADDRESSES:
            addresses.setdefault(page, clean(value) or page)
    if not addresses:
        addresses = _substitutes(statement)
        if not keys:
            keys.update(key for address in addresses for key in keys_of(address))
    if addresses:
        description["addresses"] = list(addresses.values())
    return sorted(keys)


def _substitutes(statement: Statement) -> dict[str, str]:
    """Answer where a resource without an address is found: through a resolver, or its file."""
    for value in statement.identifiers:
        value = value[:_LONGEST]
        if name := doi(value):
            address = clean(f"https://doi.org/{name}")
            return {address: address} if address else {}
        if name := handle(value):
            address = clean(f"https://hdl.handle.net/{name}")
            return {address: address} if address else {}
    for file in statement.files:
        if address := clean(file.address):
            return {address: address}
    return {}


def _put_files(description: Description, statement: Statement) -> None:
    files: list[File] = []
    seen: set[str] = set()
    for stated in statement.files[:_MOST_FILES]:
        address = clean(stated.address)
        if not address or address in seen:
            continue
        seen.add(address)
        media_type = stated.media_type[:_LONGEST].split(";")[0].strip().lower()
        known = media_type if _MEDIA_TYPE.match(media_type) else ""
        file: File = {"address": address, "media_type": known}
        if stated.size is not None and stated.size >= 0:
            file["size"] = stated.size
        files.append(file)
    if files:
        description["files"] = files


def _put_relations(description: Description, statement: Statement) -> None:
    relations: list[Relation] = []
    for stated in statement.relations[:_MOST_RELATIONS]:
        kind = relation(stated.kind)
        target = clean(stated.target) or next(iter(keys_of(stated.target)), "")
        if kind and target:
            found: Relation = {"kind": kind, "target": target}
            if found not in relations:
                relations.append(found)
    if relations:
        description["relations"] = relations
