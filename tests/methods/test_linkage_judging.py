"""What brings two entries together and what keeps them apart, in several scripts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.methods.linkage import ASK_AT, MERGE_AT, Band, Entry, Judgement, Tie, judge

TITLE = "An introduction to the study of ecosystems"
NAMES = ("Ada Lovelace",)


def entry(number: int, title: str, language: str = "en", **facts) -> Entry:
    return Entry(number, {language: title}, **{"names": NAMES, **facts})


def judged(one: Entry, other: Entry) -> Judgement:
    found = judge(one, other)
    assert found is not None
    return found


def reasons(found: Judgement) -> set[str]:
    return {reason.name for reason in found.reasons}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Introduction to Linear Algebra", "INTRODUCTION TO LINEAR ALGEBRA"),
        ("Géométrie dans l'espace, cours", "Geometrie dans l’espace: cours"),
        ("Lecture Notes of Linear Algebra", "Lecture Notes on Linear Algebra"),
        ("Organic chemistry for everybody", "Organic chemsitry for everybody"),
        ("Algebra: linear and abstract", "Linear and abstract algebra"),
        ("Введение в линейную алгебру и геометрию", "Введение в линейную алгебру и геометрию."),
        ("正则表达式入门教程", "正则表达式入门教程！"),
        ("مقدمة في الجبر الخطي للمبتدئين", "مقدّمة في الجبر الخطّي للمبتدئين"),
        ("रैखिक बीजगणित का परिचय", "रैखिक  बीजगणित का परिचय।"),
        ("Yeni başlayanlar için cebir", "YENİ BAŞLAYANLAR İÇİN CEBİR"),
        ("Linear algebra, second edition", "Linear Algebra, 2nd ed."),
    ],
)
def test_titles_of_one_work_with_a_name_in_common_are_merged(one: str, other: str):
    found = judged(entry(1, one), entry(2, other, ""))
    assert (found.tie, found.band) == (Tie.SAME, Band.MERGE)
    assert found.probability >= MERGE_AT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mathematics workbook for pupils, Grade 7", "Mathematics workbook for pupils, Grade 8"),
        ("Mathematics workbook, lesson one", "Mathematics workbook, lesson two"),
        ("Calculus of several variables, Volume II", "Calculus of several variables, Volume III"),
        ("Calculus of several variables", "Calculus of several variables, Volume 2"),
        ("Part 2 of lesson 3 of algebra", "Part 3 of lesson 2 of algebra"),
        ("Основи на програмирането със C#", "Основи на програмирането със C++"),
        (
            "Keyboard shortcuts for macOS in the editor",
            "Keyboard shortcuts for Windows in the editor",
        ),
        ("Learn the basics of Java programming", "Learn the basics of JavaScript programming"),
        ("Numerical linear optimization methods", "Numerical nonlinear optimization methods"),
        ("Principles of microeconomics today", "Principles of macroeconomics today"),
        ("高一物理力学课程讲义", "高二物理力学课程讲义"),
        ("线性代数课程讲义上册", "线性代数课程讲义下册"),
        ("大学物理实验课程讲义", "大学地理实验课程讲义"),
        ("الجبر الخطي، الجزء الأول", "الجبر الخطي، الجزء الثاني"),
        ("الجبر الخطي، الدرس ٣", "الجبر الخطي، الدرس ٤"),
        ("안드로이드 프로그래밍 고급", "안드로이드 프로그래밍 초급"),
        ("Линейная алгебра, том 1", "Линейная алгебра, том 2"),
        ("The art of the command line: graphs", "Let us see the command line: trees"),
        ("", ""),
        ("Algebra", ""),
    ],
)
def test_other_numbers_and_other_words_keep_apart(one: str, other: str):
    assert judge(entry(1, one), entry(2, other)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"addresses": ("https://a.example/view?id=1",)}, {"addresses": ("https://www.a.example/view?id=2",)}),
        ({"addresses": ("https://a.example/view",)}, {"addresses": ("https://a.example/view?id=2",)}),
        ({"addresses": ("https://a.example/items/1/x",)}, {"addresses": ("https://a.example/items/2/x",)}),
        ({"addresses": ("https://a.example/p#one",)}, {"addresses": ("https://a.example/p#two",)}),
        ({"identifiers": ("doi:10.1/a",)}, {"identifiers": ("doi:10.1/b",)}),
        ({"identifiers": ("isbn:9781",)}, {"identifiers": ("isbn:9782", "doi:10.1/b")}),
    ],
    ids=["query", "query-or-none", "number-in-path", "fragment", "doi", "isbn"],
)  # fmt: skip
def test_facts_that_keep_apart(one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]):
    assert judge(entry(1, TITLE, **one), entry(2, TITLE, **other)) is None


def test_tracking_does_not_keep_apart():
    one = entry(1, TITLE, addresses=("https://a.example/view?id=1",))
    other = entry(2, TITLE, addresses=("http://a.example/view?utm_source=x&id=1",))
    assert "same-address" in reasons(judged(one, other))


def test_one_of_several_addresses_suffices():
    one = entry(1, TITLE, addresses=("https://a.example/view?id=1", "https://a.example/view?id=2"))
    other = entry(2, TITLE, addresses=("https://a.example/view?id=2",))
    assert judged(one, other).band is Band.MERGE


def test_other_creators_outweigh_the_title():
    other = entry(2, TITLE, names=("Emmy Noether",))
    assert judged(entry(1, TITLE), other).band is Band.APART


@pytest.mark.parametrize("name", ["Lovelace, Ada", "LOVELACE, A.", "Ada K. Lovelace"])
def test_names_in_other_forms(name: str):
    found = judged(entry(1, TITLE), entry(2, TITLE, names=(name,)))
    assert found.band is Band.MERGE
    assert reasons(found) & {"same-name", "similar-name"}


@pytest.mark.parametrize("name", ["Byron Lovelace", "Ada Byron", "B. Lovelace"])
def test_names_that_share_a_word_only(name: str):
    assert "other-names" in reasons(judged(entry(1, TITLE), entry(2, TITLE, names=(name,))))


def test_title_alone_is_asked_about_or_left():
    long, short = "Fundamental theorems of commutative algebra", "Algebra"
    assert judged(Entry(1, {"": long}), Entry(2, {"": long})).band is Band.ASK
    assert judged(Entry(1, {"": short}), Entry(2, {"": short})).band is Band.APART


def test_word_more_is_asked_about():
    found = judged(entry(1, "كتاب اردوينو ببساطة للمبتدئين"), entry(2, "اردوينو ببساطة للمبتدئين"))
    assert (found.band, "more-words" in reasons(found)) == (Band.ASK, True)


def test_other_form_of_a_word_is_asked_about():
    found = judged(
        entry(1, "Engineering mechanics and statics"),
        entry(2, "Engineering mechanics and statistics"),
    )
    assert (found.band, "other-form" in reasons(found)) == (Band.ASK, True)


def test_subtitle_less_is_merged_across_sites_and_asked_about_within_one():
    one = entry(
        1,
        "Chemistry of the known elements: atoms and bonds",
        addresses=("https://a.example/atoms",),
    )
    elsewhere = entry(2, "Chemistry of the known elements", addresses=("https://b.example/book",))
    same: dict[str, str] = {"description": "All that a school needs of the elements."}
    within = replace(elsewhere, addresses=("https://a.example/book",))
    assert judged(replace(one, **same), replace(elsewhere, **same)).band is Band.MERGE
    assert judged(replace(one, **same), replace(within, **same)).band is Band.ASK


def test_identifier_with_another_title_is_asked_about():
    facts = {"identifiers": ("doi:10.1/a",)}
    found = judged(entry(1, "Algebra", **facts), entry(2, "A book of groups", **facts))
    assert found.band is Band.ASK


def test_reasons_are_the_weightiest_first_and_say_what_is_shared():
    facts = {"addresses": ("https://a.example/b",), "year": 2001, "kind": "book"}
    found = judged(entry(1, TITLE, **facts), entry(2, TITLE, **facts))
    assert [(reason.name, reason.value) for reason in found.reasons] == [
        ("same-name", "ada lovelace"),
        ("same-address", "a.example"),
        ("same-title", "an introduction to the study of ecosystems"),
        ("same-year", "2001"),
        ("same-kind", "book"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Linear Algebra, 2nd edition", "Linear Algebra, 3rd edition", "en"),
        ("Linear Algebra", "Linear Algebra, 3rd edition", "en"),
        ("Linear Algebra v1.2", "Linear Algebra v1.3", "en"),
        ("Linear Algebra (2014)", "Linear Algebra (2016)", "en"),
        ("Algèbre linéaire, édition 2", "Algèbre linéaire", "fr"),
        ("Álgebra lineal, 2ª edición", "Álgebra lineal, 3ª edición", "es"),
        ("Линейная алгебра, 2-е издание", "Линейная алгебра, третье издание", "ru"),
        ("线性代数第2版", "线性代数第三版", "zh"),
        ("الجبر الخطي، الطبعة الثانية", "الجبر الخطي، الطبعة الثالثة", "ar"),
    ],
)
def test_editions_of_one_creator_are_asked_about(one: str, other: str, language: str):
    facts = {"identifiers": ("isbn:9781",)}, {"identifiers": ("isbn:9782",)}
    found = judged(entry(1, one, language, **facts[0]), entry(2, other, language, **facts[1]))
    assert (found.tie, found.band) == (Tie.VERSION, Band.ASK)


def test_editions_without_a_name_in_common_are_apart():
    one, other = "Linear Algebra, 2nd edition", "Linear Algebra, 3rd edition"
    assert judge(entry(1, one), entry(2, other, names=("Emmy Noether",))) is None
    assert judge(Entry(1, {"en": one}), Entry(2, {"en": other})) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/en/groups", "https://a.example/fr/groups"),
        ("https://en.a.example/groups", "https://fr.a.example/groups"),
        ("https://a.example/groups", "https://a.example/groups?lang=fr"),
        ("https://a.example/groups", "https://a.example/groups-fr"),
    ],
)
def test_translations_at_an_address_that_differs_in_its_language(one: str, other: str):
    english = entry(1, "Groups and rings", "en", addresses=(one,))
    french = entry(2, "Groupes et anneaux", "fr", addresses=(other,))
    found = judged(english, french)
    assert (found.tie, found.band) == (Tie.TRANSLATION, Band.ASK)
    assert "other-language-address" in reasons(found)


def test_translations_with_one_identifier_or_one_title():
    facts = {"identifiers": ("doi:10.1/a",)}
    one = entry(1, "Pro Git", "en", **facts)
    assert judged(one, entry(2, "برو جيت", "ar", **facts)).tie is Tie.TRANSLATION
    assert judged(one, entry(2, "Pro Git", "ar")).band is Band.ASK


def test_translations_need_more_than_creators():
    assert judge(entry(1, "Groups", "en"), entry(2, "Anneaux", "fr")) is None
    facts = {"identifiers": ("doi:10.1/a",)}
    assert judge(entry(1, "Groups 1", "en", **facts), entry(2, "Groupes 2", "fr", **facts)) is None


def test_any_language_in_common_makes_them_comparable():
    one = Entry(1, {"en": "Groups and rings of many kinds", "fr": "Groupes et anneaux"}, NAMES)
    other = Entry(2, {"fr": "Groupes et anneaux"}, NAMES)
    assert judged(one, other).tie is Tie.SAME


def test_other_number_in_one_language_keeps_all_apart():
    one = Entry(1, {"en": "Mathematics, Grade 7", "fr": "Les mathématiques"}, NAMES)
    other = Entry(2, {"en": "Mathematics, Grade 8", "fr": "Les mathématiques"}, NAMES)
    assert judge(one, other) is None


def test_entry_is_no_pair_with_itself():
    assert judge(entry(1, TITLE), entry(1, TITLE)) is None


def test_empty_entries_have_nothing_in_common():
    assert judge(Entry(1), Entry(2)) is None


entries = st.builds(
    Entry,
    id=st.integers(1, 2**31),
    titles=st.dictionaries(st.sampled_from(["", "en", "fr", "zh-Hans"]), st.text(max_size=40), max_size=2),
    names=st.lists(st.sampled_from(["Ada Lovelace", "Lovelace, A.", "李四", ""]), max_size=2).map(tuple),
    addresses=st.lists(
        st.sampled_from(["https://a.example/1", "https://a.example/2?b=c", "//", "x"]), max_size=2
    ).map(tuple),
    identifiers=st.lists(st.sampled_from(["doi:1", "doi:2", "isbn:3", "x"]), max_size=2).map(tuple),
    year=st.none() | st.integers(-10, 3000),
    kind=st.sampled_from(["", "book", "course"]),
    description=st.text(max_size=60),
)  # fmt: skip


@given(entries, entries)
def test_judgement_is_symmetric_and_bounded(one: Entry, other: Entry):
    found = judge(one, other)
    assert judge(other, one) == found
    if found is not None:
        assert found.first < found.second
        assert 0 <= found.probability <= 1
        assert (found.band is Band.APART) == (found.probability < ASK_AT)
        assert found.tie is Tie.SAME or found.band is not Band.MERGE


@given(
    st.text(alphabet="abcdefgh 12代数字جبر", min_size=1, max_size=60),
    st.sampled_from(["", "en", "zh"]),
)
def test_title_is_never_kept_apart_from_itself(title: str, language: str):
    found = judge(entry(1, title, language), entry(2, title, language))
    assert found is None or "same-title" in reasons(found)
    assert found is not None or not any(char.isalnum() for char in title)
