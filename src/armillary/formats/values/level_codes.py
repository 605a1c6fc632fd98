"""Answer our level keys for the codes that frameworks of learning standards give their statements.

CASE uses the codes of CEDS (Common Education Data Standards, "Education level": "KG", "01" to "13",
"UG" …); the Achievement Standards Network uses addresses that end in such a code or in a plain number.
There a bare number is a grade, which `values.levels` would take for an age.
"""

from collections.abc import Iterable
from typing import Final

from armillary.formats.values.levels import LEVELS, levels

_CODES: Final = {
    "IT": "early-childhood", "PR": "early-childhood", "PK": "early-childhood",
    "TK": "early-childhood", "KG": "early-childhood", "K": "early-childhood", "AS": "short-cycle-tertiary",
    "UG": "bachelor", "BA": "bachelor", "GD": "master", "MD": "master", "PM": "master",
    "DO": "doctoral", "PD": "doctoral", "AE": "adult",
}  # fmt: skip


def level_keys(codes: Iterable[str]) -> list[str]:
    """The levels of codes, names or addresses, each once, in the order of ISCED; what no level is
    known for is passed over.

    >>> level_keys(["KG", "01", "08"])
    ['early-childhood', 'primary', 'lower-secondary']
    """
    found = {key for code in codes for key in _keys(code.strip())}
    return [key for key in LEVELS if key in found]


def _keys(code: str) -> tuple[str, ...]:
    end = code.rstrip("/").rpartition("/")[2] if code.startswith(("http:", "https:")) else code
    known = _CODES.get(end.upper())
    if known:
        return (known,)
    is_grade = end.isascii() and end.isdigit() and len(end) <= 2
    found = levels(f"grade {int(end)}") if is_grade else levels(code) or levels(end)
    return found.keys if found else ()
