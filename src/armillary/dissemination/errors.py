from armillary.core.errors import NotFound


class NoSuchRendition(NotFound):
    """A resource is not available in this format."""

    code = "no-such-rendition"
