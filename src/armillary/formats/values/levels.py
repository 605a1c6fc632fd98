"""Answer our level keys, and the school grades, for what sources write about levels.

Keys follow ISCED 2011. Grades are those of systems that count from 1 (the first year of primary
school) to 13: grades 1 to 6 are primary, 7 to 9 lower secondary, 10 and up upper secondary. An
age never becomes a grade, and bare numbers are ages, because that is what `typicalAgeRange` holds.
"""

import re
from typing import NamedTuple

from armillary.formats.values.folding import fold, fold_term, folded_table
from armillary.formats.values.memory import of_names

# In the order of ISCED 2011; adult education has no number there.
LEVELS = (
    "early-childhood",
    "primary",
    "lower-secondary",
    "upper-secondary",
    "post-secondary",
    "short-cycle-tertiary",
    "bachelor",
    "master",
    "doctoral",
    "adult",
)


class Levels(NamedTuple):
    """Level keys in the order of `LEVELS`, and the (lowest, highest) grade where one was given."""

    keys: tuple[str, ...]
    grades: tuple[int, int] | None = None


_SCHOOL = ("primary", "lower-secondary", "upper-secondary")
_SECONDARY = ("lower-secondary", "upper-secondary")
_UNIVERSITY = ("bachelor", "master", "doctoral")
_GRADUATE = ("master", "doctoral")

