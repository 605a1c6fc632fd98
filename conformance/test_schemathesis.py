"""Schemathesis asks every operation of the API what its document says and what it forbids, as nobody and
with an administrator's token: nothing breaks, and every answer is one that the document announces."""

import http.client
import json
import os
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from conformance.conftest import HERE
from conformance.live import (
    EMAIL,
    FRAMEWORK,
    PATIENCE,
    Site,
    environment,
    run_program,
    running_site,
)

DOOR = "API"
CLIENTS = ("schemathesis",)

PROGRAM = HERE / ".schemathesis/bin/schemathesis"
SEED = "20261201"
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
    *("negative_data_rejection", "unsupported_method", "ignored_auth"),
)
ALL = ("--phases", "examples,coverage,fuzzing")  # stateful is left out, for the time it takes
REFUSED = [400, 401, 403, 404, 405, 409, 410, 413, 429, 451]
LISTED = "SELECT public_id FROM catalogue_resource WHERE state = 'listed' AND alias_of_id IS NULL"
KNOWN = {  # what follows a word in a path → where there is one of these
    "resources": LISTED,
    "collections": "SELECT slug FROM catalogue_collection",
    "frameworks": f"SELECT '{FRAMEWORK}'",
    "sources": "SELECT 'open-repository'",
    "runs": "SELECT harvest_run.id FROM harvest_run JOIN harvest_source ON harvest_source.id = "
    "source_id WHERE name = 'open-repository'",
    "versions": "SELECT 1",
    "source-health": "SELECT token FROM harvest_sourcehealth WHERE token IS NOT NULL",
    "topics": "SELECT 'mathematics'",
    "vocabularies": "SELECT 'subjects'",
    "terms": "SELECT 'subjects'",
    "pages": "SELECT 'about'",
    "news": "SELECT 'six-languages'",
    "packs": "SELECT slug FROM dissemination_pack",
    "webhooks": "SELECT public_id FROM dissemination_webhook",
    "searches": "SELECT public_id FROM dissemination_savedsearch",
    "merges": "SELECT 1",
    "duplicates": "SELECT 1",
    "links": "SELECT id FROM evaluation_link",
    "problems": "SELECT public_id FROM evaluation_problemreport",
}
TOLD_ADDRESSES = (  # with a token they would have the site ask strangers on the network
    *("POST /api/v1/webhooks", "PUT /api/v1/webhooks/{public_id}"),
    *("POST /api/v1/sources", "PATCH /api/v1/sources/{name}"),
    "POST /api/v1/packs/{name}/releases",
)


@pytest.fixture(scope="module")
def program() -> Path:
    if not PROGRAM.is_file():
        pytest.skip("schemathesis could not be installed by pip into conformance/.schemathesis")
    return PROGRAM


@pytest.fixture(scope="module")
def own(site: Site) -> Iterator[Site]:
    """A copy that may be written to and emptied: others do not look at it."""
    with running_site(prepare=partial(copied, site), wait=until_it_finds) as found:
        yield found


def copied(site: Site, settings: dict[str, str]) -> None:
    home, database = Path(settings["ARMILLARY_HOME"]), "armillary.sqlite3"
    left_out = shutil.ignore_patterns(f"{database}*", "*.log")
    shutil.copytree(site.home, home, dirs_exist_ok=True, ignore=left_out)
    with (
        closing(sqlite3.connect(site.home / database)) as source,
        closing(sqlite3.connect(home / database)) as target,
    ):
        source.backup(target)


def until_it_finds(site: Site) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError, ValueError):
            if json.loads(site.read("/api/v1/resources?size=1")).get("total"):
                return
        time.sleep(0.5)
    raise TimeoutError((site.home / "serve.log").read_text()[-3000:])


def described(site: Site) -> dict[str, Any]:
    """The document as it is served, with something that exists as example of each part of a path. What
    would be deleted has none."""
    document = json.loads(site.read("/api/v1/openapi.json"))
    for path, operations in document["paths"].items():
        words = path.split("/")
        before = {after: word for word, after in pairwise(words)}
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                query = KNOWN.get(before.get(f"{{{parameter['name']}}}", ""))
                if query and parameter["in"] == "path" and method != "delete":
                    rows = site.rows(f"{query} LIMIT 1")
                    parameter |= {"example": rows[0][0]} if rows else {}
    return document


