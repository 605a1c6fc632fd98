import pytest

from armillary.methods.enrichment.languages import detect, language_of

TEXTS = {
    "en": "Students explore how the angle of a ramp changes the acceleration of a cart.",
    "es": "Los estudiantes exploran cómo el ángulo de una rampa cambia la aceleración de un carrito.",
    "fr": "Les élèves étudient comment l’angle d’une rampe modifie l’accélération d’un chariot.",
    "pt": "Os alunos exploram como o ângulo de uma rampa muda a aceleração de um carrinho.",
    "ru": "Учащиеся исследуют, как угол наклона рампы изменяет ускорение тележки.",
    "uk": "Учні досліджують, як кут нахилу рампи змінює прискорення візка на уроці.",
    "ar": "يستكشف الطلاب كيف تغير زاوية المنحدر تسارع العربة في الصف.",
    "fa": "دانش‌آموزان بررسی می‌کنند که چگونه زاویهٔ شیب شتاب گاری را تغییر می‌دهد.",
    "zh": "学生探索斜坡的角度如何改变小车的加速度。",
    "ja": "生徒は斜面の角度がカートの加速度をどう変えるかを調べます。",
    "ko": "학생들은 경사면의 각도가 수레의 가속도를 어떻게 바꾸는지 탐구합니다.",
    "el": "Οι μαθητές διερευνούν πώς η γωνία μιας ράμπας αλλάζει την επιτάχυνση.",
    "he": "התלמידים חוקרים כיצד זווית הרמפה משנה את התאוצה של העגלה במעבדה.",
    "sw": "Wanafunzi wanachunguza jinsi pembe ya mteremko inavyobadilisha kasi ya gari.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_recognised(language: str) -> None:
    guess = detect(TEXTS[language])

    assert guess is not None
    assert guess.value == language
    assert 0.5 < guess.confidence <= 1


@pytest.mark.parametrize(
    "text", ["", "Fractions", "分数", "Дроби", "E = mc², y = mx + b", "12345 67890"]
)
def test_too_little_text_gets_no_answer(text: str) -> None:
    assert detect(text) is None
    assert language_of([text]) is None


def test_a_foreign_name_does_not_change_the_script_of_a_text() -> None:
    guess = detect("学生用 Python 和 GeoGebra 探索斜坡的角度如何改变小车的加速度并记录数据。")

    assert guess is not None
    assert guess.value == "zh"


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["The water cycle", "Draw it and label it."], "en"),
        (["Introducción a la física"], "es"),
        (["La photosynthèse", "Une leçon pour le collège."], "fr"),
        (["Введение в алгебру"], "ru"),
        (["مقدمة في الفيزياء", "الصف السابع"], "ar"),
        (["Grundlagen der Chemie"], "de"),
    ],
)
def test_small_words_give_a_short_text_away(texts: list[str], language: str) -> None:
    guess = language_of(texts)

    assert guess is not None
    assert (guess.value, guess.confidence) == (language, 0.95 if language == "ar" else 0.93)
    assert guess.evidence == ". ".join(texts)


def test_title_and_description_are_enough_together_where_neither_is_alone() -> None:
    title, description = "Fractions and decimals", "Number lines for grade four."

    assert detect(title) is None
    assert detect(description) is None
    guess = language_of([title, description])
    assert guess is not None
    assert (guess.value, guess.rule) == ("en", "letters")


def test_texts_in_two_languages_are_in_neither() -> None:
    assert language_of([TEXTS["en"], TEXTS["ru"]]) is None


def test_an_empty_text_says_nothing_for_or_against() -> None:
    alone, beside = language_of([TEXTS["es"]]), language_of(["", TEXTS["es"], "  "])

    assert alone == beside


@pytest.mark.parametrize("text", ["Python Machine Learning", "Álgebra", "React Native", "Pi"])
def test_a_title_without_small_words_is_in_no_language(text: str) -> None:
    assert language_of([text]) is None


def test_persian_and_ukrainian_are_not_taken_for_their_larger_neighbours() -> None:
    assert language_of(["آموزش پایتون"]) is None
    assert language_of(["Основи і задачі"]) is None


def test_a_region_is_never_guessed() -> None:
    brazilian = "O ônibus e o trem partem da mesma estação; calcule quando vão se encontrar."
    guess = language_of([brazilian])

    assert guess is not None
    assert guess.value == "pt"


def test_evidence_is_short_and_ends_at_a_word() -> None:
    guess = language_of([TEXTS["en"] * 5])

    assert guess is not None
    assert len(guess.evidence) <= 200
    assert guess.evidence.endswith("…")
