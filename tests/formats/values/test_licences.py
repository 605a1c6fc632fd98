"""Licences in any wording, with what they allow; versions are never invented."""

import pytest

from armillary.formats.values.licences import LICENCES, Licence, licence

CC = "https://creativecommons.org"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "cc-by-4.0"),
        ("http://creativecommons.org/licenses/by-sa/3.0/igo/", "cc-by-sa-3.0-igo"),
        ("https://creativecommons.org/licenses/by/2.0/de/deed.de", "cc-by-2.0-de"),
        ("https://creativecommons.org/licenses/by-nc/4.0/legalcode", "cc-by-nc-4.0"),
        ("http://creativecommons.org/licenses/by-nd-nc/1.0/", "cc-by-nc-nd-1.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/deed.en", "cc0-1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "pd-mark-1.0"),
        ("CC BY-NC-SA 4.0", "cc-by-nc-sa-4.0"),
        ("cc-by-sa-4.0", "cc-by-sa-4.0"),
        ("CC BY 3.0 IGO", "cc-by-3.0-igo"),
        ("CC BY 3.0 DE", "cc-by-3.0-de"),
        ("Made by Jo; CC BY 4.0", "cc-by-4.0"),
        ("Creative Commons Attribution 4.0 International", "cc-by-4.0"),
        ("Creative Commons Attribution-NonCommercial 3.0 Unported License", "cc-by-nc-3.0"),
        ("Licence Creative Commons Attribution - Pas d’Utilisation Commerciale - Partage dans les "
         "Mêmes Conditions 4.0 International", "cc-by-nc-sa-4.0"),
        ("Licencia Creative Commons Atribución-NoComercial-CompartirIgual 4.0", "cc-by-nc-sa-4.0"),
        ("Лицензия Creative Commons «С указанием авторства — С сохранением условий» 4.0",
         "cc-by-sa-4.0"),
        ("知识共享署名-非商业性使用-相同方式共享 4.0 国际许可协议", "cc-by-nc-sa-4.0"),
        ("رخصة المشاع الإبداعي نسب المصنف - غير تجاري - الترخيص بالمثل 4.0", "cc-by-nc-sa-4.0"),
        ("Namensnennung - Weitergabe unter gleichen Bedingungen 4.0 International", "cc-by-sa-4.0"),
        ("CC0", "cc0-1.0"),
        ("Public Domain", "pd-mark-1.0"),
        ("GNU Free Documentation License 1.3", "gfdl-1.3"),
        ("GPLv3", "gpl-3.0"),
        ("http://www.gnu.org/licenses/agpl-3.0", "agpl-3.0"),
        ("MIT License", "mit"),
        ("https://opensource.org/licenses/MIT", "mit"),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", "apache-2.0"),
        ("BSD-3-Clause", "bsd-3-clause"),
        ("MPL 2.0", "mpl-2.0"),
        ("Open Government Licence v3.0", "ogl-uk-3.0"),
        ("Licence Ouverte / Open Licence (Etalab) 2.0", "etalab-2.0"),
        ("All rights reserved", "copyrighted"),
        ("Copyright 1998 by Margo Lynn Mankus", "copyrighted"),
        ("Tous droits réservés", "copyrighted"),
        ("版权所有", "copyrighted"),
        ("http://rightsstatements.org/vocab/InC-EDU/1.0/", "copyrighted"),
        ("Copyright 2010 CK-12, licensed CC BY-NC 3.0", "cc-by-nc-3.0"),
    ],
)  # fmt: skip
def test_licence(written: str, key: str) -> None:
    found = licence(written)
    assert found is not None
    assert found.key == key


def test_licence_without_a_version_stays_without_one() -> None:
    found = licence("CC BY-SA")
    assert found is not None
    assert (found.key, found.version, found.versioned) == ("cc-by-sa", "", False)
    assert found.address == f"{CC}/licenses/by-sa/"
    assert licence("Attribution-ShareAlike") == found


@pytest.mark.parametrize(
    "written",
    ["", "Free access", "Creative Commons", "Written by SA Smith", "Produced by NASA 2.0",
     "Massachusetts Institute of Technology", "http://www.example.org/copyright.htm",
     "http://example.org/apache/terms", f"{CC}/licenses/sampling+/1.0/"],
)  # fmt: skip
def test_what_names_no_licence_is_none(written: str) -> None:
    assert licence(written) is None


def _answers(found: Licence) -> tuple[bool, ...]:
    return (found.copy, found.adapt, found.commercial, found.share_alike, found.attribution)


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("cc-by-4.0", (True, True, True, False, True)),
        ("cc-by-sa-4.0", (True, True, True, True, True)),
        ("cc-by-nc-nd-4.0", (True, False, False, False, True)),
        ("cc0-1.0", (True, True, True, False, False)),
        ("gfdl-1.3", (True, True, True, True, True)),
        ("copyrighted", (False, False, False, False, True)),
    ],
)
def test_licence_says_what_it_allows(key: str, answers: tuple[bool, ...]) -> None:
    assert _answers(LICENCES[key]) == answers


def test_open_licences_allow_copying_changing_and_selling() -> None:
    keys = ("cc-by-4.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "copyrighted")
    assert [LICENCES[key].open for key in keys] == [True, False, False, False]


@pytest.mark.parametrize("entry", LICENCES.values(), ids=lambda entry: entry.key)
def test_key_and_address_of_every_licence_lead_back_to_it(entry: Licence) -> None:
    assert licence(entry.key) == entry
    assert licence(entry.address) == entry
