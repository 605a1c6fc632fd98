"""Phrases that name a level, and phrases that only look as if they did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.enrichment.levels import LEVELS, levels_of

SCHOOL = "primary lower-secondary upper-secondary"
SAID = [
    ("en", "Fractions for grade 7", "lower-secondary"),
    ("en", "Class VIII Science", "lower-secondary"),
    ("en", "Class 10 physics notes", "upper-secondary"),
    ("en", "Year 9 chemistry", "lower-secondary"),
    ("en", "Years 3–4: plants", "primary"),
    ("en", "Grades 6 to 8", "primary lower-secondary"),
    ("en", "A third-grade unit on rocks", "primary"),
    ("en", "Measuring with second graders", "primary"),
    ("en", "Grade nine algebra", "lower-secondary"),
    ("en", "Form 2 biology", "lower-secondary"),
    ("en", "For kindergarten and up", "early-childhood"),
    ("en", "Maths games for preschoolers", "early-childhood"),
    ("en", "An elementary school garden", "primary"),
    ("en", "Primary science: magnets", "primary"),
    ("en", "A middle-school lab", "lower-secondary"),
    ("en", "High school students build a rocket", "upper-secondary"),
    ("en", "Preparing for A-level Physics", "upper-secondary"),
    ("en", "A level chemistry revision", "upper-secondary"),
    ("en", "Biology for AP® courses", "upper-secondary"),
    ("en", "International Baccalaureate mathematics", "upper-secondary"),
    ("en", "Secondary school teachers will find tasks", "lower-secondary upper-secondary"),
    ("en", "K–12 engineering", SCHOOL),
    ("en", "Grades K-2", "early-childhood primary"),
    ("en", "An undergraduate course in optics", "bachelor"),
    ("en", "For college students of physics", "bachelor"),
    ("en", "A master's programme in data science", "master"),
    ("en", "Graduate students of biology", "master"),
    ("en", "A workshop for PhD students", "doctoral"),
    ("en", "For adult learners", "adult"),
    ("en", "Ages 9–11", "primary"),
    ("en", "Suitable for 12- to 14-year-olds", "lower-secondary"),
    ("en", "Written for 16 year old pupils", "upper-secondary"),
    ("es", "Matemáticas 5º de primaria", "primary"),
    ("es", "Ciencias para séptimo grado", "lower-secondary"),
    ("es", "Física de 2.º de Bachillerato", "upper-secondary"),
    ("es", "Actividades de 3º de ESO", "lower-secondary"),
    ("es", "Juegos para educación infantil", "early-childhood"),
    ("es", "Escuelas de secundaria", "lower-secondary upper-secondary"),
    ("es", "Curso para estudiantes universitarios", "bachelor"),
    ("es", "Trabajo de maestría", "master"),
    ("es", "Para niños de 8 a 10 años", "primary"),
    ("es", "Educación de personas adultas", "adult"),
    ("fr", "Problèmes de CM2", "primary"),
    ("fr", "La matière au cycle 4", "lower-secondary"),
    ("fr", "Une séance pour le collège", "lower-secondary"),
    ("fr", "Exercices pour des élèves de sixième, avec corrigés", "lower-secondary"),
    ("fr", "Spécialité maths en terminale", "upper-secondary"),
    ("fr", "Sujets du baccalauréat", "upper-secondary"),
    ("fr", "Physique en classe de seconde", "upper-secondary"),
    ("fr", "Activités pour l'école maternelle", "early-childhood"),
    ("fr", "Cours de licence 2 en chimie", "bachelor"),
    ("fr", "Algèbre pour étudiants en L1", "bachelor"),
    ("fr", "Cours de master 1", "master"),
    ("fr", "Pour enfants de 6 à 8 ans", "primary"),
    ("ru", "Алгебра, 7 класс", "lower-secondary"),
    ("ru", "Математика для 2-го класса", "primary"),
    ("ru", "Задачи для 5–6 классов", "lower-secondary"),
    ("ru", "Физика в десятом классе", "upper-secondary"),
    ("ru", "Опыты в начальной школе", "primary"),
    ("ru", "Подготовка к ЕГЭ по химии", "upper-secondary"),
    ("ru", "Занятия в детском саду", "early-childhood"),
    ("ru", "Для студентов младших курсов", "bachelor"),
    ("ru", "Курс для аспирантов", "doctoral"),
    ("ar", "رياضيات الصف السابع", "lower-secondary"),
    ("ar", "علوم الصف الثالث الابتدائي", "primary"),
    ("ar", "فيزياء الصف الأول الثانوي", "upper-secondary"),
    ("ar", "تجارب للمرحلة الإعدادية", "lower-secondary"),
    ("ar", "ألعاب رياض الأطفال", "early-childhood"),
    ("ar", "مسائل البكالوريا", "upper-secondary"),
    ("ar", "كتاب جامعي في الكيمياء", "bachelor"),
    ("ar", "رسالة ماجستير", "master"),
    ("zh", "八年级物理", "lower-secondary"),
    ("zh", "小学三年级数学", "primary"),
    ("zh", "高中化学实验", "upper-secondary"),
    ("zh", "初二物理复习", "lower-secondary"),
    ("zh", "7-9年级科学", "lower-secondary"),
    ("zh", "幼儿园科学游戏", "early-childhood"),
    ("zh", "大学物理", "bachelor"),
    ("zh", "面向研究生的课程", "master"),
    ("zh", "适合8至10岁", "primary"),
]
NOT_SAID = [
    ("en", "Torque of grade 7 steel bolts"),
    ("en", "Grade 5 titanium"),
    ("en", "A first-class lever and a class 2 lever"),
    ("en", "The Year 2000 problem"),
    ("en", "The master boot record"),
    ("en", "Git: master and main branches"),
    ("en", "High School Musical songs in numbers"),
    ("en", "Mixing primary colours"),
    ("en", "Primary sources in the archive"),
    ("en", "Elementary particles"),
    ("en", "Elementary mathematics from a higher point"),
    ("en", "Secondary structure of proteins"),
    ("en", "Water finds a level surface"),
    ("en", "By the University of Colorado"),
    ("en", "k-means clustering"),
    ("en", "A grade of 3.5 per cent"),
    ("en", "Rocks of the age of 9 million years"),
    ("en", "In year 2 of the war"),
    ("en", "Form 1040 explained"),
    ("en", "Graduated cylinders"),
    ("en", "Ages 65 and over"),
    ("es", "Eso es todo"),
    ("es", "Tres años de datos: de 3 a 5 años de investigación"),
    ("es", "La velocidad terminal"),
    ("es", "De grado en grado: 30 grados Celsius"),
    ("fr", "La vitesse terminale d'une chute"),
    ("fr", "Une seconde de lumière"),
    ("fr", "Licence Creative Commons"),
    ("fr", "Le cap de Bonne-Espérance"),
    ("fr", "Le but du jeu, 100 m2 de terrain"),
    ("fr", "Collège de France"),
    ("ru", "Первый класс точности"),
    ("ru", "Классы и объекты в Python"),
    ("ru", "Магистральные трубопроводы"),
    ("ar", "صف الأعداد في جدول"),
    ("zh", "高中低三档"),
    ("zh", "中学后"),
    ("zh", "大小学问"),
]


@pytest.mark.parametrize(("language", "text", "levels"), SAID)
def test_a_phrase_names_its_levels(language: str, text: str, levels: str) -> None:
    guesses = levels_of(text, "", language)

    assert [guess.value for guess in guesses] == levels.split()
    assert all(guess.evidence for guess in guesses)


@pytest.mark.parametrize(("language", "text"), NOT_SAID)
def test_what_only_looks_like_a_level_is_none(language: str, text: str) -> None:
    assert levels_of(text, "", language) == []


def test_a_description_says_it_as_well_as_a_title() -> None:
    assert levels_of("", "For grade 8.", "en") == levels_of("For grade 8.", "", "en")


def test_grades_begin_lower_secondary_school_where_the_language_draws_the_line() -> None:
    [english] = levels_of("Grade 5", "", "en")
    [russian] = levels_of("5 класс", "", "ru")

    assert (english.value, russian.value) == ("primary", "lower-secondary")


def test_a_grade_on_a_border_is_doubted() -> None:
    [clear], [border] = levels_of("Grade 8", "", "en"), levels_of("Grade 7", "", "en")

    assert clear.confidence > border.confidence >= 0.5


def test_two_phrases_are_surer_than_one_and_the_same_phrase_twice_is_not() -> None:
    [one] = levels_of("Grade 8", "", "en")
    [twice] = levels_of("Grade 8", "Grade 8", "en")
    [two] = levels_of("Grade 8", "For the middle school", "en")

    assert two.confidence > one.confidence == twice.confidence
    assert two.confidence <= 0.97


def test_a_span_over_many_levels_says_little_of_each() -> None:
    guesses = levels_of("Ages 5 to 16", "", "en")

    assert [guess.value for guess in guesses] == ["early-childhood", *SCHOOL.split()]
    assert {guess.confidence for guess in guesses} == {0.6}


def test_an_age_that_only_touches_a_level_does_not_count_for_it() -> None:
    assert [guess.value for guess in levels_of("Ages 8–12", "", "en")] == ["primary"]


def test_english_phrases_are_heard_in_every_language_and_all_where_it_is_unknown() -> None:
    assert levels_of("Курс для high school", "", "ru")
    assert levels_of("八年级", "", "en") == []
    assert [guess.value for guess in levels_of("八年级", "", "")] == ["lower-secondary"]


def test_the_rule_tells_stage_grade_and_age_apart() -> None:
    texts = ("High school", "Grade 8", "Ages 9-11")

    assert [levels_of(text, "", "en")[0].rule for text in texts] == ["stage", "grade", "age"]


@given(st.text(), st.sampled_from(["ar", "en", "es", "fr", "ru", "zh", "sw", ""]))
def test_any_text_gets_known_levels(text: str, language: str) -> None:
    for guess in levels_of(text, text, language, minimum=0):
        assert guess.value in LEVELS
        assert 0 < guess.confidence <= 1
