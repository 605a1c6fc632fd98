"""Fetch from strangers' machines politely and safely; the only way out of this installation.

Polite: a truthful name, one request per second and host, robots.txt, Retry-After. Safe: every hop
is checked against private addresses, and the connection goes to the very address that was checked;
sizes and times are limited. `FileFetcher` answers the same calls from a folder.
"""

from armillary.core.http.errors import (
    AddressRefused,
    CannotKeep,
    CertificateRefused,
    EndlessRedirects,
    FetchError,
    NoSuchHost,
    RobotsRefused,
    TryAgainLater,
    Unreachable,
)
from armillary.core.http.fetcher import HttpFetcher, Manners, outgoing
from armillary.core.http.files import FileFetcher
from armillary.core.http.values import MEGABYTE, Asked, Fetched, Fetcher, Hop, Method

__all__ = [
    "MEGABYTE",
    "AddressRefused",
    "Asked",
    "CannotKeep",
    "CertificateRefused",
    "EndlessRedirects",
    "FetchError",
    "Fetched",
    "Fetcher",
    "FileFetcher",
    "Hop",
    "HttpFetcher",
    "Manners",
    "Method",
    "NoSuchHost",
    "RobotsRefused",
    "TryAgainLater",
    "Unreachable",
    "outgoing",
]
