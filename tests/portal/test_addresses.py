"""Addresses of searches, and what a reader may be sent to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.portal.addresses import SearchAddress, web_address

VALUES = st.lists(st.tuples(st.sampled_from(["level", "subject"]), st.text(max_size=8)), max_size=4)


def search(pairs, text=""):
    selected = {}
    for name, value in pairs:
        selected.setdefault(name, []).append(value)
    return SearchAddress("/resources/", text=text, selected=selected)


def test_address_without_anything_is_the_path():
    assert str(search([])) == "/resources/"


@given(text=st.text(max_size=8), pairs=VALUES, value=st.text(max_size=8))
def test_toggling_twice_is_as_before(text, pairs, value):
    before = search([(name, v) for name, v in pairs if (name, v) != ("level", value)], text)
    added = before.toggled("level", value)
    after = search([*((n, v) for n, v in pairs if (n, v) != ("level", value)), ("level", value)])
    assert added.startswith(str(before))
    assert "level=" in added
    assert after.toggled("level", value) == search(
        [(name, v) for name, v in pairs if (name, v) != ("level", value)]
    ).reworded("")


def test_neighbours_keep_what_they_do_not_change():
    here = SearchAddress("/r/", text="a b", sort="newest", selected={"level": ["primary"]})
    assert str(here) == "/r/?q=a+b&sort=newest&level=primary"
    assert here.after("x/=") == "/r/?q=a+b&sort=newest&level=primary&after=x%2F%3D"
    assert here.sorted("relevance") == "/r/?q=a+b&level=primary"
    assert here.unfiltered() == "/r/?q=a+b&sort=newest"
    assert here.reworded("c") == "/r/?q=c&sort=newest&level=primary"


@pytest.mark.parametrize("address", ["https://a.example/x?y#z", "HTTP://a.example"])
def test_web_address_may_be_followed(address):
    assert web_address(address) == address


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "data:x", "https:", "/x", "//[", "a"]
)
def test_other_addresses_may_not(address):
    assert web_address(address) == ""
