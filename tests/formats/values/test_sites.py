import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.values.sites import (
    is_front_page,
    is_of_one_visit,
    is_resolver,
    is_same_site,
    site_of,
)


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("example.org", "example.org"),
        ("www.example.org", "example.org"),
        ("a.b.Example.org.", "example.org"),
        ("maths.ox.ac.uk", "ox.ac.uk"),
        ("lessons.ministry.gob.mx", "ministry.gob.mx"),
        ("school.edu.au", "school.edu.au"),
        ("ann.github.io", "ann.github.io"),
        ("pages.ann.github.io", "ann.github.io"),
        ("github.io", "github.io"),
        ("127.0.0.1", "127.0.0.1"),
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_site_is_what_somebody_has_registered(host: str, site: str):
    assert site_of(host) == site


def test_two_universities_of_one_country_are_two_sites():
    assert is_same_site("https://www.ox.ac.uk/a", "http://maths.ox.ac.uk/b")
    assert not is_same_site("https://www.ox.ac.uk/", "https://www.cam.ac.uk/")
    assert not is_same_site("https://ann.github.io/", "https://bob.github.io/")


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example",
        "https://a.example/",
        "https://a.example/index.html",
        "https://a.example/pt-BR/",
        "https://a.example/en/home",
        "https://a.example/Default.aspx",
    ],
)
def test_front_pages_by_their_names(address: str):
    assert is_front_page(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/?p=12",
        "https://a.example/homework",
        "https://a.example/lessons/index.html",
        "https://a.example/index.html/x",
        "http://[broken/",
    ],
)
def test_pages_that_are_no_front_page(address: str):
    assert not is_front_page(address)


@given(st.text())
def test_any_text_has_an_answer(text: str):
    assert isinstance(site_of(text), str)
    assert is_front_page(text) in (True, False)


def test_persistent_identifiers_lead_elsewhere_by_design():
    assert is_resolver("https://doi.org/10.5281/zenodo.1")
    assert is_resolver("http://www.purl.org/x")
    assert not is_resolver("https://example.org/doi.org/")


def test_address_of_one_visit_is_of_no_use_to_others():
    assert is_of_one_visit("https://a.example/x;jsessionid=4F2")
    assert is_of_one_visit("https://a.example/x?a=1&PHPSESSID=9")
    assert not is_of_one_visit("https://a.example/x?side=left")
