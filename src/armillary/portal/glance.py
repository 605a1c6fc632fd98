"""The first screen of a resource in four lines: what, for whom, may I use it, is it good. Whoever has
a minute before the lesson reads no further."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.models import Resource
from armillary.formats.values.licences import licence
from armillary.portal.hits import licence_in_short
from armillary.portal.numbers import minutes_in_words
from armillary.vocabularies import queries as vocabularies

FEW = 3  # of a kind of term; the whole list stands further down

NOT_STATED = _("Ask its authors before you copy it.")
OWN_TERMS = _("Read them before you copy it.")
READ_ONLY = _("Read it where it is; do not copy it.")
# (may it be changed, may it be sold) of what may be copied
USES: dict[tuple[bool, bool], Promise] = {
    (True, True): _("Copy it and change it."),
    (True, False): _("Copy it and change it, but do not sell it."),
    (False, True): _("Copy it as it is."),
    (False, False): _("Copy it as it is, and do not sell it."),
}


@dataclass(frozen=True, slots=True)
class Glance:
    """`use` says in a few words what `licence` allows."""

    what: list[str]
    audience: list[str]
    licence: str
    use: str


def glance_at(resource: Resource, language: str) -> Glance:
    facts = resource.facts
    stated = facts.get("licence", "")
    return Glance(
        what=[
            *_names("types", facts.get("types", []), language),
            *_names("languages", facts.get("languages", []), language),
            *([minutes_in_words(facts["minutes"])] if facts.get("minutes") else []),
        ],
        audience=[
            *_names("levels", facts.get("levels", []), language),
            *_names("audiences", facts.get("audiences", []), language),
        ],
        licence=licence_in_short(stated, language),
        use=use_in_short(stated),
    )


def use_in_short(stated: str) -> str:
    """What a licence allows, in a few words."""
    terms = licence(stated) if stated else None
    if not stated or terms is None:
        return str(OWN_TERMS if stated else NOT_STATED)
    return str(USES[terms.adapt, terms.commercial] if terms.copy else READ_ONLY)


def _names(scheme: str, keys: list[str], language: str) -> list[str]:
    return [vocabularies.label(scheme, key, language) for key in keys[:FEW]]
