import pytest

from armillary.formats.errors import FormatError
from armillary.formats.lrmi.pages import MAXIMUM_SIZE
from armillary.formats.main_text import main_text

LONG = "Water rises as vapour, forms clouds and falls again as rain or snow. " * 4


def text(body: str) -> str:
    return main_text(f"<!doctype html><html><body>{body}</body></html>".encode())


def test_blocks_are_lines_and_inline_elements_are_not() -> None:
    assert text("<h1>Rain</h1><p>Water <b>ris</b>es.</p><ul><li>One</li><li>Two</li></ul>") == (
        "Rain\nWater rises.\nOne\nTwo"
    )


@pytest.mark.parametrize(
    "around",
    [
        "<nav>Home</nav>", "<header>School</header>", "<footer>Imprint</footer>",
        "<aside>News</aside>", "<form>Search</form>", "<script>var x</script>",
        "<style>p {}</style>", "<noscript>Turn it on</noscript>", "<button>Print</button>",
        '<div class="sidebar left">Other</div>', '<div id="comments">Nice!</div>',
        '<div role="navigation">Home</div>', '<div class="cookie-banner">Accept</div>',
        "<p hidden>Not seen</p>", '<ul class="breadcrumb"><li>Home</li></ul>',
    ],
)  # fmt: skip
def test_what_stands_around_the_text_is_dropped(around: str) -> None:
    assert text(f"{around}<p>Rain falls.</p>{around}") == "Rain falls."


@pytest.mark.parametrize("name", ["navigable", "adsorption", "commentary", "research", "bannerol"])
def test_a_class_that_only_begins_alike_drops_nothing(name: str) -> None:
    assert text(f'<div class="{name}">Rain falls.</div>') == "Rain falls."


def test_text_after_a_dropped_element_stays() -> None:
    assert text("<p>Rain <button>play</button>falls.</p>") == "Rain\nfalls."


def test_a_block_of_links_is_a_menu_and_a_link_in_a_sentence_is_none() -> None:
    menu = '<ul><li><a href="/a">Clouds</a></li><li><a href="/b">Snow</a></li></ul>'
    sentence = '<p>Read how <a href="/c">clouds</a> form before the rain begins to fall.</p>'

    assert text(menu + sentence) == "Read how clouds form before the rain begins to fall."


def test_the_marked_main_part_is_believed_if_there_is_anything_in_it() -> None:
    assert text(f"<p>Welcome</p><main><p>{LONG}</p></main>") == LONG.strip()
    assert text(f"<main></main><p>{LONG}</p>") == LONG.strip()


def test_a_single_article_is_the_main_part_and_of_several_none_is() -> None:
    article = f"<article><h2>Rain</h2><p>{LONG}</p></article>"

    assert text(f"<p>Welcome</p>{article}") == f"Rain\n{LONG.strip()}"
    assert text(f"<p>Welcome</p>{article}{article}").startswith("Welcome\nRain")


def test_the_header_of_an_article_belongs_to_it() -> None:
    page = f"<header>School</header><article><header><h1>Rain</h1></header><p>{LONG}</p></article>"

    assert text(page) == f"Rain\n{LONG.strip()}"


def test_any_encoding_is_read() -> None:
    page = "<html><body><p>Дождь идёт.</p></body></html>".encode("cp1251")

    assert main_text(page, encoding="cp1251") == "Дождь идёт."


def test_bytes_that_are_no_page_have_no_text() -> None:
    assert main_text(b"") == ""


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(FormatError):
        main_text(b" " * (MAXIMUM_SIZE + 1))
