"""Sign what a pack is, so that a school can tell it from what somebody put on the stick on the way.

Ed25519 (RFC 8032), because any OpenSSL checks it and the program in the pack can without one. The key pair
stays for good: packs know their key, and an update by another one is refused there.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import IntegrityError, transaction

from armillary.core.clock import now
from armillary.dissemination.packs.models import PackKey
from armillary.formats.packs import ed25519


def signed(body: bytes) -> bytes:
    """64 bytes."""
    return _pair()[1].sign(body)


def public_key() -> bytes:
    """In PEM."""
    return _pair()[0].public.encode()


def fingerprint() -> str:
    return ed25519.fingerprint(ed25519.key_in(public_key()))


def _pair() -> tuple[PackKey, Ed25519PrivateKey]:
    """The newest that can be read: after the secret key was changed none can, so that there is a new one."""
    rows = list(PackKey.objects.order_by("-place"))
    for row in rows:
        if pair := _opened(row):
            return row, pair
    try:
        with transaction.atomic():
            return _made(place=len(rows) + 1)
    except IntegrityError:  # another process was faster
        return _pair()


def _opened(row: PackKey) -> Ed25519PrivateKey | None:
    try:
        pair = load_pem_private_key(row.private.encode(), settings.SECRET_KEY.encode())
    except ValueError:
        return None
    return pair if isinstance(pair, Ed25519PrivateKey) else None


def _made(*, place: int) -> tuple[PackKey, Ed25519PrivateKey]:
    pair = Ed25519PrivateKey.generate()
    private = pair.private_bytes(
        Encoding.PEM,
        PrivateFormat.PKCS8,
        BestAvailableEncryption(settings.SECRET_KEY.encode()),
    )
    public = pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    row = PackKey.objects.create(
        place=place, public=public.decode(), private=private.decode(), made_at=now()
    )
    return row, pair
