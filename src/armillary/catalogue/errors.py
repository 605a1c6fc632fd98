from armillary.core.errors import ArmillaryError, Conflict, InvalidInput, NotFound


class NoSuchResource(NotFound):
    """No resource has this id."""

    code = "no-such-resource"


class NoSuchCollection(NotFound):
    """No collection has this name."""

    code = "no-such-collection"


class NoSuchPart(NotFound):
    """The coverage has no table of this name."""

    code = "no-such-part"


class NoSuchList(NotFound):
    """No reading list has this id, or it is somebody's own."""

    code = "no-such-list"


class InvalidList(InvalidInput):
    """A reading list has no title, or is more than a list can be."""

    code = "invalid-list"


class InvalidFact(InvalidInput):
    """A value that a field cannot take."""

    code = "invalid-fact"


class NoSuchStatement(NotFound):
    """No framework of learning standards has this statement, or there is no such framework."""

    code = "no-such-statement"


class AlignmentDecided(Conflict):
    """Somebody else has decided on this alignment, or has taken that back."""

    code = "alignment-decided"


class MergeConflict(Conflict):
    """These two cannot be merged, or have been parted already."""

    code = "merge-conflict"


class NoSuchMerge(NotFound):
    """There is no merge of this number."""

    code = "no-such-merge"


class EditionConflict(Conflict):
    """These two are editions of one work already, or are none."""

    code = "edition-conflict"


class Withdrawn(ArmillaryError):
    """There was such a resource, and it has been withdrawn."""

    status = 410
    code = "withdrawn"


class Paused(ArmillaryError):
    """The resource is not offered while a claim on its rights is answered."""

    status = 451
    code = "paused"


class NoSuchTopic(NotFound):
    """The vocabularies have no such subject, or no such level."""

    code = "no-such-topic"
