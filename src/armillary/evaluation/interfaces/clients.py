"""Where a request came from, as a digest: enough to count, too little to know anybody by."""

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

V6_HOUSEHOLD = 64  # bits: whoever has one IPv6 address has all of these


def client_digest(request: HttpRequest) -> str:
    """Says no more than whether two requests came from the same place."""
    address = ip_address(get_adapter(request).get_client_ip(request))
    if address.version == 6:
        address = ip_network((address, V6_HOUSEHOLD), strict=False).network_address
    return salted_hmac("evaluation.takedown.client", str(address)).hexdigest()[:32]
