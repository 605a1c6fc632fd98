import base64
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.core.errors import InvalidInput
from armillary.core.paging import read_cursor, write_cursor

VALUES = st.lists(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
)


@given(VALUES)
def test_cursor_round_trip(key: Any):
    assert read_cursor(write_cursor(*key, purpose="list"), purpose="list") == key


@given(VALUES)
def test_cursor_stands_in_an_address_as_it_is(key: Any):
    assert re.fullmatch(r"[A-Za-z0-9_-]+", write_cursor(*key, purpose="list"))


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_anything_we_did_not_write_is_refused_and_never_crashes(cursor: Any):
    with pytest.raises(InvalidInput):
        read_cursor(cursor, purpose="list")


@given(st.binary())
def test_any_bytes_in_our_encoding_are_refused(raw: Any):
    with pytest.raises(InvalidInput):
        read_cursor(base64.urlsafe_b64encode(raw).decode(), purpose="list")


@given(st.data())
def test_a_changed_byte_is_refused(data: Any):
    raw = bytearray(base64.urlsafe_b64decode(write_cursor("2026-11-22", 7, purpose="list") + "=="))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(InvalidInput):
        read_cursor(base64.urlsafe_b64encode(bytes(raw)).decode(), purpose="list")


def test_a_cursor_of_another_installation_is_refused(settings: Any):
    cursor = write_cursor("a", 1, purpose="list")
    settings.SECRET_KEY = "another"
    with pytest.raises(InvalidInput):
        read_cursor(cursor, purpose="list")


@pytest.mark.parametrize("other", ["lis", "list2", "", "list\0"])
def test_a_cursor_of_another_list_is_refused(other: str):
    with pytest.raises(InvalidInput):
        read_cursor(write_cursor("a", 1, purpose="list"), purpose=other)
