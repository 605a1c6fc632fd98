"""Messages of assistants, whatever somebody sends: read, or refused with a code and one line."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats import mcp
from armillary.formats.mcp import Message, ProtocolError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
LIKE_A_MESSAGE = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0") | JSON, "method": st.text() | JSON},
    optional={"id": JSON, "params": st.fixed_dictionaries({}, optional={"_meta": JSON}) | JSON},
)


def read(body: bytes) -> Message | ProtocolError:
    try:
        message = mcp.read_message(mcp.read_document(body))
        mcp.revision_of(message)
        mcp.revision_of(message, {mcp.REVISION_HEADER: "2026-07-28"})
    except ProtocolError as error:
        return error
    return message


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes):
    found = read(body)
    if isinstance(found, ProtocolError):
        assert found.code in (mcp.UNREADABLE, mcp.INVALID_REQUEST, mcp.INVALID_PARAMS)


@given(JSON | LIKE_A_MESSAGE)
def test_any_json_is_read_or_refused_in_one_line(document: Any):
    found = read(json.dumps(document).encode())
    if isinstance(found, ProtocolError):
        line = mcp.encoded(mcp.refusal(mcp.id_of(document), found))
        assert b"\n" not in line
        assert json.loads(line)["error"]["code"] < -32_000
    else:
        assert isinstance(found.params, dict)
        assert found.is_notification == ("id" not in document)


@given(JSON)
def test_what_is_written_is_one_line_that_reads_the_same(value: Any):
    document = mcp.answer(1, {"value": value})
    line = mcp.encoded(document)
    assert len(line.decode().splitlines()) == 1
    assert repr(json.loads(line)) == repr(json.loads(json.dumps(document)))


@pytest.mark.parametrize(
    ("code", "latest", "older"),
    [
        (mcp.UNREADABLE, 400, 400),
        (mcp.INVALID_PARAMS, 400, 200),
        (mcp.NO_SUCH_METHOD, 404, 200),
        (mcp.HEADER_MISMATCH, 400, 200),
        (mcp.BROKEN, 200, 200),
    ],
)
def test_statuses_are_those_that_clients_of_each_age_read(code: int, latest: int, older: int):
    assert mcp.status_of(code, stated=True) == latest
    assert mcp.status_of(code, stated=False) == older
