"""Descriptions for tests of writers: one that says everything, and a strategy for any."""

from hypothesis import strategies as st

from armillary.formats.description import Agent, Description, File, Relation
from armillary.formats.values.audiences import AUDIENCES
from armillary.formats.values.classroom import CONSTRAINTS, SEVERAL
from armillary.formats.values.levels import LEVELS
from armillary.formats.values.licences import LICENCES
from armillary.formats.values.types import TYPES

FULL: Description = {
    "titles": {"en": "Fractions & <decimals>", "ar": "الكسور", "zh-hans": "分数"},
    "descriptions": {"en": "Cut a cake.", "fr": "Coupez un gâteau."},
    "types": ["lesson-plan", "video"],
    "subjects": ["fractions"],
    "keywords": ["cake"],
    "levels": ["primary", "adult"],
    "grades": [3, 5],
    "audiences": ["teacher", "learner"],
    "languages": ["en", "zh-hans"],
    "licence": "https://creativecommons.org/licenses/by/4.0/",
    "creators": [
        {"name": "Ada", "kind": "person", "address": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "Escuela 7", "kind": "organization", "address": ""},
    ],
    "publisher": {"name": "UNESCO", "kind": "organization", "address": "https://www.unesco.org/"},
    "published": "2019-05-03",
    "modified": "2020-01",
    "minutes": 90,
    "addresses": ["https://example.org/fractions", "https://mirror.example/fractions"],
    "files": [
        {"address": "https://example.org/f.pdf", "media_type": "application/pdf", "size": 1024},
        {"address": "https://example.org/f.mp4", "media_type": ""},
    ],
    "accessibility": ["captions"],
    "free": True,
    "internet": "offline",
    "device": "phone",
    "laboratory": "simple-equipment",
    "consumables": "low-cost",
    "safety": "care",
    "groups": ["pairs", "whole-class"],
    "countries": ["TZ", "KE"],
    "relations": [
        {"kind": "based_on", "target": "https://example.org/old"},
        {"kind": "part_of", "target": "isbn:9780306406157"},
        {"kind": "translation_of", "target": "https://example.org/fr"},
        {"kind": "version_of", "target": "https://example.org/v1"},
    ],
}


def labels(_scheme: str, key: str) -> dict[str, str]:
    """Name the concepts that tests look at, in two languages; know no other."""
    known = {
        "fractions": {"en": "Fractions", "zh-hans": "分数"},
        "video": {"en": "Video"},
        "TZ": {"en": "Tanzania"},
        "primary": {"en": "Primary education", "fr": "Enseignement primaire"},
    }
    return known.get(key, {})


_text = st.text(min_size=1, max_size=30)
_language = st.sampled_from(["en", "ar", "zh-hans", "pt-br", "arz", "und"])
_address = st.sampled_from(
    ["https://example.org/a?b=1&c=2", "http://example.org:8080/%D8%AA#x", "http://[::1]/a"]
)
_texts = st.dictionaries(_language, _text, min_size=1, max_size=3)
_agent = st.builds(
    Agent,
    name=_text,
    kind=st.sampled_from(["person", "organization"]),
    address=st.one_of(st.just(""), _address),
)
_file = st.one_of(
    st.builds(File, address=_address, media_type=st.sampled_from(["", "video/mp4", "x-odd/thing"])),
    st.builds(File, address=_address, media_type=st.just(""), size=st.integers(0, 10**12)),
)
_relation = st.builds(
    Relation,
    kind=st.sampled_from(["version_of", "translation_of", "based_on", "part_of"]),
    target=st.one_of(_address, st.just("doi:10.1/x")),
)
_date = st.sampled_from(["2019", "2019-05", "2019-05-03"])


def _some(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(values, min_size=1, max_size=4, unique=True)


any_description = st.fixed_dictionaries(
    {},
    optional={
        "titles": _texts,
        "descriptions": _texts,
        "types": _some(st.sampled_from(list(TYPES))),
        "subjects": _some(st.sampled_from(["algebra", "fractions", "physics", "beekeeping"])),
        "keywords": _some(_text),
        "levels": _some(st.sampled_from(LEVELS)),
        "grades": st.sampled_from([[1, 1], [3, 5]]),
        "audiences": _some(st.sampled_from(list(AUDIENCES))),
        "languages": _some(st.sampled_from(["en", "ar", "zh-hans", "arz"])),
        "licence": st.sampled_from([entry.address for entry in LICENCES.values()]),
        "creators": st.lists(_agent, min_size=1, max_size=3),
        "publisher": _agent,
        "published": _date,
        "modified": _date,
        "minutes": st.integers(1, 10_000),
        "addresses": _some(_address),
        "files": st.lists(_file, min_size=1, max_size=2),
        "accessibility": st.just(["captions"]),
        "free": st.booleans(),
        **{
            name: _some(st.sampled_from(list(keys)))
            if name in SEVERAL
            else st.sampled_from(list(keys))
            for name, keys in CONSTRAINTS.items()
        },
        "countries": _some(st.sampled_from(["TZ", "KE", "FR"])),
        "relations": st.lists(_relation, min_size=1, max_size=3),
    },
)
