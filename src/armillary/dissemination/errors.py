from armillary.core.errors import Conflict, InvalidInput, NotFound


class NoSuchRendition(NotFound):
    """A resource is not available in this format."""

    code = "no-such-rendition"


class NoSuchExport(NotFound):
    """There is no export in this format."""

    code = "no-such-export"


class TooMuchToExport(InvalidInput):
    """More than is exported while somebody waits."""

    code = "too-much-to-export"


class NoSuchDump(NotFound):
    """There is no such file of the whole catalogue, or not any more."""

    code = "no-such-dump"


class DumpUnderWay(Conflict):
    """Another process is writing the whole catalogue."""

    code = "dump-under-way"


class NoSuchSearch(NotFound):
    """Nobody has saved such a search, or it is somebody else's."""

    code = "no-such-search"


class InvalidSearch(InvalidInput):
    """A search cannot be saved like this."""

    code = "invalid-search"


class SavedAlready(Conflict):
    """The same person has saved the same search before."""

    code = "saved-already"


class NoSuchWebhook(NotFound):
    """Nobody has registered such a webhook, or it is somebody else's."""

    code = "no-such-webhook"


class NoSuchDelivery(NotFound):
    """A webhook was told no such message, or it is no longer kept."""

    code = "no-such-delivery"


class InvalidWebhook(InvalidInput):
    """A webhook cannot be registered like this."""

    code = "invalid-webhook"
