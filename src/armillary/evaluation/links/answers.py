"""What the checks are told of the address that readers are sent to. Only what stays the same from
visit to visit, so that a report is not written anew each time an address answers as before."""

from collections.abc import Sequence
from typing import Any, Final

from armillary.catalogue.models import Resource
from armillary.evaluation.enums import LinkRole
from armillary.evaluation.links.availability import ANSWERING
from armillary.evaluation.links.cases import NOT_CHECKED, case_of
from armillary.evaluation.models import LinkUse

NEEDED: Final = (
    "resource_id", "link__address", "link__standing", "link__outcome", "link__missed_since",
    "link__since", "link__leads_to", "link__host_id",
)  # fmt: skip


def main_answers(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Resource → its address, the case and its values; those are left out that were never asked."""
    uses = LinkUse.objects.filter(resource_id__in=ids, role=LinkRole.MAIN)
    rows = uses.select_related("link").only(*NEEDED)
    found = {use.resource_id: (use.link.address, case_of(use.link)) for use in rows}
    return {
        number: {
            "address": address,
            "case": case.name,
            "since": case.since.isoformat() if case.since else "",
            "leads_to": case.leads_to,
        }
        for number, (address, case) in found.items()
        if case != NOT_CHECKED
    }


def seen_at(resource: Resource) -> tuple[str, bool | None]:
    """The media type of what the main address answers, empty where nobody has asked, and whether it may
    be shown in a frame."""
    uses = LinkUse.objects.filter(resource=resource, role=LinkRole.MAIN)
    seen = uses.values_list("link__media_type", "link__may_be_framed").first()
    return seen or ("", None)


def answering_resources(ids: Sequence[int]) -> list[int]:
    """Those of `ids` whose main address answers, with them or with where it has moved to."""
    uses = LinkUse.objects.filter(resource_id__in=ids, role=LinkRole.MAIN)
    good = uses.filter(link__standing__in=list(ANSWERING))
    return list(good.values_list("resource_id", flat=True))
