"""Links that people of the site put on every page. The context that keeps them says what they are."""

from collections.abc import Callable
from dataclasses import dataclass

from armillary.core.remembering import remembered


@dataclass(frozen=True, slots=True)
class SiteLink:
    """`place` is `menu` or `footer`; `language` that of the label where it is not the reader's."""

    place: str
    address: str
    label: str
    language: str = ""


Provider = Callable[[str], list[SiteLink]]

PROVIDERS: list[Provider] = []


def register_site_links(provider: Provider) -> None:
    """Called when a context starts. `provider` gets the language of the reader."""
    PROVIDERS.append(provider)


def site_links(language: str) -> list[SiteLink]:
    """In the order in which they stand; of a page they are asked for once."""
    return remembered(
        ("site links", language),
        lambda: [link for provider in PROVIDERS for link in provider(language)],
    )
