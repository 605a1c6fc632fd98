from typing import Any

import pytest
from django.db import connection, models
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from armillary.catalogue.models import Collection
from armillary.core.texts import Maker, TranslatedText, Version, digest

HELLO = TranslatedText.of(en="Hello", fr="Bonjour")


def test_first_text_is_the_original():
    assert HELLO.original == "en"
    assert HELLO.texts == {"en": "Hello", "fr": "Bonjour"}
    assert HELLO.versions["fr"] == Version("Bonjour", Maker.AUTHOR, "")


def test_underscores_of_keyword_arguments_become_hyphens():
    assert TranslatedText.of(zh_hans="你好").languages == ["zh-hans"]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("fr", "Bonjour"),
        ("fr-ca", "Bonjour"),
        ("ru", "Hola"),
        ("zh-hant", "你好"),
        ("ar", "Hola"),
    ],
)
def test_a_reader_gets_their_language_its_base_a_relative_or_the_original(wanted: str, text: str):
    offered = TranslatedText.of(es="Hola", en="Hello", fr="Bonjour")
    if wanted == "zh-hant":
        offered = TranslatedText("", {"zh-hans": Version("你好")})
    assert offered.read(wanted) == text


def test_an_original_in_no_language_falls_back_to_english_before_others():
    assert TranslatedText("", {"ru": Version("Привет"), "en": Version("Hello")}).read("ar") == (
        "Hello"
    )


def test_an_empty_version_is_passed_over():
    text = TranslatedText("en", {"en": Version("Hello"), "ar": Version("")})
    assert text.language_for("ar") == "en"
    assert text.read("ar") == "Hello"


def test_nothing_at_all_reads_as_nothing():
    assert TranslatedText().read("en") == ""
    assert not TranslatedText()
    assert not TranslatedText("en", {"en": Version("")})


def test_text_is_read_in_the_language_of_the_page():
    with override("fr"):
        assert str(HELLO) == "Bonjour"


def test_translation_remembers_its_original_and_goes_stale_when_that_changes():
    translated = TranslatedText.of(en="Hello").translate("ar", "مرحبا", by=Maker.PERSON)
    assert translated.versions["ar"] == Version("مرحبا", Maker.PERSON, digest("Hello"))
    assert not translated.is_stale("ar")
    revised = translated.revise("Hello, reader")
    assert revised.is_stale("ar")
    assert not revised.is_stale("en")
    assert revised.read("ar") == "مرحبا"
    assert translated.read("en") == "Hello"  # values never change


def test_translating_again_freshens_a_stale_translation():
    revised = TranslatedText.of(en="Hello").translate("ar", "مرحبا", by=Maker.MACHINE).revise("Hi")
    assert not revised.translate("ar", "أهلا", by=Maker.PERSON).is_stale("ar")


def test_missing_languages_keep_the_order_asked_for():
    assert HELLO.missing(["ru", "fr", "ar"]) == ["ru", "ar"]


def test_json_holds_makers_and_sources_only_where_there_are_any():
    text = TranslatedText.of(en="Hello").translate("fr", "Bonjour", by=Maker.MACHINE)
    assert text.as_json() == {
        "original": "en",
        "texts": {
            "en": {"text": "Hello", "by": "author"},
            "fr": {"text": "Bonjour", "by": "machine", "of": digest("Hello")},
        },
    }


@given(
    st.dictionaries(st.sampled_from(["en", "ar", "zh-hans", "und"]), st.text(), max_size=4),
    st.sampled_from(Maker),
)
def test_json_round_trip(texts: Any, maker: Any):
    text = TranslatedText.written(texts, by=maker)
    assert TranslatedText.from_json(text.as_json()) == text


@pytest.mark.django_db
def test_field_round_trip_on_the_database():
    title = TranslatedText.of(en="Water", ar="الماء").translate("fr", "L’eau", by=Maker.MACHINE)
    Collection.objects.create(slug="water", title=title)
    stored = Collection.objects.get(slug="water")
    assert stored.title == title
    assert stored.introduction == TranslatedText()


