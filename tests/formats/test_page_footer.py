import pytest

from armillary.formats.errors import FormatError
from armillary.formats.lrmi.pages import MAXIMUM_SIZE
from armillary.formats.page_footer import Footer, footer_of

ADDRESS = "https://school.example/lessons/42"
BY = "https://creativecommons.org/licenses/by/4.0/"


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_the_footer_of_a_page_is_its_text_and_its_links() -> None:
    html = page(
        "<main><p>Lesson</p></main><footer><p>© Ana</p>"
        f'<p>Licensed under <a href="{BY}">CC BY</a></p><a href="/about">About</a></footer>'
    )

    assert footer_of(html, ADDRESS) == Footer(
        "© Ana Licensed under CC BY About", (), (BY, "https://school.example/about")
    )


def test_links_marked_as_licence_are_told_apart_wherever_they_stand() -> None:
    html = page(
        f'<p>By <a rel="license noopener" href="{BY}">this licence</a></p>'
        '<footer><a href="/x">x</a></footer>',
        '<link rel="Licence" href="/terms">',
    )
    footer = footer_of(html, ADDRESS)

    assert footer.marked == ("https://school.example/terms", BY)
    assert footer.links == ("https://school.example/x",)


def test_an_element_that_is_called_footer_or_licence_is_one() -> None:
    html = page('<div class="site-footer wide">Foot</div><p id="copyright">© Ana</p><p>Text</p>')

    assert footer_of(html, ADDRESS).text == "Foot\n© Ana"


@pytest.mark.parametrize("name", ["footered", "legalese", "copyrights-of-others", "bigfooter"])
def test_a_class_that_only_sounds_like_a_footer_is_none(name: str) -> None:
    html = page(f'<div class="{name}">No</div><footer>Yes</footer>')

    assert footer_of(html, ADDRESS).text == "Yes"


def test_the_footer_of_an_article_in_a_list_is_not_that_of_the_page() -> None:
    html = page("<article><footer>Posted by Bo</footer></article><footer>CC BY</footer>")

    assert footer_of(html, ADDRESS).text == "CC BY"


def test_a_page_without_a_footer_ends_in_its_last_words() -> None:
    html = page(f"<p>{'word ' * 1000}</p><p>CC BY 4.0</p>")
    text = footer_of(html, ADDRESS).text

    assert text.endswith("CC BY 4.0")
    assert len(text) <= 1_500


def test_links_are_relative_to_the_base_of_the_page() -> None:
    html = page('<footer><a href="l.html">l</a></footer>', '<base href="https://other.example/a/">')

    assert footer_of(html, ADDRESS).links == ("https://other.example/a/l.html",)


def test_links_that_lead_nowhere_are_left_out() -> None:
    html = page('<footer><a href="#top">t</a><a href="mailto:a@b.c">m</a><a>n</a></footer>')

    assert footer_of(html, ADDRESS).links == ()


def test_bytes_that_are_no_page_have_no_footer() -> None:
    assert footer_of(b"", ADDRESS) == Footer()


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(FormatError):
        footer_of(b" " * (MAXIMUM_SIZE + 1), ADDRESS)
