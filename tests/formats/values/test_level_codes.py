import pytest

from armillary.formats.values.level_codes import level_keys


@pytest.mark.parametrize(
    ("codes", "keys"),
    [
        (["KG"], ["early-childhood"]),
        (["08", "01"], ["primary", "lower-secondary"]),
        (["12", "UG"], ["upper-secondary", "bachelor"]),
        (["http://purl.org/ASN/scheme/ASNEducationLevel/7"], ["lower-secondary"]),
        (["http://purl.org/ASN/scheme/ASNEducationLevel/K"], ["early-childhood"]),
        (["Middle School"], ["lower-secondary"]),
        (["99", "OUT", "", "2026"], []),
    ],
)
def test_codes_of_levels_are_keys_of_ours(codes: list[str], keys: list[str]) -> None:
    assert level_keys(codes) == keys
