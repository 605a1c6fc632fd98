"""The dump that is offered. Which this is stands in one small file, replaced in one go."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from armillary.dissemination.errors import NoSuchDump

LATEST: Final = "dump.json"


@dataclass(frozen=True, slots=True)
class DumpFile:
    """`size` is in bytes as it is fetched, packed with gzip; `whole` unpacked."""

    name: str
    kind: str  # of export
    size: int
    whole: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dump:
    """What was listed at `made`; `licence` is that of the descriptions themselves."""

    made: datetime
    resources: int
    licence: str
    files: tuple[DumpFile, ...]

    def file(self, kind: str) -> DumpFile:
        return next(each for each in self.files if each.kind == kind)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "made": self.made.isoformat()}


def latest_dump() -> Dump | None:
    """None before the first one was made."""
    try:
        stated = json.loads((root() / LATEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return _dump(stated)


def dump_file(name: str) -> tuple[Path, DumpFile]:
    """A file that is offered. Raises `NoSuchDump`, also for one of yesterday."""
    dump = latest_dump()
    for each in dump.files if dump else ():
        if each.name == name:
            return root() / name, each
    raise gone()


def gone() -> NoSuchDump:
    return NoSuchDump(_("This file is not offered any more. The latest is at /dataset/."))


def root() -> Path:
    return Path(settings.DUMPS_ROOT)


def _dump(stated: dict[str, Any]) -> Dump:
    return Dump(
        made=datetime.fromisoformat(stated["made"]),
        resources=stated["resources"],
        licence=stated["licence"],
        files=_files(stated["files"]),
    )


def _files(stated: Sequence[dict[str, Any]]) -> tuple[DumpFile, ...]:
    return tuple(DumpFile(**each) for each in stated)
