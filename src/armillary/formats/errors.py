"""The one error every reader raises, so that callers can reject a record and go on."""


class FormatError(ValueError):
    """Input that cannot be read; the message is one sentence for the person who sent it."""
