"""`armillary mcp`: assistants ask over standard input and output, a message a line."""

import sys
from contextlib import redirect_stdout
from typing import BinaryIO, Final

import typer
from django.db import close_old_connections

from armillary.dissemination.agents.server import reply_to
from armillary.formats.mcp import INVALID_REQUEST, ProtocolError, encoded, refusal

LONGEST: Final = 65_536  # bytes of a message, as over HTTP


def add_mcp_command(app: typer.Typer) -> None:
    """The command belongs to no context's group: the protocol is known by its name."""
    app.command("mcp")(mcp)


def mcp() -> None:
    """Answer assistants (Model Context Protocol) on standard input and output, until the input ends."""
    taken, given = sys.stdin.buffer, sys.stdout.buffer
    with redirect_stdout(sys.stderr):  # nothing but messages may stand among the answers
        try:
            answer_lines(taken, given)
        except (BrokenPipeError, KeyboardInterrupt):
            raise typer.Exit(0) from None


def answer_lines(taken: BinaryIO, given: BinaryIO) -> None:
    """One answer a line to every message that gets one."""
    while line := taken.readline(LONGEST + 1):
        if line.strip():
            answer = _answer(line, taken)
            if answer is not None:
                given.write(answer + b"\n")
                given.flush()


def _answer(line: bytes, taken: BinaryIO) -> bytes | None:
    if len(line) > LONGEST:
        while not line.endswith(b"\n") and line:
            line = taken.readline(LONGEST)
        too_long = ProtocolError(INVALID_REQUEST, f"A message has at most {LONGEST} bytes.")
        return encoded(refusal(None, too_long))
    close_old_connections()  # a client may be silent for hours
    document = reply_to(line).document
    return encoded(document) if document else None
