"""Kolibri from inside, as a process that lives for several questions: it starts slowly. Runs in the environment
of Kolibri (`conformance/.kolibri`) and asks what everybody may ask: commands of `kolibri manage`, and
addresses of its server, whose application it calls without a network. A question and an answer are a line of
JSON each."""

import hashlib
import io
import json
import os
import sys
from typing import Any
from wsgiref.util import setup_testing_defaults

Answer = dict[str, Any]


def manage(words: list[str]) -> Answer:
    from django.core.management import call_command

    try:
        call_command(*words)
    except (Exception, SystemExit) as error:  # whatever it is, it is said
        return {"error": f"{type(error).__name__}: {error}"}
    return {"error": ""}


def get(application: Any, address: str) -> Answer:
    path, _mark, query = address.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": "GET"}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = io.BytesIO()
    said: list[Any] = []
    answer = application(
        environ, lambda status, headers, _info=None: said.extend((status, headers))
    )
    pieces = (piece if isinstance(piece, bytes) else piece.encode() for piece in answer)
    body = b"".join(pieces)
    return {
        "status": int(said[0].split()[0]),
        "type": dict(said[1]).get("Content-Type", ""),
        "md5": hashlib.md5(body).hexdigest(),
        "text": body.decode("utf-8", "replace"),
    }


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what Kolibri prints is no answer
    from kolibri.utils.main import initialize

    initialize()
    from kolibri.deployment.default.alt_wsgi import alt_application as inside_archives
    from kolibri.deployment.default.wsgi import application

    for line in sys.stdin:
        kind, asked = json.loads(line)
        if kind == "manage":
            answer = manage(asked)
        else:
            answer = get(application if kind == "get" else inside_archives, asked)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
