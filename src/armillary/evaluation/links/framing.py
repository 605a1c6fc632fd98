"""Does a page let another site show it in a frame? Read from its headers, as browsers do: a content
security policy outranks `X-Frame-Options` (W3C CSP 3, section 6.4.2.2)."""

from collections.abc import Mapping


def may_be_framed(headers: Mapping[str, str]) -> bool:
    """By any site; one that names sites does not name us.

    >>> may_be_framed({}), may_be_framed({"x-frame-options": "SAMEORIGIN"})
    (True, False)
    >>> may_be_framed({"content-security-policy": "frame-ancestors *", "x-frame-options": "DENY"})
    True
    """
    ancestors = _frame_ancestors(headers.get("content-security-policy", ""))
    if ancestors:
        return all({"*", "https:"} & set(sources) for sources in ancestors)
    return not headers.get("x-frame-options", "").strip()


def _frame_ancestors(policies: str) -> list[list[str]]:
    """The sources of each policy that speaks of framing."""
    found = []
    for policy in policies.split(","):
        for directive in policy.split(";"):
            name, *sources = directive.lower().split() or [""]
            if name == "frame-ancestors":
                found.append(sources)
                break
    return found
