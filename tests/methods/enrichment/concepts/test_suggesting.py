"""What the matcher finds, in words that a teacher might write."""

import csv
import pickle
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import armillary.vocabularies
from armillary.formats.skos import read_skos
from armillary.methods.enrichment.concepts import Label, Vocabulary, suggest

SCHEME = Path(armillary.vocabularies.__file__).parent / "schemes" / "subjects.ttl"
JUDGED = Path(__file__).parents[3] / "payloads" / "enrichment" / "subjects.csv"


def vocabulary(
    *labels: tuple[str, str] | tuple[str, str, bool],
    language: str = "en",
    broader: dict[str, Sequence[str]] | None = None,
    related: dict[str, Sequence[str]] | None = None,
) -> Vocabulary:
    named = [
        Label(concept, text, language, rest[0] if rest else True) for concept, text, *rest in labels
    ]
    return Vocabulary.of(named, broader or {}, related or {})


def found(title: str, body: str, vocabulary: Vocabulary, language: str = "en", **more) -> list[str]:
    guesses = suggest(title, body, language, vocabulary, minimum=0, **more)
    return [str(guess.value) for guess in guesses]


def confidence(title: str, body: str, vocabulary: Vocabulary, concept: str, **more) -> float:
    guesses = suggest(title, body, "en", vocabulary, minimum=0, limit=100, **more)
    return next((guess.confidence for guess in guesses if guess.value == concept), 0.0)


MATHS = vocabulary(
    ("area", "Area"),
    ("polygons", "Area of polygons"),
    ("ratio", "Ratio and proportion"),
    ("history", "History of science"),
    ("music", "Music"),
)


def test_a_label_in_the_title_is_suggested_with_the_words_that_led_to_it() -> None:
    [guess] = suggest("Ratios and proportions in maps", "", "en", MATHS)

    assert (guess.value, guess.rule, guess.evidence) == (
        "ratio",
        "title-label",
        "Ratios proportions",
    )
    assert 0.5 <= guess.confidence <= 1


def test_nothing_is_suggested_for_a_text_that_names_nothing() -> None:
    assert suggest("A walk in the park", "Take a friend along.", "en", MATHS, minimum=0) == []
    assert suggest("", "", "en", MATHS, minimum=0) == []


def test_what_is_less_likely_than_not_is_returned_only_if_asked_for() -> None:
    body = "At the end of a long lesson about many other things, somebody mentions music."

    assert suggest("A long lesson", body, "en", MATHS) == []
    assert found("A long lesson", body, MATHS) == ["music"]


def test_a_title_says_more_than_a_description() -> None:
    assert confidence("Music", "", MATHS, "music") > confidence("", "Music", MATHS, "music")


def test_a_word_that_comes_often_and_early_says_more() -> None:
    once = "First some games, then music."

    assert confidence("", once, MATHS, "music") < confidence(
        "", "Music, music and games.", MATHS, "music"
    )


def test_the_longest_label_wins_over_its_parts_but_they_keep_some_weight() -> None:
    title = "The area of polygons"

    whole = confidence(title, "", MATHS, "polygons")
    part = confidence(title, "", MATHS, "area")
    assert whole > part > 0
    assert part < confidence("The area", "", MATHS, "area")


def test_words_of_a_label_count_for_less_the_farther_they_stand_apart() -> None:
    titles = (
        "History of science",
        "History of early science",
        "Science and its history",
        "The history of a small village and what the science club of its school found out",
    )
    values = [confidence("", title, MATHS, "history") for title in titles]

    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 4


def test_words_in_two_sentences_are_no_label() -> None:
    assert found("", "This is history. Then comes science.", MATHS) == []


def test_a_keyword_of_the_source_is_the_best_witness() -> None:
    [guess] = suggest("Lesson 5", "", "en", MATHS, keywords=["music"])

    assert (guess.value, guess.rule) == ("music", "keyword-label")
    assert guess.confidence > confidence("Music", "", MATHS, "music")


def test_a_preferred_label_says_more_than_a_further_one() -> None:
    both = vocabulary(("one", "Sound", True), ("two", "Noise", False))

    assert found("Sound and noise", "", both) == ["one", "two"]


def test_the_form_of_the_label_says_more_than_another_word_of_its_stem() -> None:
    words = vocabulary(("measurement", "Measurement"))

    exact = confidence("Measurement", "", words, "measurement")
    assert exact > confidence("Measuring", "", words, "measurement") > 0


def test_a_word_that_names_several_concepts_is_doubted() -> None:
    alone = vocabulary(("planet", "Mercury"))
    shared = vocabulary(("planet", "Mercury"), ("metal", "Mercury"))

    assert confidence("Mercury", "", shared, "planet") < confidence("Mercury", "", alone, "planet")


def test_a_qualified_label_is_doubted() -> None:
    plain, qualified = vocabulary(("a", "Mercury")), vocabulary(("a", "Mercury (planet)"))

    assert 0 < confidence("Mercury", "", qualified, "a") < confidence("Mercury", "", plain, "a")


def test_a_broad_concept_is_supported_by_the_narrower_ones_that_are_named() -> None:
    tree = vocabulary(
        ("measurement", "Measurement"),
        ("area", "Area"),
        ("volume", "Volume"),
        broader={"area": ["measurement"], "volume": ["measurement"]},
    )
    guesses = suggest("Area and volume", "", "en", tree, minimum=0)

    assert [guess.value for guess in guesses] == ["area", "volume", "measurement"]
    assert (guesses[2].rule, guesses[2].evidence) == ("narrower-label", "Area")


