"""Tell persons from organisations where a source did not, and make sense of their addresses."""

import re

from armillary.formats.values.addresses import clean
from armillary.formats.values.folding import fold
from armillary.formats.values.identifiers import orcid, ror
from armillary.formats.values.memory import of_texts

_STATED = {
    "person": "person",
    "organization": "organization",
    "organisation": "organization",
    "corporation": "organization",
    "educational organization": "organization",
    "educationalorganization": "organization",
    "college or university": "organization",
    "collegeoruniversity": "organization",
    "government organization": "organization",
    "ngo": "organization",
}
_BODIES = (
    "academia academy agency association center centre centro college committee company consortium "
    "corporation council department école escuela fondation foundation fundación fundacion gmbh "
    "group inc institut institute institutet institution instituto laboratory library llc ltd museum "
    "network observatory office organization press project publishers publishing school schule "
    "society stiftung team unesco unicef университет институт министерство организация школа академия"
)
_WORDS = frozenset(_BODIES.split())
_BEGINNINGS = ("universi", "ministr", "ministè", "минист", "универси")
_WITHIN = re.compile("大学|学院|研究所|出版社|جامعة|وزارة|معهد|مؤسسة")
_WORD = re.compile(r"[^\W\d_]+")


@of_texts
def names_organization(name: str) -> bool:
    """Guess whether a name is of an organisation: by the words such names are made of."""
    words = _WORD.findall(name.lower())
    return (
        any(word in _WORDS or word.startswith(_BEGINNINGS) for word in words)
        or _WITHIN.search(name) is not None
    )


def agent_kind(name: str, *, stated: str, address: str, usual: str) -> str:
    """Answer "person" or "organization": as stated, by ORCID or ROR, by name, or as is usual."""
    known = _STATED.get(fold(stated)) if stated else None
    if known:
        return known
    if address.startswith("https://orcid.org/"):
        return "person"
    if address.startswith("https://ror.org/") or names_organization(name):
        return "organization"
    return usual


def agent_address(address: str) -> str:
    """Answer an ORCID or ROR in its canonical form, another address made safe, or nothing.

    An ORCID or ROR whose check digits do not hold is someone else's or no one's: it is dropped.
    """
    if not address:
        return ""
    known = orcid(address) or ror(address)
    if known:
        return known
    cleaned = clean(address) or ""
    wrong = cleaned.startswith(("https://orcid.org/", "http://orcid.org/", "https://ror.org/"))
    return "" if wrong else cleaned
