"""A worker that is killed again and again while it delivers leaves nothing out and puts nothing out of
order; what was under way comes twice at most for each kill, under the same id."""

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from conformance.live import EMAIL, PASSWORD, environment, run_program

KILLS = 12
PATIENCE = 240.0  # seconds
# It says when it begins, so that it is killed at its work and not while it starts.
WORKER = """
import django
django.setup()
from armillary.dissemination.webhooks.delivering import deliver_news
from armillary.dissemination.webhooks.models import Webhook
from armillary.people.actors import SYSTEM
[number] = Webhook.objects.values_list("pk", flat=True)
print("ready", flush=True)
deliver_news([number], by=SYSTEM)
"""


class Receiver:
    """Takes its time, so that there is something to interrupt; keeps the ids as they come."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.headers["webhook-id"], json.loads(body)["data"]["id"]))
                time.sleep(0.01)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_words: object) -> None:
                """Whoever was killed has hung up."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def freed(home: Path) -> tuple[int, int]:
    """Let the next worker go on at once instead of in five minutes. Where the webhook stands, and where
    the last record does."""
    with sqlite3.connect(home / "armillary.sqlite3", timeout=30) as database:
        database.execute("UPDATE dissemination_webhook SET taken_until = '2000-01-01 00:00:00'")
        [stands] = database.execute("SELECT position FROM dissemination_webhook").fetchone()
        [last] = database.execute("SELECT position FROM dissemination_oaiclock").fetchone()
    return stands, last


def test_killed_worker_leaves_nothing_out(tmp_path: Path) -> None:
    receiver = Receiver()
    settings = {
        **environment(tmp_path, "http://127.0.0.1:8000"),
        "ARMILLARY_ALLOW_PRIVATE_ADDRESSES": "on",
        "DJANGO_SETTINGS_MODULE": "armillary.config.settings",
    }
    run_program(settings, "migrate")
    words = ("people", "create-admin", EMAIL, "--name", "Ada", "--password-stdin")
    run_program(settings, *words, typed=PASSWORD + "\n")
    run_program(settings, "webhooks", "add", EMAIL, receiver.address)
    run_program(settings, "demo")
    run_program(settings, "dissemination", "rebuild")

    kills, until = 0, time.monotonic() + PATIENCE
    stands, last = freed(tmp_path)
    while stands < last and time.monotonic() < until:
        command = [sys.executable, "-c", WORKER]
        worker = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        if kills < KILLS:
            time.sleep(random.uniform(0.1, 0.6))
            worker.kill()
            kills += 1
        worker.wait()
        worker.stdout.close()
        stands, last = freed(tmp_path)
    receiver.server.shutdown()
    receiver.server.server_close()

    positions = [int(message.rpartition("_")[2]) for message, _resource in receiver.got]
    with sqlite3.connect(tmp_path / "armillary.sqlite3") as database:
        listed = {
            row[0]
            for row in database.execute(
                "SELECT public_id FROM catalogue_resource WHERE state = 'listed' AND alias_of_id IS NULL"
            )
        }
    assert (stands, kills > 2) == (last, True)
    assert {resource for _message, resource in receiver.got} >= listed
    assert positions == sorted(positions)
    assert len(positions) - len(set(positions)) <= kills
    print(f"{kills} kills, {len(positions)} messages, {len(set(positions))} of them different")
