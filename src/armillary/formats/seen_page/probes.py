"""What a host answers under a name that nobody can have given: how it says that a page is missing.

An honest host answers such a probe with an error, and then its pages are what they seem to be.
"""

from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit, urlunsplit

from armillary.formats.seen_page.page import SeenPage
from armillary.formats.seen_page.sketches import Sketch, sketch_of
from armillary.formats.values.addresses import canonical
from armillary.formats.values.folding import fold
from armillary.formats.values.sites import is_front_page

NAME: Final = "armillary-asks-whether-missing-pages-are-told"


@dataclass(frozen=True, slots=True)
class Probe:
    """`led_to` is where a redirect ended, empty where there was none."""

    status: int
    title: str = ""
    led_to: str = ""
    sketch: Sketch = ()

    @property
    def is_honest(self) -> bool:
        return self.status >= 400

    @property
    def led_to_front(self) -> bool:
        return bool(self.led_to) and is_front_page(self.led_to)

    def as_json(self) -> dict[str, Any]:
        """Kept for every folder that was probed, so what goes without saying is left out."""
        whole = {
            "status": self.status,
            "title": self.title,
            "led_to": self.led_to,
            "sketch": list(self.sketch),
        }
        return {name: value for name, value in whole.items() if value}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            status=kept["status"],
            title=kept.get("title", ""),
            led_to=kept.get("led_to", ""),
            sketch=tuple(kept.get("sketch", ())),
        )


def folder_of(address: str) -> str:
    """The folder that an address stands in, from which a probe speaks for it: `/a/b/c` and `/a/b/`
    are of `/a/` and of `/a/`, since the name of the second is `b`."""
    path = urlsplit(address).path.rstrip("/")
    return path[: path.rfind("/") + 1] or "/"


def probing_address(address: str, *, token: str) -> str:
    """An address in the same folder that nobody has given to a page; `token` makes it unlike those
    that were asked before."""
    parts = urlsplit(address)
    path = f"{folder_of(address)}{NAME}-{token}"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def probe_of(page: SeenPage | None, *, status: int, asked: str, final: str) -> Probe:
    """What there is to keep of the answer to a probe; of an honest one the status says it all."""
    led_to = final if canonical(final) != canonical(asked) else ""
    if status >= 400 or page is None:
        return Probe(status=status, led_to=led_to)
    return Probe(status, fold(page.title)[:200], led_to, sketch_of(page.words))
