"""Words, numbers, editions, main titles and addresses, as the comparison of entries takes them."""

import pytest

from armillary.methods.linkage.addresses import address_of, without_language
from armillary.methods.linkage.editions import without_edition
from armillary.methods.linkage.folding import fold
from armillary.methods.linkage.heads import head_of, without_site
from armillary.methods.linkage.profiles import title_of
from armillary.methods.linkage.words import numbers_of, substance, tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Learn C++ & C#!", ("learn", "c++", "c#")),
        ("Géométrie — l’Été", ("geometrie", "l", "ete")),
        ("YENİ BAŞLAYANLAR IÇIN", ("yeni", "baslayanlar", "icin")),
        ("الجبرُ الخطّيّ", ("الجبر", "الخطي")),
        ("南瓜书PumpkinBook", ("南瓜", "瓜书", "pumpkinbook")),
        ("हिन्दी में गणित", ("हिनदी", "में", "गणित")),
        ("Ѐлка", ("елка",)),
        ("", ()),
    ],
    ids=["signs", "french", "turkish", "arabic", "han", "hindi", "cyrillic", "nothing"],
)
def test_tokens_of(text: str, tokens: tuple[str, ...]):
    assert tokens_of(text) == tokens


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("Grade 07", ("7",)),
        ("Part IV of 12", ("4", "12")),
        ("I, Robot", ()),
        ("C3PO", ("3",)),
        ("Lesson two", ("2",)),
        ("الدرس ٣", ("3",)),
        ("الدرس الثالث", ("3",)),
        ("高一物理", ("1",)),
        ("第三课", ("3",)),
        ("语文上册", ("1",)),
        ("Первый урок", ("1",)),
    ],
)
def test_numbers_of(title: str, numbers: tuple[str, ...]):
    folded = fold(title)
    assert numbers_of(folded, tokens_of(folded)) == numbers


@pytest.mark.parametrize(
    ("title", "rest", "edition"),
    [
        ("Algebra, 2nd edition", "algebra,", "2"),
        ("Algebra, Second Edition", "algebra,", "2"),
        ("Algebra v1.2", "algebra", "1.2"),
        ("Algebra (version 3)", "algebra ( )", "3"),
        ("Algèbre, édition 2", "algebre,", "2"),
        ("Algèbre, 2e édition", "algebre,", "2"),
        ("Álgebra, 2ª edición", "algebra,", "2"),
        ("Алгебра, 2-е издание", "алгебра,", "2"),
        ("Алгебра, второе издание", "алгебра,", "2"),
        ("الجبر، الطبعة الثانية", "الجبر،", "2"),
        ("线性代数第2版", "线性代数", "2"),
        ("线性代数 第二版", "线性代数", "2"),
        ("Chemistry 2e", "chemistry", "2"),
        ("Algebra (2014)", "algebra", "2014"),
        ("Algebra, 2014", "algebra", "2014"),
        ("Algebra (Spring 2014)", "algebra", "spring 2014"),
        ("Grade 7 algebra", "grade 7 algebra", ""),
        ("2014", "2014", ""),
        ("Ed, a text editor", "ed, a text editor", ""),
    ],
)
def test_without_edition(title: str, rest: str, edition: str):
    found, mark = without_edition(fold(title))
    assert (" ".join(found.split()), mark) == (rest, edition)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Algebra: a first course", "algebra"),
        ("Algebra - a first course", "algebra"),
        ("代数：第一门课程", "代数"),
        ("Algebra", ""),
        ("Algebra:", ""),
        ("Self-taught", ""),
    ],
)
def test_head_of(title: str, head: str):
    assert head_of(fold(title)) == head


def test_name_of_the_own_site_is_no_part_of_a_title():
    assert (
        without_site("kotlin basics | open school", lambda: frozenset({"openschool"}))
        == "kotlin basics"
    )
    assert (
        without_site("kotlin basics | other", lambda: frozenset({"openschool"})) != "kotlin basics"
    )


def test_title_is_told_from_its_edition():
    title = title_of("Linear Algebra, 3rd edition", "en-GB")
    assert (title.language, title.text, title.edition) == ("en", "linear algebra", "3")


@pytest.mark.parametrize(
    ("text", "more"), [("Introduction to the course", "Algebra"), ("代数", "线性代数入门")]
)
def test_substance_counts_what_only_some_titles_say(text: str, more: str):
    assert substance(tokens_of(text)) < substance(tokens_of(more))


@pytest.mark.parametrize(
    "other",
    [
        "http://a.example/book",
        "https://www.a.example/book/",
        "https://A.example:443/book/index.html",
        "https://a.example/book?utm_source=x&fbclid=7",
    ],
)
def test_writings_of_one_address(other: str):
    one, found = address_of("https://a.example/book"), address_of(other)
    assert one is not None
    assert found is not None
    assert found.whole == one.whole


@pytest.mark.parametrize(
    "other", ["view.php?id=2", "view.php", "view.php?id=1#part", "View.php?id=1", "list.php?id=1"]
)
def test_other_addresses(other: str):
    one, found = (
        address_of("https://a.example/view.php?id=1"),
        address_of(f"https://a.example/{other}"),
    )
    assert one is not None
    assert found is not None
    assert found.whole != one.whole


@pytest.mark.parametrize("text", ["", "no address", "mailto:a@b.example", "urn:isbn:1"])
def test_what_is_no_web_address(text: str):
    assert address_of(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("https://fr.a.example/book", "fr"),
        ("https://a.example/fr/book", "fr"),
        ("https://a.example/fr-CA/book", "fr"),
        ("https://a.example/book?lang=fr", "fr"),
        ("https://a.example/book-fr", "fr"),
    ],
)
def test_address_without_its_language(text: str, language: str):
    address = address_of(text)
    assert address is not None
    assert without_language(address, frozenset({language})) == "a.example/book?#"
    assert without_language(address, frozenset({"ru"})) == address.whole
