"""Signatures: the examples of RFC 8032, section 7.1, and a second opinion."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.packs.ed25519 import fingerprint, is_signed, key_in

EXAMPLES = [  # key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), EXAMPLES)
def test_examples_of_the_standard(key: str, message: str, signature: str):
    stated = bytes.fromhex(message), bytes.fromhex(signature), bytes.fromhex(key)
    assert is_signed(*stated)
    assert not is_signed(stated[0] + b"!", *stated[1:])


@given(st.binary(max_size=200), st.integers(0, 63), st.integers(1, 255))
def test_what_was_signed_elsewhere_is_known_and_one_other_byte_is_not(
    message: bytes, place: int, change: int
):
    pair = Ed25519PrivateKey.generate()
    key = pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = pair.sign(message)
    assert is_signed(message, signature, key)
    forged = bytearray(signature)
    forged[place] ^= change
    assert not is_signed(message, bytes(forged), key)


def test_scalar_past_the_order_is_refused():
    """Or else there would be two signatures of one message (section 5.1.7)."""
    key, _message, signature = (bytes.fromhex(part) for part in EXAMPLES[0])
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(signature[32:], "little") + order
    assert not is_signed(b"", signature[:32] + scalar.to_bytes(32, "little"), key)


@pytest.mark.parametrize("wrong", [b"", b"short", b"\xff" * 32, b"\x02" + b"\0" * 31])
def test_what_is_no_key_or_no_signature_signs_nothing(wrong: bytes):
    key, _message, signature = (bytes.fromhex(part) for part in EXAMPLES[0])
    assert not is_signed(b"", signature, wrong)
    assert not is_signed(b"", wrong, key)


def test_key_is_read_out_of_pem():
    pair = Ed25519PrivateKey.generate().public_key()
    pem = pair.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert key_in(pem) == pair.public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert len(fingerprint(key_in(pem)).split()) == 8


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"no key",
        "ключ".encode(),
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        b"-----BEGIN PUBLIC KEY-----\n???\n-----END PUBLIC KEY-----\n",
    ],
)
def test_what_is_no_key_is_refused(wrong: bytes):
    with pytest.raises(ValueError):
        key_in(wrong)
