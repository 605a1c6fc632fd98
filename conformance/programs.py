"""The programs and suites of other people by their names on the page of interoperability, and how each
tells its version: what is said there was read from what ran."""

import json
import re
import subprocess
from collections.abc import Callable
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
AMB: Final = HERE.parents[1] / "shared/suites/amb"
OURS: Final = "checks of our own"


def _package(name: str) -> str:
    """Of this environment."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _package_of(environment: str, name: str) -> str:
    """Of an environment beside this file, which has a client to itself."""
    asked = f"from importlib import metadata; print(metadata.version({name!r}))"
    return _said(str(HERE / environment / "bin/python"), "-c", asked)


def _node(name: str) -> str:
    described = HERE / "node_modules" / name / "package.json"
    return str(json.loads(described.read_text("utf-8"))["version"]) if described.is_file() else ""


def _perl(module: str) -> str:
    return _said("perl", f"-M{module}", "-e", f"print ${module}::VERSION")


def _chromium() -> str:
    return _said("chromium", "--version").removeprefix("Chromium").partition("built")[0].strip()


def _xmllint() -> str:
    """libxml2 says 20914 for 2.9.14."""
    found = re.search(r"version (\d+?)(\d\d)(\d\d)\b", _said("xmllint", "--version"))
    return ".".join(str(int(part)) for part in found.groups()) if found else ""


def _zimcheck() -> str:
    return _of_many(_said("zimcheck", "--version"), "zim-tools")


def _kiwix() -> str:
    return _of_many(_said("kiwix-serve", "--version"), "kiwix-tools")


def _of_many(said: str, name: str) -> str:
    """Programs that name all their libraries: the version in the line of one of them."""
    found = re.search(rf"{name}\s+(\S+)", said)
    return found[1] if found else ""


def _libxml2() -> str:
    from lxml import etree

    return ".".join(map(str, etree.LIBXML_VERSION))


def _amb() -> str:
    return ", ".join(sorted(path.name for path in AMB.glob("*") if (path / "schemas").is_dir()))


def _said(*command: str) -> str:
    """What a program says, or nothing where there is none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return ""
    return (done.stdout or done.stderr).strip() if done.returncode == 0 else ""


PROGRAMS: Final[dict[str, Callable[[], str]]] = {
    "AMB schemas": _amb,
    "@modelcontextprotocol/conformance": partial(_node, "@modelcontextprotocol/conformance"),
    "axe-core": partial(_node, "axe-core"),
    "Catmandu::OAI": partial(_perl, "Catmandu::OAI"),
    "Chromium": _chromium,
    "extruct": partial(_package, "extruct"),
    "feedparser": partial(_package, "feedparser"),
    "Kolibri": partial(_package_of, ".kolibri", "kolibri"),
    "Kiwix": _kiwix,
    "libxml2": _libxml2,
    "Lighthouse": partial(_node, "lighthouse"),
    "lti1p3platform": partial(_package, "lti1p3platform"),
    "mlcroissant": partial(_package_of, ".croissant", "mlcroissant"),
    "nbclient": partial(_package, "nbclient"),
    "oaipmh-scythe": partial(_package, "oaipmh-scythe"),
    "pa11y": partial(_node, "pa11y"),
    "r2-opds-js": partial(_node, "r2-opds-js"),
    "resync": partial(_package_of, ".venv", "resync"),
    "schemathesis": partial(_package_of, ".schemathesis", "schemathesis"),
    "Sickle": partial(_package, "sickle"),
    "signposting": partial(_package_of, ".venv", "signposting"),
    "standardwebhooks": partial(_package, "standardwebhooks"),
    "vnu": partial(_node, "vnu-jar"),
    "xmllint": _xmllint,
    "zimcheck": _zimcheck,
    OURS: str,
}


@cache
def version(name: str) -> str:
    """As the program itself or its package says; empty where it is not installed."""
    return PROGRAMS[name]()