_ONE_LEVEL = {
    "early-childhood": "early childhood education|preschool|pre school|pre kindergarten|"
    "prekindergarten|pre k|pk|kindergarten|nursery|pre primary|elementarbereich|elementarstufe|"
    "vorschule|frühkindliche bildung|kita|maternelle|école maternelle|préscolaire|petite enfance|"
    "éducation de la petite enfance|educación infantil|preescolar|primera infancia|"
    "jardín de infancia|educación de la primera infancia|pre primary education|nursery school|"
    "educación preescolar|jardín de infantes|enseignement préscolaire|дошкольное образование|"
    "детский сад|дошкольный|образование детей младшего возраста|学前|学前教育|幼儿园|幼儿教育|早期儿童教育|"
    "الطفولة المبكرة|رياض الأطفال|الروضة|ما قبل المدرسة|تعليم الطفولة المبكرة|"
    "التعليم ما قبل الابتدائي",
    "primary": "primary education|primary school|grade school|primarbereich|primarstufe|"
    "grundschule|école primaire|école élémentaire|enseignement primaire|primaire|élémentaire|"
    "educación primaria|primaria|escuela primaria|enseñanza primaria|начальное образование|"
    "начальная школа|начальное общее образование|начальные классы|小学|初等教育|小学教育|التعليم الابتدائي|"
    "ابتدائي|المرحلة الابتدائية|ابتدائية|المدرسة الابتدائية",
    "lower-secondary": "lower secondary education|lower secondary school|sekundarbereich i|"
    "sekundarstufe i|sekundarstufe 1|junior high school|junior high|collège|secondaire inférieur|"
    "premier cycle du secondaire|enseignement secondaire inférieur|"
    "educación secundaria obligatoria|secundaria inferior|primer ciclo de secundaria|"
    "secundaria básica|educación secundaria baja|eso|основное общее образование|основная школа|"
    "средние классы|первый этап среднего образования|初中|初级中学|初中教育|初级中等教育|التعليم الإعدادي|إعدادي|"
    "المرحلة المتوسطة|المرحلة الإعدادية|متوسط|التعليم المتوسط|المرحلة الأولى من التعليم الثانوي",
    "upper-secondary": "upper secondary education|upper secondary school|senior high school|"
    "sekundarbereich ii|sekundarstufe ii|sekundarstufe 2|gymnasiale oberstufe|lycée|"
    "secondaire supérieur|second cycle du secondaire|enseignement secondaire supérieur|"
    "bachillerato|secundaria superior|segundo ciclo de secundaria|educación media|preparatoria|"
    "educación secundaria alta|educación media superior|среднее общее образование|старшая школа|"
    "старшие классы|второй этап среднего образования|高中|高级中学|高中教育|高级中等教育|التعليم الثانوي|ثانوي|"
    "المرحلة الثانوية|الثانوية|المدرسة الثانوية|المرحلة الثانية من التعليم الثانوي|sixth form|"
    "a level",
    "post-secondary": "postsecondary|post secondary non tertiary|"
    "post secondary non tertiary education|vocational|vocational education|vocational training|"
    "career technical|career and technical education|berufliche bildung|berufsbildung|"
    "berufsschule|postsekundarer nicht tertiärer bereich|formation professionnelle|"
    "enseignement professionnel|post secondaire non supérieur|formación profesional|"
    "educación postsecundaria|educación postsecundaria no terciaria|"
    "enseignement postsecondaire non supérieur|post secondary education|postsecundaria|"
    "postsecondaire|профессиональное образование|среднее профессиональное образование|"
    "послесреднее образование|послесреднее нетретичное образование|职业教育|中学后教育|中等后非高等教育|高中后教育|"
    "التعليم المهني|التدريب المهني|التعليم ما بعد الثانوي غير العالي|التعليم بعد الثانوي",
    "short-cycle-tertiary": "short cycle tertiary education|community college|associate degree|"
    "associate|two year college|higher national diploma|kurzes tertiäres bildungsprogramm|bts|"
    "enseignement supérieur de cycle court|técnico superior|educación terciaria de ciclo corto|"
    "tecnicatura|formación profesional de grado superior|dut|brevet de technicien supérieur|"
    "короткий цикл высшего образования|короткий цикл третичного образования|大专|短线高等教育|专科教育|高职高专|"
    "دبلوم|التعليم العالي قصير الدورة|التعليم العالي قصير الأمد|الدبلوم المتوسط|كلية المجتمع",
    "bachelor": "bachelors|bachelor s|bachelor or equivalent|bachelor degree|bachelor s degree|"
    "undergraduate|undergraduate lower division|undergraduate upper division|"
    "college lower division|college upper division|bachelor oder äquivalent|licence|"
    "premier cycle universitaire|premier cycle|grado|licenciatura|pregrado|grado universitario|"
    "bachelor s or equivalent|grado o licenciatura|licence ou équivalent|бакалавриат|бакалавр|"
    "степень бакалавра|本科|学士|大学本科|本科教育|بكالوريوس|إجازة|ليسانس|البكالوريوس أو ما يعادله|"
    "المرحلة الجامعية الأولى|college freshman|first year college|first year undergraduate",
    "master": "masters|master s|master or equivalent|master degree|master s degree|"
    "master oder äquivalent|maîtrise|deuxième cycle universitaire|maestría|master s or equivalent|"
    "máster o maestría|master ou équivalent|магистратура|магистр|степень магистра|硕士|硕士研究生|"
    "硕士研究生教育|ماجستير|الماجستير أو ما يعادله",
    "doctoral": "doctorate|phd|ph d|doctoral or equivalent|doctoral degree|promotion|"
    "promotion oder äquivalent|doctorat|troisième cycle|doctorado|doctorat ou équivalent|"
    "nivel de doctorado|troisième cycle universitaire|докторантура|аспирантура|"
    "аспирантура и докторантура|博士|博士研究生|博士研究生教育|دكتوراه|الدكتوراه أو ما يعادلها",
    "adult": "adult education|adults|adult learning|lifelong learning|continuing education|"
    "professional development|further education|professional education|advanced training|training|"
    "fortbildung|weiterbildung|erwachsenenbildung|vorbereitungsdienst|preparatory service|"
    "formation continue|formation des adultes|éducation des adultes|adultes|educación de adultos|"
    "educación permanente|formación continua|adultos|educación de personas adultas|"
    "aprendizaje a lo largo de la vida|éducation permanente|образование взрослых|взрослые|"
    "дополнительное образование взрослых|непрерывное образование|"
    "обучение на протяжении всей жизни|成人教育|继续教育|终身学习|成人|تعليم الكبار|التعليم المستمر|"
    "التعليم مدى الحياة|الكبار|التعلم مدى الحياة",
}
_SEVERAL_LEVELS: tuple[tuple[str, tuple[str, ...], tuple[int, int] | None], ...] = (
    ("elementary school|elementary|elementary education", ("primary",), (1, 5)),
    ("elementary school programming", ("primary",), (1, 5)),
    ("early elementary", ("primary",), (1, 2)),
    ("upper elementary", ("primary",), (3, 5)),
    ("middle school|middle school programming|middle grades", ("lower-secondary",), (6, 8)),
    ("high school|high school programming", ("upper-secondary",), (9, 12)),
    ("k 12|k12|p 12|pk 12|k through 12", _SCHOOL, (1, 12)),
    ("k 16", (*_SCHOOL, "bachelor"), (1, 12)),
    ("k 8", ("early-childhood", "primary", "lower-secondary"), (1, 8)),
    ("school|schools|schule|école|escuela|школа|中小学|مدرسة", _SCHOOL, None),
    ("general education|primary and secondary education|школьное образование", _SCHOOL, None),
    (
        "secondary|secondary education|secondary school|secondaire|weiterführende schule",
        _SECONDARY,
        None,
    ),
    (
        "enseignement secondaire|secundaria|educación secundaria|среднее образование",
        _SECONDARY,
        None,
    ),
    ("средняя школа|中学|中等教育|التعليم الثانوي والإعدادي", _SECONDARY, None),
    ("higher education|tertiary|tertiary education|university|hochschule", _UNIVERSITY, None),
    ("college|universität|enseignement supérieur|supérieur|université", _UNIVERSITY, None),
    ("educación superior|universidad|высшее образование|университет|вуз", _UNIVERSITY, None),
    ("大学|高等教育|التعليم العالي|جامعة|الجامعة|جامعي", _UNIVERSITY, None),
    ("graduate|postgraduate|graduate professional|graduate school|posgrado", _GRADUATE, None),
    ("postgrado|研究生|الدراسات العليا|последипломное образование", _GRADUATE, None),
    ("vocational professional development education", ("post-secondary", "adult"), None),
    ("vocational professional development", ("post-secondary", "adult"), None),
)
# KIM's educationalLevel: numbers are ISCED's; the other top concepts changed names over time.
_KIM = re.compile(r"https?://w3id\.org/kim/educationallevel/level_(\w+)/?\Z", re.IGNORECASE)
_KIM_LEVELS = {"a": _UNIVERSITY, "678": _UNIVERSITY, "b": ("adult",), "c": ("adult",)}
_KIM_LEVELS |= {"9": ("adult",), "10": ("adult",)}
_ISCED = re.compile(r"\bisced(?: ?(?:2011|97))?(?: level| levels)?[ -]*([0-8](?: ?[0-8])*)\Z")
_GRADES = re.compile(
    r"(?:us |u s |ccss |ngss )?(?:grade levels?|grades?|gr|klassen?|klassenstufen?|jahrgangsstufen?|"
    r"class|classes|grado|grados|классы?|年级|صف|صفوف) ?"
    r"(k|kindergarten|\d\d?)(?: ?(?:to|through|bis|a|à|and|по|إلى)? ?(k|\d\d?))?\Z"
)
_GRADES_AFTER = re.compile(
    r"(\d\d?)(?:st|nd|rd|th|er|e|º|ª|o)? ?(?:(?:to|through|bis|a|à|and|по)? ?(\d\d?)"
    r"(?:st|nd|rd|th|e|º|ª|o)?)? ?(?:grades?|graders?|klasse|klassen|grado|класс|классы|年级)\Z"
)
_FROM_KINDERGARTEN = re.compile(r"(?:grades? )?(?:pre ?k|pk|p|k) ?(?:to |through )?(\d\d?)\Z")
_AGES = re.compile(
    r"(?:ages?|aged|âges?|edad(?:es)?|alter|возраст|年龄|العمر|typical age range)?[\s:]*"
    r"(\d\d?)\s*(?:(?:[-–—]|to|bis|à|a|до)\s*(\d\d?)|(\+|-|–|and (?:up|over|older)|or older|up))?"
    r"\s*(?:years?(?: olds?)?|yrs?|ans|años|jahre|лет|岁|سنة|سنوات)?\Z"
)
_AGE_WORD = re.compile(r"age|âge|edad|alter|возраст|年龄|year|yrs?\b|\bans\b|años|jahre|лет|岁|سن")
_STARTS = ((0, "early-childhood"), (6, "primary"), (12, "lower-secondary"), (15, "upper-secondary"))
_ADULT_AGE = 18


