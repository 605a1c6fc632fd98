"""Folded names meet whatever their case, accents, separators and costume."""

from armillary.formats.values.folding import fold, fold_term, folded_table


def test_fold() -> None:
    assert fold("  Plan_de-LEÇON ") == "plan de lecon"
    assert fold("الإِنجليزية") == fold("الإنجليزية")


def test_arabic_words_meet_with_and_without_article_and_hamza() -> None:
    assert fold("الذكاء الاصطناعي") == fold("ذكاء اصطناعي") == "ذكاء اصطناعي"
    assert fold("الأحياء") == fold("احياء")
    assert fold("الإلكترونيات") == fold("إلكترونيات") == fold("الكترونيات")
    assert fold("ال") == "ال"


def test_fold_term_reads_camel_case_and_addresses() -> None:
    assert fold_term("https://schema.org/VideoObject") == "video object"
    assert fold_term("http://purl.org/dc/terms#isPartOf") == "is part of"
    assert fold_term("lrmi:peerTutor") == "peer tutor"


def test_folded_table_names_every_key_by_itself() -> None:
    assert folded_table({"lesson-plan": "Plan de leçon"}) == {
        "lesson plan": "lesson-plan",
        "plan de lecon": "lesson-plan",
    }
