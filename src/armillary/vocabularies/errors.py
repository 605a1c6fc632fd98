from armillary.core.errors import Conflict, InvalidInput, NotFound


class NoSuchScheme(NotFound):
    """No vocabulary has this key."""

    code = "no-such-scheme"


class NoSuchConcept(NotFound):
    """No term of the vocabulary has this key."""

    code = "no-such-concept"


class NameTaken(Conflict):
    """A name that another term of the vocabulary has."""

    code = "name-taken"


class UnreadableScheme(InvalidInput):
    """A file that is not a SKOS vocabulary."""

    code = "unreadable-scheme"


class SchemeTaken(Conflict):
    """A key or an address that belongs to another vocabulary."""

    code = "scheme-taken"
