"""The conformance suite of the Model Context Protocol against a live site, in both ages of the protocol,
and the door on standard input driven by a client.

The suite's scenarios come with a test server of its own in mind, with tools called `test_…`. What
the site has under other names is asked through a go-between (`mcp_box`); what a read-only server has no
use for is named below with the reason, and has to fail: a scenario that began to pass is noticed.
"""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.live import PROGRAM, Site, environment
from conformance.mcp_box import MODULES, go_between, node

DOOR = "Assistants"
CLIENTS = ("@modelcontextprotocol/conformance",)

RELEASED, NEXT = "@modelcontextprotocol/conformance", "mcp-conformance-2026"
SUITES = [
    (RELEASED, "2025-06-18"),
    (RELEASED, "2025-11-25"),
    (NEXT, "2025-11-25"),
    (NEXT, "2026-07-28"),
]
LISTED = "SELECT public_id FROM catalogue_resource WHERE state='listed' AND alias_of_id IS NULL ORDER BY id"

NO_MEDIA = "tools and prompts give text, no picture, sound or file"
NO_STREAM = "nothing takes so long that its progress or its log would be streamed"
NO_QUESTIONS = "nothing is asked of the client: no sampling, no elicitation, no roots"
NO_WATCHING = "documents are not watched; feeds and webhooks tell of changes"
NO_TASKS = "no extension of the protocol is offered"
NO_HEADERS = "no argument is mirrored into a header"
OWN_SCHEMA = "asks for one tool with one schema, which only the suite's own server has"
DOES_NOT_APPLY = {
    "logging-set-level": NO_STREAM,
    "tools-call-image": NO_MEDIA,
    "tools-call-audio": NO_MEDIA,
    "tools-call-embedded-resource": NO_MEDIA,
    "tools-call-mixed-content": NO_MEDIA,
    "tools-call-with-logging": NO_STREAM,
    "tools-call-with-progress": NO_STREAM,
    "tools-call-sampling": NO_QUESTIONS,
    "tools-call-elicitation": NO_QUESTIONS,
    "json-schema-2020-12": OWN_SCHEMA,
    "elicitation-sep1034-defaults": NO_QUESTIONS,
    "elicitation-sep1330-enums": NO_QUESTIONS,
    "resources-read-binary": NO_MEDIA,
    "resources-subscribe": NO_WATCHING,
    "resources-unsubscribe": NO_WATCHING,
    "prompts-get-embedded-resource": NO_MEDIA,
    "prompts-get-with-image": NO_MEDIA,
    "http-custom-header-server-validation": NO_HEADERS,
}
DOES_NOT_APPLY_BEGINNING = {
    "input-required-result-": NO_QUESTIONS,
    "tasks-": NO_TASKS,
    "sep-2640-": NO_TASKS,
}
# Parts of a scenario that need a tool of the suite's own server; all its other parts have to pass.
NEEDS_ITS_OWN_TOOL = {
    "sep-2575-server-rejects-undeclared-capability": NO_QUESTIONS,
    "sep-2575-missing-capability-http-400": NO_QUESTIONS,
    "sep-2575-http-server-no-independent-requests-on-stream": NO_STREAM,
}

# What has to be among what was run, so that an empty run is not taken for a good one.
HAS_TO_RUN = {
    "2025": {
        *("server-initialize", "ping", "completion-complete", "tools-list", "prompts-list"),
        *("tools-call-simple-text", "tools-call-error", "resources-list", "resources-read-text"),
        *("resources-templates-read", "prompts-get-simple", "prompts-get-with-args"),
    },
    "2026": {
        *("server-stateless", "completion-complete", "tools-list", "prompts-list", "caching"),
        *("tools-call-simple-text", "tools-call-error", "resources-list", "resources-read-text"),
        *("resources-templates-read", "prompts-get-simple", "prompts-get-with-args"),
        *("sep-2164-resource-not-found", "http-header-validation", "server-sse-multiple-streams"),
    },
}

MOMENT = re.compile(r"-\d{4}-\d\d-\d\dT[\d-]+Z$")  # at the end of a folder's name
Found = dict[str, list[dict[str, Any]]]  # scenario → its checks
Run = Callable[..., Found]


def applies(scenario: str) -> bool:
    beginnings = tuple(DOES_NOT_APPLY_BEGINNING)
    return scenario not in DOES_NOT_APPLY and not scenario.startswith(beginnings)