def run(
    program: Path, document: dict[str, Any], address: str, folder: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """What it says; its own memory of earlier runs is left out, so that a failure comes again."""
    file, settings = folder / "openapi.json", folder / "schemathesis.toml"
    file.write_text(json.dumps(document), encoding="utf-8")
    settings.write_text(f"[checks.negative_data_rejection]\nexpected-statuses = {REFUSED}\n")
    command = [
        *(
            program,
            "--config-file",
            settings,
            "--no-color",
            "run",
            file,
            "--url",
            address,
            "--seed",
            SEED,
        ),
        *("--checks", ",".join(CHECKS)),
        *("--continue-on-failure", "--generation-database", "none", "--warnings", "off"),
        *("--generation-with-security-parameters", "false"),  # those that are sent are enough
        *words,
    ]
    alone = {**os.environ, "HOME": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=alone, capture_output=True, text=True, check=False, timeout=600
    )


def test_schemathesis_finds_nothing_as_nobody(program: Path, site: Site, tmp_path: Path) -> None:
    some = ("--phases", "examples,fuzzing", "--max-examples", "3")
    done = run(program, described(site), site.address, tmp_path, *some)
    assert done.returncode == 0, done.stdout[-20_000:]


def test_schemathesis_finds_nothing_with_a_token_that_may_write(
    program: Path, own: Site, tmp_path: Path
) -> None:
    words = ("people", "create-token", EMAIL, "--name", "Schemathesis", "--write")
    secret = run_program(environment(own.home, own.address), *words).strip()
    sent = ("--header", f"Authorization: Bearer {secret}", "--max-examples", "2", *ALL)
    left_out = [word for name in TOLD_ADDRESSES for word in ("--exclude-name", name)]
    done = run(program, described(own), own.address, tmp_path, *sent, *left_out)
    assert done.returncode == 0, done.stdout[-20_000:]


# Planted faults


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: bytes
    allow: str = ""


METHODS = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
Spoil = Callable[[Answer], Answer]


def broken(_answer: Answer) -> Answer:
    return Answer(500, "application/problem+json", b'{"type": "", "title": "", "status": 500}')


def undocumented(answer: Answer) -> Answer:
    return replace(answer, status=418)


def of_another_type(answer: Answer) -> Answer:
    return replace(answer, body=answer.body.replace(b'"uri": "', b'"uri": 1, "was": "'))


def called_a_page(answer: Answer) -> Answer:
    return replace(answer, content_type="text/html")


def without_a_type(answer: Answer) -> Answer:
    return replace(answer, content_type="")


def no_problem_document(answer: Answer) -> Answer:
    is_error = answer.status >= 400
    return replace(answer, content_type="application/json") if is_error else answer


def everything_taken(answer: Answer) -> Answer:
    body = b'{"key": "", "uri": "", "title": {}, "total": 0, "items": [], "next": null}'
    return Answer(200, "application/json", body) if answer.status == 400 else answer


@contextmanager
def spoilt(site: Site, spoil: Spoil) -> Iterator[str]:
    """The address of a proxy that changes answers on the way."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = spoil(asked(self.command, site.address + self.path))
            self.send_response(answer.status)
            if answer.content_type:
                self.send_header("Content-Type", answer.content_type)
            if answer.allow:
                self.send_header("Allow", answer.allow)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_words: object) -> None:
            pass

    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.do_GET)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def asked(method: str, address: str) -> Answer:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method=method)) as answer:
            return answer_of(answer)
    except urllib.error.HTTPError as error:
        return answer_of(error)


def answer_of(given: http.client.HTTPResponse | urllib.error.HTTPError) -> Answer:
    headers = given.headers
    return Answer(
        given.status or 0, headers["Content-Type"], given.read(), headers.get("Allow", "")
    )


FAULTS: dict[Spoil, str] = {
    broken: "Server error",
    undocumented: "Undocumented status code",
    of_another_type: "Response violates schema",
    called_a_page: "Undocumented Content-Type",
    without_a_type: "Missing Content-Type header",
    no_problem_document: "Undocumented Content-Type",
    everything_taken: "Schema-violating request accepted",
}
ONE = ("--include-path", "/api/v1/vocabularies/{scheme}", "--max-examples", "5", *ALL)


@pytest.mark.planted("a 500, other statuses, types and fields, wrong values taken")
@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_schemathesis_finds_what_is_planted(
    program: Path, site: Site, tmp_path: Path, spoil: Spoil
) -> None:
    with spoilt(site, spoil) as address:
        done = run(program, described(site), address, tmp_path, *ONE)
    assert done.returncode == 1, done.stdout[-5_000:]
    assert FAULTS[spoil] in done.stdout, done.stdout[-5_000:]


def test_schemathesis_finds_nothing_behind_a_proxy_that_changes_nothing(
    program: Path, site: Site, tmp_path: Path
) -> None:
    """Control: it is what was planted that it finds."""
    with spoilt(site, lambda answer: answer) as address:
        done = run(program, described(site), address, tmp_path, *ONE)
    assert done.returncode == 0, done.stdout[-5_000:]