def _names() -> dict[str, Levels]:
    names = {name: Levels((key,)) for name, key in folded_table(_ONE_LEVEL).items()}
    for spellings, keys, grades in _SEVERAL_LEVELS:
        for spelling in spellings.split("|"):
            names[fold(spelling)] = Levels(keys, grades)
    return names


_NAMES = _names()
# Without its accent the French lower secondary school would be an English university.
_FALSE_FRIENDS = {name: Levels(("lower-secondary",)) for name in ("collège", "au collège")}


@of_names
def levels(text: str) -> Levels | None:
    """Answer the levels that a name, a term's address, grades or ages stand for, or `None`.

    >>> levels("Grades 9-12")
    Levels(keys=('lower-secondary', 'upper-secondary'), grades=(9, 12))
    >>> levels("7-9")
    Levels(keys=('primary',), grades=None)
    """
    kim = _KIM.match(text.strip())
    if kim:
        return _of_kim(kim.group(1).lower())
    if text.strip().lower() in _FALSE_FRIENDS:
        return _FALSE_FRIENDS[text.strip().lower()]
    name = fold(text)
    known = _NAMES.get(name) or _NAMES.get(fold_term(text))
    return known or _of_isced(name) or _of_grades(name) or _of_ages(text.strip().lower())


def _of_kim(code: str) -> Levels | None:
    keys = _KIM_LEVELS.get(code)
    if keys:
        return Levels(keys)
    number = code.lstrip("0") or "0"
    return Levels((LEVELS[int(number)],)) if number in "012345678" else None


