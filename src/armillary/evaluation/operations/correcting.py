"""A curator corrects what is known of a resource. The catalogue writes and locks the fields; the
checks look at the result at once, so that the screen shows what the correction mended."""

from django.db import transaction

from armillary.catalogue import operations as catalogue
from armillary.catalogue.models import Resource
from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.operations.checking import check_resources
from armillary.formats.description import Description
from armillary.people.actors import Actor


@transaction.atomic
def correct_resource(resource: Resource, *, changes: Description, by: Actor) -> Resource:
    """Set fields to a curator's values, which no later harvest overwrites."""
    require(rules.may_correct(by))
    corrected = catalogue.edit_resource(resource, changes=changes, by=by)
    check_resources([corrected.pk], by=by)
    return corrected


@transaction.atomic
def release_field(resource: Resource, field: str, *, by: Actor) -> Resource:
    """Give a field back to its sources."""
    require(rules.may_correct(by))
    return catalogue.unlock_field(resource, field, by=by)
