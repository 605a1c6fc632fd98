"""Pack the program that goes along with every pack: these very modules, as one file that Python runs."""

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

_MAIN: Final = """import sys

from armillary.formats.packs.updater import main

sys.exit(main(sys.argv[1:]))
"""
_WHEN: Final = (1980, 1, 1, 0, 0, 0)


@cache
def program() -> bytes:
    """A zip archive that begins as a script; the same modules make the same bytes."""
    body = io.BytesIO(b"#!/usr/bin/env python3\n")
    body.seek(0, io.SEEK_END)
    with zipfile.ZipFile(body, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _files():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), text, zipfile.ZIP_DEFLATED)
    return body.getvalue()


def _files() -> list[tuple[str, bytes]]:
    here = Path(__file__).parent
    modules = [
        (f"armillary/formats/packs/{path.relative_to(here).as_posix()}", path.read_bytes())
        for path in sorted(here.rglob("*"))
        if path.suffix in {".py", ".css", ".js"} and path.name != Path(__file__).name
    ]
    empty = [("armillary/__init__.py", b""), ("armillary/formats/__init__.py", b"")]
    return [("__main__.py", _MAIN.encode()), *empty, *modules]