def failures(checks: list[dict[str, Any]]) -> set[str]:
    failed = {check["id"] for check in checks if check["status"] == "FAILURE"}
    return failed - set(NEEDS_ITS_OWN_TOOL)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    program = node()
    if program is None:
        pytest.skip("Node.js 22 could not be installed by npm into conformance/node_modules")

    def suite(
        package: str, address: str, *, revision: str, scenario: str = "", seconds: int = 0
    ) -> Found:
        entry = MODULES / package / "dist" / "index.js"
        if not entry.is_file():
            pytest.skip(f"{package} could not be installed by npm into conformance/node_modules")
        which = ["--scenario", scenario] if scenario else ["--suite", "all"]
        command = [program, entry, "server", "--url", address, *which]
        command += ["--spec-version", revision, "-o", tmp_path]
        command += ["--timeout", str(1_000 * seconds)] if seconds else []
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        found = {
            MOMENT.sub("", folder.name.removeprefix("server-")): json.loads(
                (folder / "checks.json").read_text()
            )
            for folder in tmp_path.iterdir()
        }
        assert found, done.stderr[-2_000:] or done.stdout[-2_000:]
        return found

    return suite


@pytest.fixture(scope="session")
def public_id(site: Site) -> str:
    return str(site.rows(LISTED)[0][0])


@pytest.mark.parametrize(("package", "revision"), SUITES)
def test_mcp_conformance(run: Run, site: Site, public_id: str, package: str, revision: str) -> None:
    with go_between(f"{site.address}/mcp", public_id=public_id) as address:
        found = run(package, address, revision=revision)
    found.pop("dns-rebinding-protection", None)  # asked of the site itself below
    wrong = {name: failures(checks) for name, checks in found.items() if applies(name)}
    assert {name: failed for name, failed in wrong.items() if failed} == {}
    assert set(found) >= HAS_TO_RUN[revision[:4]]
    needless = {n for n in DOES_NOT_APPLY if n in found and not failures(found[n])}
    assert needless == set()


@pytest.mark.parametrize(("package", "revision"), [(RELEASED, "2025-11-25"), (NEXT, "2026-07-28")])
@pytest.mark.parametrize("scenario", ["dns-rebinding-protection", "tools-list", "prompts-list"])
def test_mcp_of_the_site_itself(
    run: Run, site: Site, package: str, revision: str, scenario: str
) -> None:
    found = run(package, f"{site.address}/mcp", revision=revision, scenario=scenario)
    assert {name: failures(checks) for name, checks in found.items()} == {scenario: set()}


def without_version(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "jsonrpc"}


def with_another_id(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "id": "somebody else's"}


def without_descriptions(answer: dict[str, Any]) -> dict[str, Any]:
    tools = answer.get("result", {}).get("tools", [])
    for tool in tools:
        del tool["description"]
    return answer


@pytest.mark.planted("no version of the protocol, a wrong id, tools without descriptions")
@pytest.mark.parametrize(
    ("change", "scenario"),
    [
        (without_version, "server-initialize"),
        (with_another_id, "server-initialize"),
        (without_descriptions, "tools-list"),
    ],
)
def test_mcp_suite_finds_what_is_spoilt(
    run: Run, site: Site, public_id: str, change: Any, scenario: str
) -> None:
    with go_between(f"{site.address}/mcp", public_id=public_id, change=change) as address:
        found = run(NEXT, address, revision="2025-11-25", scenario=scenario, seconds=8)
    assert failures(found[scenario])


@pytest.mark.by("checks of our own")
def test_mcp_on_standard_input(site: Site) -> None:
    """As a client on the same machine starts it: search, then get and cite what was found."""
    with subprocess.Popen(
        [PROGRAM, "mcp"],
        env=environment(site.home, site.address),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        client = Lines(server.stdin, server.stdout)
        hello = client.ask("initialize", protocolVersion="2025-11-25", capabilities={})
        assert hello["protocolVersion"] == "2025-11-25"
        client.tell("notifications/initialized")
        found = client.call("search", words="fractions", size=1)["items"][0]
        assert client.call("get", resource=found["page"])["resource"]["title"] == found["title"]
        assert found["title"] in client.call("cite", resources=[found["id"]])["text"]
        server.stdin.close()
        assert server.wait(timeout=20) == 0
        assert server.stdout.read() == ""


class Lines:
    """A client that writes a line and reads one."""

    def __init__(self, taken: Any, given: Any) -> None:
        self._taken = taken
        self._given = given
        self._count = 0

    def tell(self, method: str, **stated: Any) -> None:
        self._write({"jsonrpc": "2.0", "method": method, **stated})

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        self._write({"jsonrpc": "2.0", "id": self._count, "method": method, "params": params})
        answer = json.loads(self._given.readline())
        assert answer["id"] == self._count
        result: dict[str, Any] = answer["result"]
        return result

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        result = self.ask("tools/call", name=tool, arguments=arguments)
        assert not result["isError"], result
        found: dict[str, Any] = result["structuredContent"]
        assert json.loads(result["content"][0]["text"]) == found
        return found

    def _write(self, message: dict[str, Any]) -> None:
        self._taken.write(json.dumps(message) + "\n")
        self._taken.flush()
