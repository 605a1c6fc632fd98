"""Values that no vocabulary has. The inbox of unknown values keeps their counts as runs go; here they
are only read. That a curator has decided what a value means here mends nothing at the provider."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from armillary.harvest.health.record_rules import DC
from armillary.harvest.health.registry import (
    MOST_EXAMPLES,
    Example,
    Found,
    Rule,
    Severity,
    Unit,
    Words,
)
from armillary.harvest.models import Source, TermOfSource, UnknownValue

LRMI: Final = "https://www.dublincore.org/specifications/lrmi/lrmi_terms/#"


def _rule(
    key: str, severity: Severity, says: Words, standard: str, address: str, mend: Words
) -> Rule:
    return Rule(key, severity, Unit.USES, says, standard, address, mend)


TERM_RULES: Final = (
    _rule(
        "subjects-unknown",
        Severity.ADVICE,
        _("Subjects are given in words of no vocabulary."),
        "DCMI Metadata Terms: subject",
        f"{DC}subject",
        _("Take subjects from a published vocabulary, and give their addresses."),
    ),
    _rule(
        "levels-unknown",
        Severity.WARNING,
        _("Levels of education are given in words that no vocabulary has."),
        "DCMI Metadata Terms: educationLevel",
        f"{DC}educationLevel",
        _("Name the levels as ISCED or another published vocabulary does."),
    ),
    _rule(
        "types-unknown",
        Severity.WARNING,
        _("Types are given in words that no vocabulary has."),
        "LRMI: learningResourceType",
        f"{LRMI}learningResourceType",
        _("Take types from the DCMI Type Vocabulary or the LRMI vocabularies."),
    ),
    _rule(
        "audiences-unknown",
        Severity.ADVICE,
        _("Audiences are given in words that no vocabulary has."),
        "LRMI: educationalRole",
        f"{LRMI}educationalRole",
        _("Take audiences from the vocabularies of LRMI."),
    ),
)
KINDS: Final = {rule.key.removesuffix("-unknown"): rule.key for rule in TERM_RULES}


def count_terms(source: Source) -> Mapping[str, Found]:
    """How often each kind of values is unknown, with the values that occur most."""
    rows = TermOfSource.objects.filter(source=source, kind__in=KINDS, records__gt=0)
    sums = rows.values_list("kind").annotate(uses=Sum("records")).order_by()
    return {KINDS[kind]: Found(uses, _examples(source, kind)) for kind, uses in sums}


def _examples(source: Source, kind: str) -> list[Example]:
    rows = TermOfSource.objects.filter(source=source, kind=kind, records__gt=0)
    most = rows.order_by("-records", "pk").values_list("term", "term__value")[:MOST_EXAMPLES]
    return [Example(_record_with(source, term), value) for term, value in most]


def _record_with(source: Source, term: int) -> str:
    having = UnknownValue.objects.filter(term=term, record__source=source).order_by("record")
    return having.values_list("record__identifier", flat=True).first() or ""
