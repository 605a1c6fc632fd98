from armillary.core.errors import ArmillaryError, Conflict, InvalidInput, NotFound


class NoSuchResource(NotFound):
    """No resource has this id."""

    code = "no-such-resource"


class NoSuchCollection(NotFound):
    """No collection has this name."""

    code = "no-such-collection"


class InvalidFact(InvalidInput):
    """A value that a field cannot take."""

    code = "invalid-fact"


class MergeConflict(Conflict):
    """These two cannot be merged, or have been parted already."""

    code = "merge-conflict"


class Withdrawn(ArmillaryError):
    """There was such a resource, and it has been withdrawn."""

    status = 410
    code = "withdrawn"