def test_company_in_the_vocabulary_helps() -> None:
    labels = (("mars", "Mars"), ("planets", "Planets"))
    alone = vocabulary(*labels)
    related = vocabulary(*labels, related={"mars": ["planets"]})
    title, body = "Planets", "We look at Mars."

    assert confidence(title, body, related, "mars") > confidence(title, body, alone, "mars")
    assert confidence(title, body, related, "planets") > confidence(title, body, alone, "planets")


def test_a_circle_of_broader_concepts_does_no_harm() -> None:
    circle = vocabulary(
        ("a", "Area"), ("b", "Volume"), broader={"a": ["b"], "b": ["a", "b", "unknown"]}
    )

    assert found("Area", "", circle) == ["a", "b"]


def test_an_acronym_is_not_the_word_that_it_looks_like() -> None:
    acronyms = vocabulary(
        ("society", "science, technology and society"), ("it", "IT"), ("aids", "AIDS")
    )

    assert found("It aids memory", "", acronyms) == []
    assert found("IT for schools", "", acronyms) == ["it"]
    assert found("WHY IT AIDS MEMORY", "", acronyms) == []


def test_a_name_is_written_with_a_capital_where_labels_are_not() -> None:
    labels = (("c", "programming", False), ("go", "Go", False), ("c", "coding", False))
    names = vocabulary(*labels)

    assert found("We go for a walk", "", names) == []
    assert found("Learn Go", "", names) == ["go"]


def test_a_word_of_every_description_is_nearly_no_sign() -> None:
    words = vocabulary(("students", "Students"), ("magnets", "Magnets"))
    title = "Magnets for students"

    assert found(title, "", words) == ["magnets", "students"]
    assert confidence(title, "", words, "students") < confidence(title, "", words, "magnets")


def test_a_numbered_volume_has_no_volume() -> None:
    words = vocabulary(("volume", "Volume"))

    assert found("Calculus, Volume 3", "", words) == []
    assert found("Volume of a cone", "", words) == ["volume"]


@pytest.mark.parametrize("language", ["ru", "ar", "zh"])
def test_terms_in_latin_letters_are_read_as_english_in_another_script(language: str) -> None:
    assert found("GIS, Music 音乐", "", MATHS, language) == ["music"]


def test_in_another_language_with_latin_letters_only_whole_english_terms_are_borrowed() -> None:
    english = vocabulary(("pain", "Pain"), ("ml", "Machine learning"), ("it", "ICT"))

    assert found("Le pain", "", english, "fr") == []
    assert found("Introduction au machine learning", "", english, "fr") == ["ml"]
    assert found("Enseigner avec ICT", "", english, "fr") == ["it"]


def test_chinese_is_cut_at_the_longest_labels_and_their_parts_count_a_little() -> None:
    chinese = vocabulary(
        ("study", "地震学"), ("quake", "地震"), ("volcano", "火山"), language="zh-hans"
    )

    assert found("认识地震学和火山", "", chinese, "zh") == ["study", "volcano", "quake"]


def test_a_chinese_label_with_an_and_is_found_in_either_order() -> None:
    chinese = vocabulary(("both", "地震与火山"), language="zh-hans")

    assert found("火山和地震", "", chinese, "zh-hans") == ["both"]


def test_one_chinese_sign_is_too_little_to_be_found() -> None:
    assert found("水平测试", "", vocabulary(("water", "水"), language="zh-hans"), "zh") == []


def test_labels_of_a_language_are_found_by_the_base_of_its_tag() -> None:
    labels = [Label("a", "面积", "zh-hans"), Label("a", "面積", "zh-hant")]

    assert found("面積", "", Vocabulary.of(labels, {}, {}), "zh-Hant-TW") == ["a"]


def test_there_are_never_more_than_asked_for_and_the_surest_come_first() -> None:
    guesses = suggest("Music, area of polygons, ratio and proportion", "", "en", MATHS, limit=2)

    assert len(guesses) == 2
    assert guesses[0].confidence >= guesses[1].confidence


def test_a_vocabulary_survives_being_pickled() -> None:
    again = pickle.loads(pickle.dumps(MATHS))

    assert suggest("Music", "", "en", again) == suggest("Music", "", "en", MATHS)


@given(st.text(max_size=300), st.text(max_size=300), st.sampled_from(["en", "fr", "ar", "zh", ""]))
def test_any_text_gets_bounded_answers(title: str, body: str, language: str) -> None:
    for guess in suggest(title, body, language, MATHS, keywords=[title], minimum=0):
        assert 0 <= guess.confidence <= 1
        assert len(guess.evidence) <= 200


@cache
def subjects() -> Vocabulary:
    scheme = read_skos(SCHEME.read_bytes())
    labels = [
        Label(concept.uri, text, tag, is_preferred)
        for concept in scheme.concepts
        for is_preferred, by_tag in (
            (True, {tag: [text] for tag, text in concept.pref_labels.items()}),
            (False, concept.alt_labels),
        )
        for tag, texts in by_tag.items()
        for text in texts
    ]
    broader = {concept.uri: concept.broader for concept in scheme.concepts}
    return Vocabulary.of(labels, broader, {})


@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_suggestions_for_judged_texts_are_mostly_right(language: str) -> None:
    """Texts written and judged for this test; benchmarks/bench_subjects.py prints the figures."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["language"] == language]
    hits = given_ = wanted = 0
    for row in rows:
        guesses = suggest(row["title"], row["description"], language, subjects())
        mine = {str(guess.value).rpartition("/")[2] for guess in guesses}
        gold = set(row["subjects"].split())
        hits, given_, wanted = hits + len(mine & gold), given_ + len(mine), wanted + len(gold)
    assert len(rows) >= 20
    assert hits / given_ >= 0.7
    assert hits / wanted >= 0.3
