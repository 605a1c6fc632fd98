"""Which pages of others may show ours inside of them: those of the platform that a page is for."""

from collections.abc import Iterable, Mapping

from armillary.core.content_policy import content_policy


def framed_policy(origins: Iterable[str], more: Mapping[str, str] | None = None) -> str:
    """The content security policy of a page that these may frame, and nobody where there are none.

    >>> framed_policy(["https://lms.example.org"]).rpartition("; ")[2]
    "frame-ancestors https://lms.example.org"
    """
    ancestors = " ".join(origins) or "'none'"
    return content_policy({"frame-ancestors": ancestors, **(more or {})})
