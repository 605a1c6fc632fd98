"""Identifiers are recognised in every costume, and only with the right check digits."""

import pytest

from armillary.formats.values.identifiers import keys_of, orcid, ror


@pytest.mark.parametrize(
    ("identifier", "keys"),
    [
        ("10.1000/ABC", ["doi:10.1000/abc"]),
        ("doi:10.1000/abc", ["doi:10.1000/abc"]),
        ("DOI 10.1000/abc.", ["doi:10.1000/abc"]),
        ("https://doi.org/10.1000%2Fabc", ["doi:10.1000/abc"]),
        ("http://dx.doi.org/10.1000/abc", ["doi:10.1000/abc"]),
        ("hdl:10.1000/abc", ["doi:10.1000/abc"]),
        ("ISBN 0-306-40615-2", ["isbn:9780306406157"]),
        ("978-0-306-40615-7", ["isbn:9780306406157"]),
        ("9780306406157", ["isbn:9780306406157"]),
        ("urn:isbn:0306406152", ["isbn:9780306406157"]),
        ("isbn:080442957x", ["isbn:9780804429573"]),
        ("hdl:2200/20100723162514135T", ["handle:2200/20100723162514135T"]),
        ("http://hdl.handle.net/2200/AbC", ["handle:2200/AbC"]),
        ("https://arxiv.org/pdf/2101.00001v2.pdf", ["arxiv:2101.00001"]),
        ("10.48550/arXiv.2101.00001", ["arxiv:2101.00001", "doi:10.48550/arxiv.2101.00001"]),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&feature=share", ["youtube:dQw4w9WgXcQ"]),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", ["youtube:dQw4w9WgXcQ"]),
        ("http://www.example.org/a/", ["address:https://example.org/a"]),
        (
            "urn:uuid:F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
            ["uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"],
        ),
        ("urn:uuid:00000000-0000-0000-0000-000000000000", []),
        ("urn:uuid:ffffffff-ffff-ffff-ffff-ffffffffffff", []),
        ("urn:uuid:f81d4fae-7dec-11d0-a765", []),
        ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", []),
    ],
)
def test_keys_of(identifier: str, keys: list[str]) -> None:
    assert keys_of(identifier) == keys


def test_video_in_a_list_or_from_a_moment_on_is_not_the_video() -> None:
    watch = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert keys_of(f"{watch}&list=PL1") == [
        "address:https://youtube.com/watch?v=dQw4w9WgXcQ&list=PL1"
    ]
    assert keys_of(f"{watch}&t=90") == ["address:https://youtube.com/watch?v=dQw4w9WgXcQ&t=90"]


@pytest.mark.parametrize(
    "identifier",
    ["", "7", "ISSN 2049-3630", "2049-3630", "0306406152", "978-0-306-40615-8", "urn:isbn:0306406153",
     "10.x/abc", "oai:example.org:1", "0000-0002-1825-0097"],
)  # fmt: skip
def test_what_names_no_resource_has_no_key(identifier: str) -> None:
    assert keys_of(identifier) == []


def test_orcid_and_ror_with_right_check_digits() -> None:
    assert orcid("0000-0002-1825-0097") == "https://orcid.org/0000-0002-1825-0097"
    assert orcid("https://orcid.org/0000-0002-1694-233X") == "https://orcid.org/0000-0002-1694-233X"
    assert ror("https://ror.org/04xfq0f34") == "https://ror.org/04xfq0f34"


def test_orcid_and_ror_with_wrong_check_digits_are_none() -> None:
    assert orcid("0000-0002-1825-0098") is None
    assert ror("https://ror.org/04xfq0f35") is None
