"""What a page of ours may load, as a content security policy (W3C CSP 3)."""

from collections.abc import Mapping
from typing import Final

DIRECTIVES: Final = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def content_policy(more: Mapping[str, str] | None = None) -> str:
    """That of every page, or with `more` directives beside or instead.

    >>> content_policy({"frame-src": "https:"}).endswith("frame-ancestors 'none'; frame-src https:")
    True
    """
    return "; ".join(
        f"{name} {sources}" for name, sources in {**DIRECTIVES, **(more or {})}.items()
    )
