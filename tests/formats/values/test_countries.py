"""Where a resource comes from, however a source writes it."""

import pytest
from babel import Locale

from armillary.formats.values.countries import COUNTRIES, country


def test_there_are_as_many_countries_as_iso_3166_1_has() -> None:
    assert len(COUNTRIES) == 249
    assert {"AQ", "PS", "TW", "VA"} <= set(COUNTRIES)
    assert not {"EU", "UK", "XK", "ZZ"} & set(COUNTRIES)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("TZ", "TZ"),
        (" tz ", "TZ"),
        ("TZA", "TZ"),
        ("834", "TZ"),
        ("Tanzania", "TZ"),
        ("United Republic of Tanzania", "TZ"),
        ("Tanzania, United Republic of", "TZ"),
        ("Танзания", "TZ"),
        ("坦桑尼亚", "TZ"),
        ("تنزانيا", "TZ"),
        ("https://w3id.org/armillary/countries/TZ", "TZ"),
        ("https://lessons.example/de/", None),  # a language as likely
        ("Hong Kong", "HK"),
        ("http://publications.europa.eu/resource/authority/country/KEN", "KE"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Deutschland", "DE"),
        ("UK", "GB"),
        ("ZAR", "CD"),  # Zaire, by its present code
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
    ],
)
def test_a_country_is_known_by_code_name_and_address(stated: str, code: str) -> None:
    assert country(stated) == code


@pytest.mark.parametrize(
    "stated", ["", "Congo", "Korea", "SU", "YU", "EN", "XK", "EU", "999", "Atlantis", "A" * 500]
)
def test_what_may_be_two_countries_or_none_is_none(stated: str) -> None:
    assert country(stated) is None


@pytest.mark.parametrize("tag", ["en", "fr", "es", "ru", "ar", "zh_Hans", "de"])
def test_every_country_is_known_by_its_name(tag: str) -> None:
    names = Locale.parse(tag).territories
    known = {code: country(names[code]) for code in COUNTRIES if names[code] != "Congo"}
    assert known == {code: code for code in known}
