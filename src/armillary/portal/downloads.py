"""What a page lists, as files: where each of them is, in the language of the page."""

from dataclasses import dataclass

from armillary.dissemination.exports.chosen import MOST
from armillary.dissemination.exports.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Download:
    name: str
    address: str


def downloads(path: str, language: str, *, total: int, query: str = "") -> list[Download]:
    """One of every format; none where there is nothing, or more than is made at once."""
    if not 0 < total <= MOST:
        return []
    reader = "" if language == "en" else f"reader={language}"
    asked = "&".join(filter(None, (query, reader)))
    return [
        Download(kind.name, f"{path}export.{name}{'?' if asked else ''}{asked}")
        for name, kind in KINDS.items()
    ]
