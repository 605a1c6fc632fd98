"""What a resource needs in the classroom, and who says so of each of it: a teacher who plans by it has
to know whose word it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.models import Resource
from armillary.catalogue.provenance import MACHINE
from armillary.harvest.queries import is_contributed, source_titles
from armillary.portal.linked import LinkedTerm
from armillary.portal.numbers import minutes_in_words
from armillary.vocabularies import queries as vocabularies

LABELS: Final[dict[str, Promise]] = {
    "minutes": _("Duration"),
    "internet": _("Internet"),
    "device": _("Device"),
    "laboratory": _("Laboratory"),
    "consumables": _("Cost of materials"),
    "safety": _("Safety"),
    "groups": _("Group size"),
}
BY_SOURCE, BY_CONTRIBUTOR = _("according to %(source)s"), _("according to a contributor")
SAID_BY: Final[dict[str, Promise]] = {
    "rule": _("worked out by this site"),
    "curator": _("according to a curator"),
}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need: its name, its values, and who says so; empty where only a machine does, for then each
    value tells how sure that is."""

    title: str
    terms: list[LinkedTerm]
    says: str


def needs_of(resource: Resource, language: str) -> list[NeedRow]:
    """What is known, in the order in which a lesson is planned."""
    known = [(name, title, resource.facts.get(name)) for name, title in LABELS.items()]
    return [
        NeedRow(
            str(title),
            _terms(name, value, resource.provenance.get(name, {}), language),
            _said_by(resource.provenance.get(name, {})),
        )
        for name, title, value in known
        if value
    ]


def _terms(name: str, value: Any, origin: Mapping[str, Any], language: str) -> list[LinkedTerm]:
    if name == "minutes":
        return [LinkedTerm(minutes_in_words(value))]
    keys = value if isinstance(value, list) else [value]
    sure = origin.get("confidence", {})
    return [
        LinkedTerm(vocabularies.label(name, key, language), sure=sure.get(key, 0.0)) for key in keys
    ]


def _said_by(origin: Mapping[str, Any]) -> str:
    """Empty for a guess, and where nobody wrote down whose word it is."""
    by = origin.get("by", MACHINE)
    if by != "record":
        return str(SAID_BY.get(by, ""))
    name = origin["ref"].partition(":")[0]
    if is_contributed(name):
        return str(BY_CONTRIBUTOR)
    return BY_SOURCE % {"source": source_titles().get(name, name)}
