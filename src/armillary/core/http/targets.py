"""From an address to the one machine that may be asked for it.

A name is resolved once and the connection goes to the address that was checked, so that a name
server cannot show a public address to the check and a private one to the connection.
"""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from armillary.core.http.errors import AddressRefused, NoSuchHost

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = "%/:=&?~+!$,;'@()*[]-._|"
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_UNICAST: Final = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out to the internet
_DOCUMENTATION: Final = ipaddress.ip_network("3fff::/20")  # RFC 9637


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the checked machine, and the name it was asked under."""

    scheme: str
    host: str
    port: int
    machine: str
    path: str
    is_private: bool

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port only where it is not the usual one."""
        return f"{self.scheme}://{self.host_header}"

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def find_target(
    address: str, *, allow_private: bool, known: Mapping[str, Target] = MappingProxyType({})
) -> Target:
    """The target of an http(s) address, at the machine of `known`, by origin, where that has one.

    Raises `AddressRefused`, or `NoSuchHost` for names that cannot be resolved now.
    """
    named = _named(address)
    if found := known.get(named.origin):
        return replace(named, machine=found.machine, is_private=found.is_private)
    machines = _resolved(named.host, named.port)
    for machine in machines:
        if not is_reachable(machine, allow_private=allow_private):
            raise AddressRefused(
                _(
                    "%(host)s is a private address, which this installation does not fetch. "
                    "An administrator can allow it with ARMILLARY_ALLOW_PRIVATE_ADDRESSES."
                )
                % {"host": named.host}
            )
    first = machines[0]
    return replace(named, machine=str(first), is_private=not is_public(first))


def _named(address: str) -> Target:
    """The target as the address names it, its machine still unknown."""
    scheme, host, port, path = _parts(address)
    return Target(scheme, host, port, machine="", path=path, is_private=True)


def _parts(address: str) -> tuple[str, str, int, str]:
    try:
        split = urlsplit(address.strip().encode().decode())
        port = split.port
    except ValueError as error:  # halves of characters among them
        raise AddressRefused(_("This is not an address that can be fetched.")) from error
    if split.scheme not in DEFAULT_PORTS or not split.hostname:
        raise AddressRefused(_("Only addresses that start with http:// or https:// are fetched."))
    if split.username is not None or split.password is not None:
        raise AddressRefused(
            _("The address holds a user name or a password. Remove it from the address.")
        )
    path = quote(split.path or "/", safe=_SAFE)
    query = f"?{quote(split.query, safe=_SAFE)}" if split.query else ""
    host = _ascii(split.hostname)
    return split.scheme, host, port or DEFAULT_PORTS[split.scheme], f"{path}{query}"


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError as error:
        raise AddressRefused(_("This is not an address that can be fetched.")) from error


def _resolved(host: str, port: int) -> list[IPAddress]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoSuchHost(
            _("There is no machine named %(host)s. Check the address, or try again later.")
            % {"host": host}
        ) from error
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def is_reachable(machine: IPAddress, *, allow_private: bool) -> bool:
    """May a request go to this machine? Addresses that are nobody's never."""
    inner = _embedded(machine)
    if inner.is_multicast or inner.is_unspecified:
        return False
    return allow_private or is_public(machine)


def is_public(machine: IPAddress) -> bool:
    """Is it a machine of the open internet, in whatever wrapping its address comes?"""
    inner = _embedded(machine)
    if isinstance(inner, ipaddress.IPv6Address) and not _is_given_out(inner):
        return False
    return inner.is_global and not inner.is_multicast


def _is_given_out(machine: ipaddress.IPv6Address) -> bool:
    """Python calls whatever is not listed as special global, unassigned space included."""
    return machine in _UNICAST and machine not in _DOCUMENTATION


def _embedded(machine: IPAddress) -> IPAddress:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 address, or the address itself."""
    if isinstance(machine, ipaddress.IPv4Address):
        return machine
    if machine in _NAT64:
        return ipaddress.IPv4Address(int(machine) & 0xFFFFFFFF)
    teredo = machine.teredo
    return machine.ipv4_mapped or machine.sixtofour or (teredo[1] if teredo else machine)