@pytest.mark.django_db
def test_field_is_stored_as_one_json_document():
    Collection.objects.create(slug="water", title=TranslatedText.of(en="Water"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM catalogue_collection WHERE slug = 'water'")
        [stored] = cursor.fetchone()
    document = models.JSONField().from_db_value(stored, None, connection)
    assert document == {"original": "en", "texts": {"en": {"text": "Water", "by": "author"}}}


@pytest.mark.django_db
def test_field_can_be_searched_by_a_text():
    Collection.objects.create(slug="water", title=TranslatedText.of(en="Water"))
    assert Collection.objects.filter(title__texts__en__text="Water").count() == 1


def test_rewriting_keeps_what_is_the_same_and_marks_what_is_not():
    text = TranslatedText.of(en="Hello", fr="Bonjour", de="Hallo")
    again = text.rewrite({"fr": "Bonjour", "en": "Welcome", "ar": "أهلا"}, by=Maker.PERSON)
    assert again.original == "en"
    assert again.versions == {
        "en": Version("Welcome"),
        "fr": Version("Bonjour"),
        "de": Version("Hallo"),
        "ar": Version("أهلا", Maker.PERSON, digest("Welcome")),
    }


def test_rewriting_the_original_makes_translations_stale():
    text = TranslatedText.of(en="Hello").translate("fr", "Bonjour", by=Maker.PERSON)
    again = text.rewrite({"en": "Welcome", "fr": "Bonjour", "es": ""}, by=Maker.PERSON)
    assert again.is_stale("fr")
    assert again.languages == ["en", "fr"]


def test_without_its_original_a_text_has_the_next_one():
    text = TranslatedText.of(en="Hello").translate("fr", "Bonjour", by=Maker.PERSON)
    again = text.rewrite({"en": ""}, by=Maker.PERSON)
    assert again == TranslatedText("fr", {"fr": Version("Bonjour", Maker.PERSON)})
    assert again.rewrite({"fr": ""}, by=Maker.PERSON) == TranslatedText()


def test_the_first_text_of_an_empty_one_is_its_original():
    text = TranslatedText().rewrite({"fr": "", "ar": "أهلا", "en": "Hello"}, by=Maker.PERSON)
    assert text.original == "ar"
    assert text.versions["ar"] == Version("أهلا")
    assert text.versions["en"] == Version("Hello", Maker.PERSON, digest("أهلا"))


def test_document_of_texts_is_that_of_texts_written_by_their_author():
    for texts in ({}, {"ar": "ماء"}, {"en": "Water", "fr": "Eau"}):
        assert TranslatedText.document_of(texts) == TranslatedText.written(texts).as_json()


def test_a_stale_translation_keeps_the_original_that_it_was_made_from():
    text = TranslatedText.of(en="Hello").translate("fr", "Bonjour", by=Maker.PERSON)
    changed = text.rewrite({"en": "Hello, all"}, by=Maker.PERSON).revise("Hello, you")
    assert (changed.is_stale("fr"), changed.made_from("fr")) == (True, "Hello")
    assert TranslatedText.from_json(changed.as_json()) == changed
    mixed = changed.translate("ar", "مرحبا", by=Maker.PERSON).rewrite(
        {"en": "Good day"}, by=Maker.PERSON
    )
    assert (mixed.made_from("fr"), mixed.made_from("ar")) == ("Hello", "Hello, you")


def test_earlier_originals_go_with_the_last_translation_of_them():
    text = TranslatedText.of(en="Hello").translate("fr", "Bonjour", by=Maker.PERSON)
    changed = text.revise("Good day")
    assert changed.translate("fr", "Bonjour", by=Maker.PERSON).earlier == {}
    assert changed.rewrite({"fr": ""}, by=Maker.PERSON).earlier == {}
    assert changed.revise("Hello").earlier == {}
    assert "earlier" not in text.as_json()


def test_what_a_translation_was_made_from_may_be_unknown():
    text = TranslatedText(
        "en", {"en": Version("Hello"), "fr": Version("Salut", Maker.PERSON, digest("Hi"))}
    )
    assert (text.is_stale("fr"), text.made_from("fr")) == (True, "")
