"""Links that people of the site put on every page. The context that keeps them says what they are.

They change rarely and are read by every page, so each process keeps them for some seconds; a change is
seen at once by the process that made it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

KEPT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class SiteLink:
    """`place` is `menu` or `footer`; `language` that of the label where it is not the reader's."""

    place: str
    address: str
    label: str
    language: str = ""


Provider = Callable[[str], list[SiteLink]]

PROVIDERS: list[Provider] = []
_KEPT: dict[str, tuple[float, tuple[SiteLink, ...]]] = {}


def register_site_links(provider: Provider) -> None:
    """Called when a context starts. `provider` gets the language of the reader."""
    PROVIDERS.append(provider)


def site_links(language: str) -> tuple[SiteLink, ...]:
    """In the order in which they stand."""
    kept = _KEPT.get(language)
    if kept is not None and kept[0] >= time.monotonic():
        return kept[1]
    found = tuple(link for provider in PROVIDERS for link in provider(language))
    _KEPT[language] = (time.monotonic() + KEPT_SECONDS, found)
    return found


def forget_site_links() -> None:
    """For operations that change them."""
    _KEPT.clear()
