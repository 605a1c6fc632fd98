"""The reference library of Standard Webhooks takes what a running site sends, and nothing that was
changed on the way."""

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from conformance.live import EMAIL, LAST_LISTED, PROGRAM, Site, environment

standardwebhooks = pytest.importorskip(
    "standardwebhooks", reason="standardwebhooks is not installed (Python package)"
)

DOOR = "Webhooks"
CLIENTS = ("standardwebhooks",)
PATIENCE = (
    5  # turns; the worker of the site, which may not ask loopback, may have been there before
)


class Receiver:
    """Takes everything, and keeps it as it came."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({n.lower(): v for n, v in self.headers.items()}, body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def run(site: Site, *words: str) -> str:
    settings = {
        **environment(site.home, site.address),
        "ARMILLARY_ALLOW_PRIVATE_ADDRESSES": "on",
    }
    done = subprocess.run([PROGRAM, *words], env=settings, capture_output=True, text=True)
    assert done.returncode == 0, f"armillary {' '.join(words)}: {done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture
def webhook(site: Site, receiver: Receiver) -> Iterator[dict[str, Any]]:
    made = json.loads(run(site, "webhooks", "add", EMAIL, receiver.address, "--json"))
    yield made
    run(site, "webhooks", "remove", made["id"])


def test_reference_library_takes_what_is_sent(
    site: Site, receiver: Receiver, webhook: dict[str, Any]
) -> None:
    run(site, "webhooks", "test", webhook["id"])
    [(headers, body)] = receiver.got
    payload = standardwebhooks.Webhook(webhook["secret"]).verify(body, headers)
    assert payload["type"] == "webhook.test"


def test_withdrawal_reaches_the_receiver_of_a_running_site(
    site: Site, receiver: Receiver, webhook: dict[str, Any]
) -> None:
    public_id = site.rows(LAST_LISTED)[0][0]
    run(site, "catalogue", "withdraw", public_id, "--reason", "Its publisher asked for it.")
    run(site, "dissemination", "rebuild")
    reader = standardwebhooks.Webhook(webhook["secret"])
    told: list[tuple[str, str]] = []
    for _turn in range(PATIENCE):
        run(site, "webhooks", "start", webhook["id"])
        run(site, "webhooks", "deliver")
        heard = [reader.verify(body, headers) for headers, body in receiver.got]
        told = [(each["type"], each["data"]["id"]) for each in heard]
        if ("resource.withdrawn", public_id) in told:
            break
    about_it = [
        kind for kind, number in told if number == public_id
    ]  # others changed meanwhile, too
    assert about_it == ["resource.withdrawn"]


@pytest.mark.planted("a changed message, another secret")
def test_reference_library_refuses_what_was_changed_on_the_way(
    site: Site, receiver: Receiver, webhook: dict[str, Any]
) -> None:
    run(site, "webhooks", "test", webhook["id"])
    [(headers, body)] = receiver.got
    reader = standardwebhooks.Webhook(webhook["secret"])
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        reader.verify(body.replace(b"webhook.test", b"resource.merged"), headers)
    other = run(site, "webhooks", "rotate", webhook["id"], "--leaked").strip()
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(other).verify(body, headers)
