"""What a footer says of a licence, read with the wordings that our formats know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.values.licences import licence
from armillary.methods.enrichment.guess import Guess
from armillary.methods.enrichment.licences import licence_of

CC = "https://creativecommons.org/licenses"


def resolve(text: str) -> str | None:
    found = licence(text)
    return found.key if found else None


def read(text: str, **links) -> Guess | None:
    return licence_of(text, resolve=resolve, **links)


@pytest.mark.parametrize(
    ("text", "key", "rule"),
    [
        ("This work is licensed under a Creative Commons Attribution 4.0 International License.",
         "cc-by-4.0", "sentence"),
        ("© 2020 Jane Doe. CC BY-SA 4.0", "cc-by-sa-4.0", "name"),
        ("Esta obra está bajo una Licencia Creative Commons Reconocimiento-CompartirIgual 3.0.",
         "cc-by-sa-3.0", "sentence"),
        ("Ce cours est mis à disposition sous licence Creative Commons Attribution - Pas "
         "d’Utilisation Commerciale 4.0 International.", "cc-by-nc-4.0", "sentence"),
        ("Материалы доступны по лицензии Creative Commons «Атрибуция» 4.0.", "cc-by-4.0", "sentence"),
        ("هذا العمل مرخص بموجب رخصة المشاع الإبداعي نسب المصنف 4.0", "cc-by-4.0", "sentence"),
        ("本作品采用知识共享署名-相同方式共享 4.0 国际许可协议进行许可。", "cc-by-sa-4.0", "sentence"),
        ("知识共享 署名 4.0", "cc-by-4.0", "name"),
        ("CC0", "cc0-1.0", "name"),
        ("This text is in the public domain.", "pd-mark-1.0", "public-domain"),
        ("Published under the GNU Free Documentation License 1.3.", "gfdl-1.3", "sentence"),
        ("Released under the MIT License.", "mit", "sentence"),
        ("Licensed under the Apache License, Version 2.0", "apache-2.0", "sentence"),
        (f"See {CC}/by-nc/4.0/deed.fr.", "cc-by-nc-4.0", "address"),
        ("creativecommons.org/licenses/by/3.0", "cc-by-3.0", "address"),
        ("Copyright 2001–2010 by the author", "copyrighted", "reserved"),
    ],
)  # fmt: skip
def test_a_footer_names_its_licence(text: str, key: str, rule: str) -> None:
    guess = read(text)

    assert guess is not None
    assert (guess.value, guess.rule) == (key, rule)
    assert 0.5 <= guess.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Contact · Imprint · Privacy",
        "The content is not licensed under CC BY 4.0.",
        "Este texto no está bajo una licencia CC BY 4.0.",
        "Ces contenus ne sont pas sous licence CC BY.",
        "本站内容不采用 CC BY 4.0 协议",
        "Images are CC BY 2.0",
        "The theme is MIT licensed",
        "CC BY | CC BY-SA | CC BY-NC | CC0",
        "Choose CC BY, CC BY-SA, CC BY-ND or CC0 for your work",
        "CC BY 4.0 or maybe CC BY-NC 4.0, who knows",
        "Learn about the Creative Commons Attribution 4.0 licence",
        "© ACME. All rights reserved. CC BY 4.0",
        "A visit to the MIT Museum",
        "Attribution of the painting is doubtful",
    ],
)
def test_what_names_no_licence_of_the_thing_gives_none(text: str) -> None:
    assert read(text) is None


def test_a_marked_link_is_the_best_witness_and_a_sentence_beside_it_makes_it_surer() -> None:
    marked = read("", marked=[f"{CC}/by/4.0/"])
    both = read("This page is licensed under CC BY 4.0.", marked=[f"{CC}/by/4.0/"])
    address = read("", addresses=[f"{CC}/by/4.0/"])

    assert marked is not None
    assert both is not None
    assert address is not None
    assert both.confidence > marked.confidence > address.confidence
    assert (marked.rule, address.rule) == ("marked-link", "address")


def test_links_that_name_no_licence_are_passed_over() -> None:
    assert (
        read("", marked=["https://example.org/terms"], addresses=["https://example.org/"]) is None
    )


def test_a_licence_of_the_text_outweighs_that_of_the_code() -> None:
    guess = read("Text is available under CC BY 4.0; code is MIT licensed.")

    assert guess is not None
    assert guess.value == "cc-by-4.0"


def test_what_is_said_of_a_part_is_returned_only_if_asked_for() -> None:
    guess = read("Images are CC BY 2.0", minimum=0)

    assert guess is not None
    assert (guess.value, guess.confidence) == ("cc-by-2.0", 0.28)


def test_two_licences_contradict_each_other() -> None:
    alone = read("", addresses=[f"{CC}/by/4.0/"], minimum=0)
    beside = read("", addresses=[f"{CC}/by/4.0/", f"{CC}/by-nc/4.0/"], minimum=0)

    assert alone is not None
    assert beside is not None
    assert beside.confidence == alone.confidence / 2


def test_two_versions_of_one_licence_contradict_each_other() -> None:
    assert read("", addresses=[f"{CC}/by/4.0/", f"{CC}/by/3.0/"]) is None


def test_a_name_without_a_version_does_not_contradict_the_address_that_has_one() -> None:
    guess = read("Published under CC BY", addresses=[f"{CC}/by/4.0/"])

    assert guess is not None
    assert guess.value == "cc-by-4.0"
    assert guess.confidence > 0.9


def test_a_notice_of_copyright_contradicts_no_licence() -> None:
    with_notice = read("© 2020 Jane Doe\nThis work is licensed under CC BY 4.0.")

    assert with_notice == read("This work is licensed under CC BY 4.0.")


def test_an_exception_elsewhere_hardly_matters() -> None:
    guess = read("Except where otherwise noted, content on this site is under a CC BY 4.0 license.")

    assert guess is not None
    assert (guess.value, guess.confidence) == ("cc-by-4.0", 0.85)


def test_the_resolver_decides_what_a_value_is() -> None:
    def by_address(text: str) -> str | None:
        found = licence(text)
        return found.address if found else None

    guess = licence_of("CC BY 4.0", resolve=by_address)

    assert guess is not None
    assert guess.value == f"{CC}/by/4.0/"


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_and_links_get_a_bounded_answer(text: str, links: list[str]) -> None:
    guess = licence_of(text, resolve=resolve, marked=links, addresses=links, minimum=0)

    assert guess is None or 0 <= guess.confidence <= 1
