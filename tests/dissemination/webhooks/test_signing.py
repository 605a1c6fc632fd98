"""The receiver that the how-to shows takes what we send, and nothing else. It is run as it is printed."""

import base64
import hashlib
import hmac
import json
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from tests.dissemination.conftest import publish

from armillary.core.clock import now
from armillary.dissemination.webhooks.models import Webhook
from armillary.dissemination.webhooks.operations import rotate_secret

pytestmark = pytest.mark.django_db

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "webhooks.md"


@pytest.fixture(scope="module")
def is_genuine():
    [code] = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    assert len(code.strip().splitlines()) <= 15
    known = {}
    exec(compile(code, str(HOW_TO), "exec"), known)
    return known["is_genuine"]


@pytest.fixture
def request_of(receiver, webhook, deliver):
    """What a receiver got."""

    def sent():
        publish(1, keywords=[str(time.time())])
        deliver()
        return receiver.asked[-1]

    return sent


def test_signature_is_that_of_the_standard(told, request_of):
    sent = request_of()
    key = base64.b64decode(told.secret.removeprefix("whsec_"))
    assert len(key) == 32
    number, stamp = sent.headers["webhook-id"], sent.headers["webhook-timestamp"]
    signed = f"{number}.{stamp}.{sent.body.decode()}".encode()
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent.headers["webhook-signature"] == f"v1,{digest}"
    assert abs(int(stamp) - time.time()) < 60
    assert re.fullmatch(r"[A-Za-z0-9_]+", number)  # a full stop would blur what was signed


def test_receiver_of_the_how_to_takes_what_is_ours(told, request_of, is_genuine):
    sent = request_of()
    assert is_genuine(told.secret, sent.headers, sent.body)


@pytest.mark.parametrize("part", ["webhook-id", "webhook-timestamp", "webhook-signature", "body"])
def test_receiver_of_the_how_to_notices_what_is_changed(told, request_of, is_genuine, part):
    sent = request_of()
    headers, body = dict(sent.headers), sent.body
    if part == "body":
        body = json.dumps({**json.loads(body), "type": "resource.withdrawn"}).encode()
    elif part == "webhook-timestamp":
        headers[part] = str(int(headers[part]) + 1)
    else:
        headers[part] = headers[part][:-3] + "AA="
    assert not is_genuine(told.secret, headers, body)


def test_receiver_of_the_how_to_notices_what_is_played_again_later(told, request_of, is_genuine):
    sent = request_of()
    with time_machine.travel(now() + timedelta(minutes=6)):
        assert not is_genuine(told.secret, sent.headers, sent.body)


def test_another_webhooks_secret_is_no_good(told, request_of, is_genuine, curator):
    other = rotate_secret(told.webhook, is_leaked=True, by=curator).secret
    Webhook.objects.update(seed=told.webhook.seed)
    sent = request_of()
    assert is_genuine(told.secret, sent.headers, sent.body)
    assert not is_genuine(other, sent.headers, sent.body)


def test_both_secrets_are_good_for_a_day_after_a_change(told, request_of, is_genuine, curator):
    fresh = rotate_secret(told.webhook, by=curator).secret
    sent = request_of()
    assert len(sent.headers["webhook-signature"].split()) == 2
    assert is_genuine(told.secret, sent.headers, sent.body)
    assert is_genuine(fresh, sent.headers, sent.body)
    with time_machine.travel(now() + timedelta(hours=25)):
        later = request_of()
        assert not is_genuine(told.secret, later.headers, later.body)
        assert is_genuine(fresh, later.headers, later.body)


def test_leaked_secret_is_no_good_at_once(told, request_of, is_genuine, curator):
    fresh = rotate_secret(told.webhook, is_leaked=True, by=curator).secret
    sent = request_of()
    assert not is_genuine(told.secret, sent.headers, sent.body)
    assert is_genuine(fresh, sent.headers, sent.body)
