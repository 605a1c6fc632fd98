"""What is wrong with the addresses that the records of a source lead to, for the report to those who
run it. Only links that stand badly are looked at, never all of a source."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.models import Link, LinkUse
from armillary.harvest.health.registry import (
    MOST_EXAMPLES,
    Example,
    Found,
    Rule,
    Severity,
    Unit,
    Words,
    register,
)
from armillary.harvest.models import Record, Source

MOST_USERS: Final = 500  # of a link, among which a record is sought
RFC: Final = "https://www.rfc-editor.org/rfc/rfc9110#section-"


def _rule(key: str, severity: Severity, says: Words, section: str, mend: Words) -> Rule:
    standard = f"RFC 9110 §{section}"
    return Rule(key, severity, Unit.ADDRESSES, says, standard, f"{RFC}{section}", mend)


RULES: Final = (
    _rule(
        "link-dead",
        Severity.ERROR,
        _("Records lead to addresses at which nothing is any more."),
        "15.5",
        _("Correct the addresses, or mark the records as deleted."),
    ),
    _rule(
        "link-says-missing",
        Severity.ERROR,
        _("Pages say that nothing is there, but answer as if all were well (200)."),
        "15.5.5",
        _("Answer with the status 404 or 410 for what is not there, and correct the records."),
    ),
    _rule(
        "link-certificate",
        Severity.WARNING,
        _("Records lead to hosts whose certificate is not valid."),
        "4.3.4",
        _("Renew the certificates, and send them with their whole chain."),
    ),
    _rule(
        "link-elsewhere",
        Severity.WARNING,
        _("Records lead to a front page, another site or a form that wants a password."),
        "15.4",
        _("Redirect each old address to the page that took its place."),
    ),
    _rule(
        "link-moved",
        Severity.ADVICE,
        _("Records name addresses that redirect for good to others."),
        "15.4.2",
        _("Put the new addresses into the records."),
    ),
)
DOUBTS: Final[dict[str, tuple[Outcome, ...]]] = {
    "link-dead": (Outcome.PARKED,),
    "link-says-missing": (Outcome.NOT_FOUND,),
    "link-certificate": (Outcome.CERTIFICATE,),
    "link-elsewhere": (Outcome.ELSEWHERE, Outcome.FRONT_PAGE, Outcome.SIGN_IN),
}
SURE: Final[dict[str, Q]] = {
    "link-dead": Q(standing=Standing.BROKEN) & ~Q(outcome=Outcome.NOT_FOUND),
    "link-says-missing": Q(standing=Standing.BROKEN, outcome=Outcome.NOT_FOUND),
    "link-moved": Q(standing=Standing.MOVED),
}


def count_links(source: Source) -> Mapping[str, Found]:
    """How many addresses are bad in each way, with some of them."""
    found = {}
    for rule in RULES:
        links = _links(source, rule.key)
        if number := links.count():
            found[rule.key] = Found(number, _examples(source, links))
    return found


def register_links() -> None:
    """Called when the context starts."""
    register("links", RULES, count_links)


def _links(source: Source, rule: str) -> QuerySet[Link]:
    doubts = Q(standing=Standing.DOUBTFUL, outcome__in=DOUBTS.get(rule, ()))
    where = SURE[rule] | doubts if rule in SURE else doubts
    here = Exists(_records(source).filter(resource=OuterRef("resource")))
    return Link.objects.filter(where).filter(
        Exists(LinkUse.objects.filter(here, link=OuterRef("pk")))
    )


def _records(source: Source) -> QuerySet[Record]:
    """Records that are there. The sum keeps databases from the index of the source, by which they
    would go through all its records in place of the few of a resource."""
    return Record.objects.alias(of=F("source_id") + 0).filter(of=source.pk, is_deleted=False)


def _examples(source: Source, links: QuerySet[Link]) -> list[Example]:
    """Any few: the worst ones would need a sort of them all."""
    first = list(links.order_by("pk")[:MOST_EXAMPLES])
    return [
        Example(
            _record_of(source, link),
            f"{link.address} ({link.status})" if link.status else link.address,
            link.leads_to,
        )
        for link in first
    ]


def _record_of(source: Source, link: Link) -> str:
    resources = list(link.users.values_list("resource", flat=True)[:MOST_USERS])
    names = _records(source).filter(resource__in=resources).values_list("identifier", flat=True)
    return min(names, default="")
