"""The program in every pack: is it whole, what would an update change, bring it up to date."""

import io
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from armillary.formats.packs import ed25519
from armillary.formats.packs.deltas import Change
from armillary.formats.packs.installed import Installed, Refused, installed, problems
from armillary.formats.packs.kits import PROGRAM
from armillary.formats.packs.updating import apply, preview, successor

USAGE: Final = f"""Usage: python3 {PROGRAM} verify             is everything here, as it was made and signed?
       python3 {PROGRAM} preview UPDATE     what would this update change?
       python3 {PROGRAM} apply UPDATE       bring the pack up to date"""


def main(arguments: Sequence[str], *, about: Path | None = None) -> int:
    """0: done. 1: refused, or not whole. 2: wrong use. `about` is the folder of the pack's list, that of
    this program if not given."""
    _say_anything()
    folder = about or Path(sys.argv[0]).resolve().parent
    match list(arguments):
        case ["verify"] | ["preview" | "apply", _]:
            pass
        case ["apply", update, "--in", elsewhere]:  # as a program of before calls its successor
            folder, arguments = Path(elsewhere), ["apply-here", update]
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    try:
        return _run(installed(folder), arguments)
    except Refused as error:
        print(error, file=sys.stderr)
    except OSError as error:
        said = f"{error.strerror or error}. Make room or mend the disk, and say the same again."
        print(said, file=sys.stderr)
    return 1


def _say_anything() -> None:
    """A title that a console cannot show is shown with question marks, instead of not at all."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _run(pack: Installed, arguments: Sequence[str]) -> int:
    if arguments[0] == "verify":
        return _verify(pack)
    update = Path(arguments[1])
    if arguments[0] == "apply":
        with tempfile.TemporaryDirectory() as folder:
            if program := successor(pack, update, Path(folder)):
                command = [
                    sys.executable,
                    str(program),
                    "apply",
                    str(update),
                    "--in",
                    str(pack.about),
                ]
                return subprocess.run(command, check=False).returncode  # noqa: S603  (ours, and signed)
    return (
        _report(preview(pack, update), is_done=False)
        if arguments[0] == "preview"
        else _report(apply(pack, update), is_done=True)
    )


def _verify(pack: Installed) -> int:
    found = list(problems(pack))
    for line in found:
        print(line)
    if not found:
        count = len(pack.sums)
        print(
            f"{pack.listing.title}: release {pack.listing.release}, {count} files, all as they were signed."
        )
        print(f"Signed by the key {ed25519.fingerprint(pack.key)}")
    return 1 if found else 0


def _report(change: Change, *, is_done: bool) -> int:
    for mark, titles in (("+", change.added), ("-", change.removed), ("~", change.changed)):
        for title in titles:
            print(f"{mark} {title}")
    counts = (
        f"{len(change.added)} added, {len(change.removed)} removed, {len(change.changed)} changed"
    )
    print(f"{counts}." if is_done else f"{counts}. Nothing has been changed yet.")
    return 0
