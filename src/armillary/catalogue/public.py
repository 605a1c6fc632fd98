"""What the outside may see of one resource: the question behind every public door."""

from typing import Any

from django.utils.translation import gettext as _

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.errors import NoSuchResource, Paused, Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resource_by_public_id


def public_resource(public_id: str) -> Resource:
    """A listed resource, aliases followed. Raises `NoSuchResource`, also for a candidate, `Paused`,
    and `Withdrawn` with the reason for a resource that was listed once."""
    resource = resource_by_public_id(public_id)
    if resource.is_listed:
        return resource
    if resource.state == ResourceState.PAUSED:
        raise Paused(_("A rights holder has asked us to take this down, so it is not offered now."))
    if resource.state == ResourceState.WITHDRAWN and resource.listed_at:
        raise Withdrawn(resource.reason or _("This resource has been withdrawn."))
    raise NoSuchResource(_("There is no resource with this address. Try the search."))


def public_provenance(resource: Resource) -> dict[str, dict[str, Any]]:
    """Where each field came from. Which curator it was is nobody's business outside."""
    return {
        name: {
            "by": origin["by"],
            "ref": "" if origin["by"] == "curator" else origin["ref"],
            "at": origin["at"],
            "locked": bool(origin.get("locked")),
            **({"confidence": origin["confidence"]} if "confidence" in origin else {}),
        }
        for name, origin in resource.provenance.items()
    }
