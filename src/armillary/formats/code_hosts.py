"""Where the files of a repository lie on code hosts: the page that shows a file is not the file."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

RAW_GITHUB: Final = "raw.githubusercontent.com"
_GITHUB: Final = frozenset({"github.com", "www.github.com"})
_FILE: Final = re.compile(r"/([^/]+)/([^/]+)/(?:blob|raw)/(.+)\Z")
_REPOSITORY: Final = re.compile(r"/([^/]+)/([^/]+?)(?:\.git)?/?\Z")
_GITLAB: Final = re.compile(r"/((?:[^/]+/){1,20}?[^/]+)/-/(?:blob|raw)/(.+)\Z")
_GITEA: Final = re.compile(r"/([^/]+)/([^/]+)/(?:src|raw)/((?:branch|tag|commit)/.+)\Z")
_RAW_GITHUB: Final = re.compile(r"/([^/]+)/([^/]+)/(.+)\Z")


def raw_address(address: str) -> str:
    """Where the file itself is that a code host shows at `address`; another address as it is.

    A repository's own page on GitHub stands for its README.

    >>> raw_address("https://github.com/a/list/blob/main/books/fr.md?plain=1")
    'https://raw.githubusercontent.com/a/list/main/books/fr.md'
    >>> raw_address("https://gitlab.com/group/a/list/-/blob/main/fr.md")
    'https://gitlab.com/group/a/list/-/raw/main/fr.md'
    >>> raw_address("https://codeberg.org/a/list/src/branch/main/fr.md")
    'https://codeberg.org/a/list/raw/branch/main/fr.md'
    """
    parts = urlsplit(address)
    site = f"{parts.scheme}://{parts.netloc}"
    if parts.hostname in _GITHUB:
        if found := _FILE.match(parts.path):
            return f"https://{RAW_GITHUB}/{'/'.join(found.groups())}"
        if found := _REPOSITORY.match(parts.path):
            return f"https://{RAW_GITHUB}/{'/'.join(found.groups())}/HEAD/README.md"
    elif found := _GITLAB.match(parts.path):
        return f"{site}/{found[1]}/-/raw/{found[2]}"
    elif found := _GITEA.match(parts.path):
        return f"{site}/{found[1]}/{found[2]}/raw/{found[3]}"
    return address


def repository_of(address: str) -> str:
    """The repository that a file's address, shown or raw, belongs to; empty where that is unknown.

    >>> repository_of("https://raw.githubusercontent.com/a/list/main/fr.md")
    'github.com/a/list'
    """
    parts = urlsplit(address)
    if parts.hostname == RAW_GITHUB:
        found, host = _RAW_GITHUB.match(parts.path), "github.com"
    elif parts.hostname in _GITHUB:
        found, host = _FILE.match(parts.path), "github.com"
    else:
        found = _GITLAB.match(parts.path) or _GITEA.match(parts.path)
        host = parts.netloc.lower()
    if not found:
        return ""
    names = found.groups()[:-1]
    return "/".join((host, *(unquote(name).lower() for name in names)))
