"""Secrets and signatures after Standard Webhooks 1.0 (https://www.standardwebhooks.com).

A secret is made from a random seed and the secret key of the installation. Only the seed is stored,
so that whoever reads the database or a copy of it can sign nothing; the price is that another secret
key makes other secrets.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings

from armillary.dissemination.webhooks.models import Webhook

PREFIX: Final = "whsec_"


def new_seed() -> str:
    return secrets.token_hex(32)


def secret_of(seed: str) -> str:
    """As a receiver keeps it: 32 bytes in Base64 behind a prefix."""
    return PREFIX + base64.b64encode(_key(seed)).decode()


def signed_headers(
    webhook: Webhook, message_id: str, body: bytes, *, at: datetime
) -> Mapping[str, str]:
    """What goes with a message. While a former secret is still good there is a signature by each, so
    that a receiver may change over when it likes."""
    timestamp = str(int(at.timestamp()))
    seeds = [webhook.seed]
    if webhook.former_seed and webhook.former_until and at < webhook.former_until:
        seeds.append(webhook.former_seed)
    content = f"{message_id}.{timestamp}.".encode() + body
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(seed, content)}" for seed in seeds),
    }


def _signature(seed: str, content: bytes) -> str:
    return base64.b64encode(hmac.new(_key(seed), content, hashlib.sha256).digest()).decode()


def _key(seed: str) -> bytes:
    message = f"webhook secret\0{seed}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
