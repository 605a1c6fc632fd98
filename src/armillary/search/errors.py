"""What can go wrong while searching, beyond a wrong request."""

from armillary.core.errors import Unavailable


class IndexUnavailable(Unavailable):
    """There is no index that can be read. It can always be made again from the database."""

    code = "search-unavailable"
