"""What the terms of a list are in the short codes of a Kolibri channel (LE-Utils 0.2.20).

A subject is a path of codes, and a channel has fewer of them than we do: each of ours is said as the nearest
that holds all of it. What Kolibri has no word for is left unsaid. Levels, activities and needs had other
codes once, which today's Kolibri finds nothing by.
"""

from collections.abc import Iterable, Mapping
from typing import Final

_SCHOOL: Final = "d&WXdXWF"
_MATHEMATICS: Final = f"{_SCHOOL}.qs0Xlaxq"
_SCIENCES: Final = f"{_SCHOOL}.i1IdaNwr"
_COMPUTING: Final = f"{_SCHOOL}.e#RTW9E#"
_DAILY_LIFE: Final = "PbGoe2MV"
_HEALTH: Final = f"{_DAILY_LIFE}.kivAZaeX"
_TRADES: Final = "l7DsPDlm.ISEXeZt&.pRvOzJTE"
FOR_TEACHERS: Final = "ziJ6PCuU"

_BY_CATEGORY: Final = {
    _MATHEMATICS: "mathematics number-theory measurement units-of-measurement numerical-analysis "
    "discrete-mathematics logic-and-sets combinatorics graph-theory mathematical-modelling",
    f"{_MATHEMATICS}.nG96nHDc": "numbers-and-operations number-sense arithmetic-operations fractions "
    "decimals-and-percentages ratio-and-proportion powers-and-roots time-and-money",
    f"{_MATHEMATICS}.0t5msbL5": "algebra equations-and-inequalities functions patterns-and-sequences "
    "linear-algebra abstract-algebra",
    f"{_MATHEMATICS}.lb7ELcK5": "geometry angles-and-lines plane-figures solid-figures trigonometry "
    "symmetry-and-transformations coordinate-geometry length-area-and-volume",
    f"{_MATHEMATICS}.8rJ57ht6": "calculus differential-equations",
    f"{_MATHEMATICS}.jNm15RLB": "statistics descriptive-statistics probability statistical-inference",
    _SCIENCES: "general-science scientific-method laboratory-work history-of-science "
    "science-and-society",
    f"{_SCIENCES}.r#wbt#jF": "physics mechanics fluid-mechanics waves-and-sound optics thermodynamics "
    "electricity-and-magnetism electric-circuits magnets quantum-physics nuclear-physics relativity "
    "energy",
    f"{_SCIENCES}.#r5ocgid": "chemistry states-of-matter atomic-structure chemical-bonding "
    "mixtures-and-solutions chemical-reactions acids-and-bases electrochemistry physical-chemistry "
    "inorganic-chemistry organic-chemistry analytical-chemistry",
    f"{_SCIENCES}.uErN4PdS": "biology cells microbiology biochemistry genetics evolution biodiversity "
    "plants animals life-cycles adaptation-and-behaviour human-body body-systems ecology biotechnology",
    f"{_SCIENCES}.zbDzxDE7": "earth-science geology rocks-and-minerals soil-and-erosion oceans "
    "earthquakes-and-volcanoes weather-and-climate water geography",
    f"{_SCIENCES}.mjSF4QlF": "astronomy solar-system day-night-and-seasons stars-and-galaxies "
    "space-exploration",
    _COMPUTING: "computing computational-thinking algorithms software-engineering computer-systems "
    "networks databases cybersecurity data-science artificial-intelligence machine-learning "
    "computer-graphics human-computer-interaction electronics embedded-systems robotics",
    f"{_COMPUTING}.CfnlTDZ#": "programming",
    f"{_COMPUTING}.P7s8FxQ8": "web-development",
    f"{_COMPUTING}.8ZoaPsVW": "mechanical-engineering",
    "BCG3&slG.wZ3EAedB": "digital-literacy",
    f"{_DAILY_LIFE}.tS7WKnZ7": "environment climate-change pollution nature-conservation "
    "waste-and-recycling sustainable-development renewable-energy",
    _HEALTH: "health nutrition diseases-and-immunity medicine public-health",
    f"{_DAILY_LIFE}.d8&gCo2N": "mental-health",
    f"{_DAILY_LIFE}.EHcbjuKq": "inclusion gender-equality",
    _TRADES: "manufacturing agriculture",
    FOR_TEACHERS: "stem-education integrated-stem pedagogy inquiry-based-learning curriculum "
    "educational-assessment educational-technology teacher-education",
}
CATEGORIES: Final = {
    subject: code for code, subjects in _BY_CATEGORY.items() for subject in subjects.split()
}
TEACHING: Final = {
    "lesson-plan": f"{FOR_TEACHERS}.lOBPr5ix",
    "training-material": f"{FOR_TEACHERS}.RLfhp37t",
}