def _of_isced(name: str) -> Levels | None:
    """Read ISCED 2011 numbers: one, or the first and last of several ("ISCED 2-3")."""
    found = _ISCED.search(name)
    if not found:
        return None
    numbers = [int(number) for number in found.group(1) if number != " "]
    return Levels(LEVELS[min(numbers) : max(numbers) + 1])


def _of_grades(name: str) -> Levels | None:
    found = _GRADES.match(name) or _GRADES_AFTER.match(name)
    if found:
        low, high = found.group(1), found.group(2) or found.group(1)
        return _between(_grade(low), _grade(high))
    young = _FROM_KINDERGARTEN.match(name)
    return _between(0, int(young.group(1))) if young else None


def _grade(text: str) -> int:
    return 0 if text.startswith("k") else int(text)


def _between(low: int, high: int) -> Levels | None:
    """Answer the levels of a run of grades; grade 0 is kindergarten and no grade of ours."""
    if not 0 <= low <= high <= 13:
        return None
    kinds = {_level_of_grade(grade) for grade in range(low, high + 1)}
    keys = tuple(key for key in LEVELS if key in kinds)
    return Levels(keys, (max(low, 1), high) if high else None)


def _level_of_grade(grade: int) -> str:
    if grade < 1:
        return "early-childhood"
    if grade <= 6:
        return "primary"
    return "lower-secondary" if grade <= 9 else "upper-secondary"


def _of_ages(text: str) -> Levels | None:
    found = _AGES.match(text)
    if not found:
        return None
    low, high, onwards = int(found.group(1)), found.group(2), found.group(3)
    if not (high or onwards or _AGE_WORD.search(text)):
        return None  # a bare number could be an age, a grade or an ISCED level
    last = int(high) if high else (max(low, _ADULT_AGE - 1) if onwards else low)
    if last < low:
        return None
    kinds = {_level_of_age(age) for age in range(low, last + 1)}
    return Levels(tuple(key for key in LEVELS if key in kinds))


def _level_of_age(age: int) -> str:
    if age >= _ADULT_AGE:
        return "adult"
    return next(key for start, key in reversed(_STARTS) if age >= start)
