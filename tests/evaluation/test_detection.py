import pytest

from armillary.evaluation.detection import detect

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
    assert guess.language == language
    assert 0.5 < guess.confidence <= 1


@pytest.mark.parametrize(
    "text", ["", "Fractions", "分数", "Дроби", "E = mc², y = mx + b", "12345 67890"]
)
def test_too_little_text_gets_no_answer(text: str) -> None:
    assert detect(text) is None


def test_a_foreign_name_does_not_change_the_script_of_a_text() -> None:
    guess = detect("学生用 Python 和 GeoGebra 探索斜坡的角度如何改变小车的加速度并记录数据。")

    assert guess is not None
    assert guess.language == "zh"