_TERTIARY: Final = "FYxwbxts"
LEVELS: Final = {
    "early-childhood": "FOhG0ib",
    "primary": "wnarlxKo,BkGYi3lD",  # lower and upper
    "lower-secondary": "eLt0Mbu4",
    "upper-secondary": "ZEjiwvOb",
    "post-secondary": "ZrgBU73s",  # professional
    "short-cycle-tertiary": _TERTIARY,
    "bachelor": _TERTIARY,
    "master": _TERTIARY,
    "doctoral": _TERTIARY,
}
_MEDIA, _ACTIVITY, _EXERCISE = "rReY3LOO", "J45AL9Nb", "WEEETopZ"
RESOURCE_TYPES: Final = {
    "textbook": "LQYjqpA",
    "lesson-plan": "OqyPqhxW",
    "teaching-module": "xgFjFhrA",
    "training-material": "204TGB4U",
    "game": "9dUN1LWT",
    "worksheet": _EXERCISE,
    "exercise": _EXERCISE,
    "assessment": _EXERCISE,
    "experiment": _ACTIVITY,
    "project": _ACTIVITY,
    "video": _MEDIA,
    "audio": _MEDIA,
    "image": _MEDIA,
    "animation": _MEDIA,
}
READ: Final = "wA01urpi"
WATCH: Final = "UD5UGM0z"
LISTEN: Final = "mkA1R3NU"
EXPLORE: Final = "#j8L0eq3"
PRACTICE: Final = "VwRCom7G"
CREATE: Final = "UXADWcXZ"
ACTIVITIES: Final = {
    "exercise": PRACTICE,
    "assessment": PRACTICE,
    "worksheet": PRACTICE,
    "simulation": EXPLORE,
    "experiment": EXPLORE,
    "game": EXPLORE,
    "project": CREATE,
}
INTERNET: Final = "Hsw9k7Bz.G4h2UBuK"  # among what a learner needs

SPECIAL: Final = "Special Permissions"
_LICENCES: Final = {  # families of ours; the longer names first
    "cc-by-nc-sa": "CC BY-NC-SA",
    "cc-by-nc-nd": "CC BY-NC-ND",
    "cc-by-nc": "CC BY-NC",
    "cc-by-sa": "CC BY-SA",
    "cc-by-nd": "CC BY-ND",
    "cc-by": "CC BY",
    "cc0": "Public Domain",
    "pd-mark": "Public Domain",
    "copyrighted": "All Rights Reserved",
}
_STAFF: Final = frozenset({"teacher", "teacher-educator", "school-leader"})


def codes(keys: Iterable[str], table: Mapping[str, str]) -> str | None:
    """The codes of all keys that have any, each once, as one field; None where there are none.

    >>> codes(["primary", "bachelor", "master", "adult"], LEVELS)
    'wnarlxKo,BkGYi3lD,FYxwbxts'
    """
    found = [code for key in keys if key in table for code in table[key].split(",")]
    return ",".join(dict.fromkeys(found)) or None


def licence(key: str) -> str:
    """Kolibri's name for a licence, of whichever version and country.

    >>> licence("cc-by-sa-3.0-igo"), licence("gfdl-1.3")
    ('CC BY-SA', 'Special Permissions')
    """
    for family, name in _LICENCES.items():
        if key == family or key.startswith(f"{family}-"):
            return name
    return SPECIAL


def is_for_staff(audiences: Iterable[str]) -> bool:
    """Whether it is meant for those who teach and for nobody else."""
    found = frozenset(audiences)
    return bool(found) and found <= _STAFF
