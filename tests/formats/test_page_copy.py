"""Copies of web pages: the text and its pictures, whole, and nothing that runs or reaches out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.errors import FormatError
from armillary.formats.page_copy import MOST_PICTURES, Picture, page_copy

ADDRESS = "https://lessons.example/water/boiling.html"
TEXT = "<p>Water boils at a lower temperature on a mountain, because the air is thinner.</p>" * 4
PNG = Picture("image/png", b"\x89PNG picture")


def copied(main: str, *, around: str = "", head: str = "", **options: str) -> str:
    page = f"<html lang=fr><head><title>Boiling</title>{head}</head><body>{around}<main>{TEXT}{main}</main></body></html>"
    return page_copy(page.encode(), ADDRESS, lambda _address: PNG, **options).decode()


def test_text_stays_and_what_stands_around_goes():
    made = copied(
        "<h2>Why</h2><nav>Menu</nav><aside>Advert</aside><div class='share'>Share</div>after",
        around="<header>Site</header><footer>Imprint</footer>",
    )
    assert "<h2>Why</h2>" in made
    assert "after" in made
    for gone in ("Menu", "Advert", "Share", "Site", "Imprint"):
        assert gone not in made
    assert "<title>Boiling</title>" in made
    assert '<html lang="fr">' in made


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<p onclick='alert(1)'>x</p>",
        "<p style='background:url(https://spy.example/)'>x</p>",
        "<iframe src='https://spy.example/'></iframe>",
        "<object data='https://spy.example/'></object>",
        "<svg><script>alert(1)</script></svg>",
        "<form action='https://spy.example/'><input></form>",
        "<link rel=stylesheet href='https://spy.example/'>",
        "<video src='https://spy.example/'></video>",
        "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
        "<meta http-equiv=refresh content='0;url=https://spy.example/'>",
    ],
)
def test_nothing_runs_and_nothing_reaches_out(planted: str):
    made = copied(planted)
    for sign in (
        "alert(",
        "spy.example",
        "onclick",
        "onerror",
        "javascript:",
        "<form",
        "data:text",
    ):
        assert sign not in made


def test_pictures_are_inside():
    asked = []

    def find(address: str) -> Picture:
        asked.append(address)
        return PNG

    page = f"<main>{TEXT}<img src=../a.png alt=A srcset='b.png 2x'><img data-src=/late.png></main>"
    made = page_copy(page.encode(), ADDRESS, find).decode()
    assert asked == ["https://lessons.example/a.png", "https://lessons.example/late.png"]
    assert made.count('src="data:image/png;base64,') == 2
    assert "srcset" not in made


def test_picture_that_cannot_be_had_leaves_its_words():
    page = f"<main>{TEXT}<p>See <img src=a.png alt='A kettle'> here</p></main>"
    made = page_copy(page.encode(), ADDRESS, lambda _address: None).decode()
    assert "See <em>[A kettle]</em> here" in made
    assert "<img" not in made


def test_pictures_are_bounded():
    page = f"<main>{TEXT}{'<img src=a.png alt=x>' * (MOST_PICTURES + 5)}</main>"
    made = page_copy(page.encode(), ADDRESS, lambda _address: PNG).decode()
    assert made.count("<img") == MOST_PICTURES


def test_links_lead_where_they_led():
    made = copied(
        "<a href='next.html#top'>Next</a><a href='#here'>Here</a>", head="<base href=/b/>"
    )
    assert 'href="https://lessons.example/b/next.html#top"' in made
    assert 'href="#here"' in made


def test_formulas_stay():
    made = copied("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math><p>x<sub>2</sub></p>")
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac>" in made
    assert "x<sub>2</sub>" in made


def test_direction_and_language_of_the_page_are_kept():
    page = f"<html dir=rtl><body><main lang=ar>{TEXT}</main></body></html>"
    made = page_copy(page.encode(), ADDRESS, lambda _address: None, language="ar").decode()
    assert made.startswith('<!DOCTYPE html><html lang="ar" dir="rtl">')


@pytest.mark.parametrize(
    "page", ["", "<div id=app></div>", "<main>Short.</main>", "\0", "<nav>" + TEXT]
)
def test_page_without_text_of_its_own_is_refused(page: str):
    with pytest.raises(FormatError, match="no text of its own"):
        page_copy(page.encode(), ADDRESS, lambda _address: None)


@given(st.text(max_size=300))
def test_whatever_a_page_says_its_copy_is_whole(text: str):
    made = page_copy(
        f"<title>{text}</title><main>{TEXT}{text}</main>".encode("utf-8", "replace"),
        ADDRESS,
        lambda _address: None,
    ).decode()
    assert made.endswith("</body></html>")
    assert made.count("<body>") == 1
    assert "<script" not in made


@pytest.mark.parametrize(
    "strange",
    [
        "<p>a<nav>x</nav>\x01b</p>",
        "<nav>y</nav>a&#2;b",
        "a<nav>y</nav>&#&#1;1;b",
        "<img alt='a\x01b'>",
        "<img alt='a&#1;b'>",
        "<img alt='a&#x0000b;b'>",
        "<img alt='a\x0bb'>",
        "<img alt='a&#xD800;b'>",
        "<img alt='&#xFFFE;'>",
        "<img alt='&#99999999999999999999;'>",
        "<a href='/a\x01b'>x</a>",
        "<a href='a&#xFFFF;b'>b</a>",
        "<a href='http://[x'>x</a>",
        "<p id='&#8;'>\ufffe\uffff</p>",
    ],
)
def test_characters_that_xml_cannot_hold_do_no_harm(strange: str):
    page = f"<main>{TEXT}{strange}</main>"
    made = page_copy(page.encode(), ADDRESS, lambda _address: None).decode()
    assert not {*"\x00\x01\x02\x08\x0b\ufffe\uffff"} & {*made}
    assert "Water boils at a lower temperature" in made


def test_form_feed_stands_between_words():
    assert "one two" in copied("<p>one\ftwo</p>")


def test_other_references_stay():
    assert "é ü ≤ &lt;" in copied("<p>&#233; &#xFC; &#8804; &#60;</p>")


@pytest.mark.parametrize(
    "address",
    ["DATA:text/html,x", " data:text/html,x", "da\n\tta:text/html,x", "\x01Data:text/html,x"],
)
def test_no_link_leads_into_itself(address: str):
    made = copied(f"<a href='{address}'>words</a>")
    assert "data:text" not in made.lower()
    assert "words" in made


def test_same_picture_is_asked_for_once_and_few_are_asked_for():
    asked: list[str] = []

    def find(address: str) -> Picture | None:
        asked.append(address)
        return None if "none" in address else PNG

    images = "<img src=/none.png><img src=/one.png>" * 2
    images += "".join(f"<img src=/none{n}.png>" for n in range(2 * MOST_PICTURES))
    page = f"<main>{TEXT}{images}<img src=/one.png></main>"
    made = page_copy(page.encode(), ADDRESS, find).decode()
    assert len(asked) == len(set(asked)) == MOST_PICTURES
    assert made.count("data:image/png;base64,") == 3
