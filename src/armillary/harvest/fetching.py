"""Which fetcher a source is read with: HTTP, a file of this machine, or a folder that stands in for
a web site (the demonstration, which sends no request)."""

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

import armillary
from armillary.core.http import Fetcher, FileFetcher, Manners, outgoing
from armillary.harvest.errors import InvalidSource
from armillary.harvest.models import Source

PACKAGE: Final = Path(armillary.__file__).resolve().parent


def fetcher_of(source: Source) -> Fetcher:
    """Local files are read only where `add_source` was allowed to say so."""
    if folder := source.options.get("served_from"):
        prefix, _slash, _name = source.address.rpartition("/")
        return FileFetcher(f"{prefix}/", PACKAGE / str(folder))  # a relative folder is ours
    if source.address.startswith("file:"):
        return FileFetcher.of_file(local_path(source.address))
    return outgoing(manners=Manners(heed_robots=not source.options.get("ignore_robots")))


def local_path(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


def file_address(name: str) -> str:
    """The `file:` address of a file that exists. Raises `InvalidSource`."""
    path = Path(name).expanduser()
    if not path.is_file():
        raise InvalidSource(_("There is no file called %(name)s here.") % {"name": name})
    return path.resolve().as_uri()
