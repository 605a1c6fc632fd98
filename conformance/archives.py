"""Schemas that other people ship inside the source of a package; they stay there, and we fetch it."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest


def unpack(name: str, version: str, members: list[str], folder: Path) -> list[Path]:
    """These members of a package's source archive as files; without it, the check is not run."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=:all:"]
    wanted = [*command, "--dest", folder, f"{name}=={version}"]
    subprocess.run(wanted, capture_output=True, check=False)
    archive = next(folder.glob(f"{name.replace('-', '[-_]')}-{version}.tar.gz"), None)
    if archive is None:
        pytest.skip(f"the source of {name} {version}, which holds schemas, could not be fetched")
    with tarfile.open(archive) as packed:
        return [_unpacked(packed, member, folder) for member in members]


def _unpacked(packed: tarfile.TarFile, member: str, folder: Path) -> Path:
    found = packed.extractfile(member)
    assert found
    target = folder / Path(member).name
    target.write_bytes(found.read())
    return target
