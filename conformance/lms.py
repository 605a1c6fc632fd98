"""A learning platform: its protocol is lti1p3platform's, its pages are a course with our tool in a frame."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc.jwk import RSAKey
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
CLIENT, DEPLOYMENT, DATA = "tool-7", "d1", "course:9·é"
KEEPING = """<script>
const kept = {};
addEventListener("message", ({ data, origin, source }) => {
  const { subject, message_id, key } = data;
  if (subject === "lti.put_data") kept[origin + key] = data.value;
  const value = kept[origin + key];
  source.postMessage({ subject: subject + ".response", message_id, key, value }, origin);
  document.title = subject;
});
</script>"""


class _Platform(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, **_more: Any) -> None:
        """Nothing more than a registration."""

    def get_registration_by_params(self, **_more: Any) -> Registration:
        assert self._registration is not None
        return self._registration


class _Asked(Request):
    def build_metadata(self, request: Any) -> Any:
        return {"get_data": dict(request), "form_data": {}, "method": "GET"}


class _Launch(LTIAdvantageMessageLaunchAbstract):
    def render_launch_form(self, launch_data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        return launch_data


class _Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **more: Any) -> None:
        self._lti_message_hint = more["hint"]

    def get_redirect(self, url: str) -> str:
        return url


class Lms:
    """At localhost, while the tool is at 127.0.0.1: two sites to a browser. `got` are the answers that
    came, as lti1p3platform read them; a `storage` of the course keeps things for tools."""

    def __init__(self, tool: str) -> None:
        self.tool = tool
        self.got: list[Any] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://localhost:{self.server.server_port}"
        key = RSAKey.generate_key(2048, private=True)
        self.registration = (
            Registration()
            .set_iss(self.address)
            .set_client_id(CLIENT)
            .set_deployment_id(DEPLOYMENT)
            .set_oidc_login_url(f"{tool}/lti/login")
            .set_launch_url(f"{tool}/lti/launch")
            .set_deeplink_launch_url(f"{tool}/lti/launch")
            .set_tool_key_set_url(f"{tool}/lti/jwks")
            .set_platform_public_key(key.as_pem(private=False).decode())
            .set_platform_private_key(key.as_pem(private=True).decode())
        )
        self.locale = "en"
        self.hints = {"pick": f"{tool}/lti/launch"}

    def platform(self) -> _Platform:
        made = _Platform()
        made._registration = self.registration
        return made

    def login(self, hint: str, storage: str = "") -> str:
        """The address of the tool at which a launch begins."""
        begun = _Login(None, self.platform())
        begun.set_launch_url(self.hints[hint])
        begun.set_lti_message_hint(hint=hint)
        more = f"&lti_storage_target={storage}" if storage else ""
        return begun.initiate_login("user-1") + more

    def launched(self, asked: dict[str, str]) -> dict[str, str]:
        """The signed launch that answers what the tool asked."""
        launch = _Launch(_Asked(asked), self.platform())
        launch.set_user_data("user-1", [])
        launch.set_extra_claims({f"{LTI}launch_presentation": {"locale": self.locale}})
        hint = asked["lti_message_hint"]
        if hint == "pick":
            launch.set_dl(
                f"{self.address}/return",
                accept_types={"ltiResourceLink", "link"},
                extra_data=DATA,  # type: ignore[arg-type]  # a text, as the specification has it
            )
        else:
            launch.set_launch_url(self.hints[hint]).set_resource_link_claim(hint)
        answer: dict[str, str] = launch.lti_launch()
        return answer

    def take(self, token: str) -> None:
        """An answer of the tool. Raises what lti1p3platform does for one that it did not sign."""
        platform = self.platform()
        self.registration.set_tool_key_set(None)  # type: ignore[arg-type]  # read anew each time
        items = platform.validate_deeplinking_resp({"JWT": token})
        self.got.append((items, platform._jwt["body"]))


def _handler(lms: Lms) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            self.say(*page(lms, parts.path, dict(parse_qsl(parts.query))))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            try:
                lms.take(dict(parse_qsl(body))["JWT"])
                self.say("<h1>Added</h1>")
            except Exception as error:
                self.say(f"<h1>{escape(repr(error))}</h1>")

        def say(self, text: str, kind: str = "text/html") -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    return Handler


def page(lms: Lms, path: str, asked: dict[str, str]) -> tuple[str, str]:
    """What stands at an address of the platform, and what kind of text that is."""
    if path == "/keys":
        return json.dumps(keys_of(lms.registration)), "application/json"
    if path == "/auth":
        return form(lms.launched(asked)), "text/html"
    if path == "/keeper":
        return f"<!DOCTYPE html><title>Keeper</title>{KEEPING}", "text/html"
    return (course(lms, asked) if path == "/course" else ""), "text/html"


def keys_of(registration: Registration) -> dict[str, Any]:
    return {"keys": registration.get_jwks()}


def form(launch: dict[str, str]) -> str:
    fields = "".join(
        f'<input type="hidden" name="{name}" value="{escape(launch[name])}">'
        for name in ("id_token", "state")
    )
    address = escape(launch["launch_url"])
    return (
        f'<form method="post" action="{address}" id="form">{fields}</form>'
        '<script>document.getElementById("form").submit()</script>'
    )


def course(lms: Lms, asked: dict[str, str]) -> str:
    storage = asked.get("storage", "")
    address = escape(lms.login(asked["hint"], storage))
    keepers = {"_parent": KEEPING, "keeper": '<iframe name="keeper" src="/keeper"></iframe>'}
    width = asked.get("width", "900")
    frame = f'<iframe name="tool" src="{address}" width="{width}" height="700"></iframe>'
    return f"<!DOCTYPE html><title>A course</title>{keepers.get(storage, '')}{frame}"


@contextmanager
def running_lms(tool: str) -> Iterator[Lms]:
    made = Lms(tool)
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
