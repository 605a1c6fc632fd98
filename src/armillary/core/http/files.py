"""Answer fetches from files: what an operator names on this machine, and the demonstration content.

No request leaves the machine, and nothing outside the named folder or file is read.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from armillary.core.http.errors import AddressRefused, FetchError
from armillary.core.http.values import MEGABYTE, NONE, Fetched


class FileFetcher:
    """Serves addresses below `prefix` from `folder`; a prefix without a final slash is one file."""

    def __init__(self, prefix: str, folder: Path) -> None:
        self._prefix = prefix
        self._folder = folder.resolve()

    @classmethod
    def of_file(cls, path: Path) -> "FileFetcher":
        """A fetcher of one file, under its `file:` address."""
        return cls(path.resolve().as_uri(), path)

    def fetch(
        self,
        address: str,
        *,
        limit: int = 50 * MEGABYTE,
        accept: str = "*/*",
        validators: Mapping[str, str] = NONE,
    ) -> Fetched:
        path = self._path(address)
        try:
            if path.stat().st_size > limit:
                raise FetchError(
                    _("%(file)s is larger than %(limit)d MB, and was not read.")
                    % {"file": path.name, "limit": limit // MEGABYTE}
                )
            body = path.read_bytes()
        except OSError as error:
            raise FetchError(_("%(file)s cannot be read here.") % {"file": path.name}) from error
        return Fetched(body=body, status=200, final_address=address)

    def close(self) -> None:
        """Nothing is held open."""

    def _path(self, address: str) -> Path:
        if not self._prefix.endswith("/") and address.partition("?")[0] == self._prefix:
            return self._folder
        if not address.startswith(self._prefix) or not self._prefix.endswith("/"):
            raise AddressRefused(_("This address is not part of the source's own files."))
        relative = unquote(urlsplit(address[len(self._prefix) :]).path)
        path = (self._folder / relative).resolve()
        if not path.is_relative_to(self._folder):
            raise AddressRefused(_("This address is not part of the source's own files."))
        return path
