from armillary.core.errors import ArmillaryError, Conflict, InvalidInput, NotFound


class NoSuchPiece(NotFound):
    """There is no page or news item of this name, none that is published, or no such version."""

    code = "no-such-piece"


class InvalidPiece(InvalidInput):
    """A page or news item lacks something, or is more than it can be."""

    code = "invalid-piece"


class PieceConflict(Conflict):
    """Somebody else has changed a page or news item meanwhile, or it has no draft to publish."""

    code = "piece-conflict"


class Unpublished(ArmillaryError):
    """There was such a page or news item, and it has been taken from readers."""

    status = 410
    code = "unpublished"


class NoSuchText(NotFound):
    """There is no such text to translate, or the language is that of its original."""

    code = "no-such-text"


class InvalidTranslation(InvalidInput):
    """A translation is longer than there is room for, or a table of them cannot be read."""

    code = "invalid-translation"


class TranslationConflict(Conflict):
    """The original or the translation has changed since it was read."""

    code = "translation-conflict"
