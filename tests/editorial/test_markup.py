"""What people write becomes HTML that does nothing but show it."""

import pytest

from armillary.editorial.markup import html_of


def headings(text: str) -> list[str]:
    return [line[1:3] for line in html_of(text).splitlines() if line.startswith("<h")]


def test_markup_is_shown_as_it_means():
    assert html_of("Be **kind** and\n\n- *patient*\n- `exact`") == (
        "<p>Be <strong>kind</strong> and</p>\n"
        "<ul>\n<li><em>patient</em></li>\n<li><code>exact</code></li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n\n## B\n\n# C", ["h2", "h3", "h2"]),
        ("## A\n\n#### B\n\n#### C\n\n## D", ["h2", "h3", "h3", "h2"]),
        ("#### A\n\n## B", ["h2", "h2"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F", ["h2", "h3", "h4", "h5", "h6", "h6"]),
    ],
)  # fmt: skip
def test_headings_stand_below_the_title_and_pass_none_over(text: str, levels: list[str]):
    assert headings(text) == levels


def test_links_away_are_marked_as_on_the_rest_of_the_site():
    made = html_of(
        "[a](https://e.org/?a=1&b=2) [b](/topics/) [c](http://127.0.0.1:8000/x/) <m@e.org>"
    )
    assert made == (
        '<p><a href="https://e.org/?a=1&amp;b=2" rel="noopener">a</a> <a href="/topics/">b</a> '
        '<a href="http://127.0.0.1:8000/x/">c</a> <a href="mailto:m@e.org">m@e.org</a></p>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick='x()'>b</b>",
        "<iframe src='https://e.org'></iframe>",
        "<!-- <script> --> x",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "```\n</code></pre><script>x</script>\n```",
        "| <script> |\n|-|\n| <img src=x> |",
    ],
)
def test_html_is_shown_and_not_obeyed(text: str):
    made = html_of(text)
    assert not any(sign in made for sign in ("<script", "<img", "<iframe", "<b ", "<!--"))
    assert "&lt;" in made


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_links_lead_to_the_web_and_to_mail_only(address: str):
    for text in (f"[x]({address})", f"[x][y]\n\n[y]: {address}", f"<{address}>"):
        assert "href" not in html_of(text)


def test_images_become_links():
    assert html_of("![A cell](https://e.org/cell.png)") == (
        '<p>!<a href="https://e.org/cell.png" rel="noopener">A cell</a></p>\n'
    )


def test_tables_scroll_in_a_frame_and_have_heads():
    made = html_of("|a|b|\n|:-|-:|\n|1|2|")
    assert made.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert '<th scope="col">a</th>' in made
    assert "style" not in made


@pytest.mark.parametrize(
    "text", ["", "   ", "[", "\\", "[x](", "*" * 5_000, "> " * 300, "[" * 2_000]
)
def test_whatever_is_typed_has_html(text: str):
    assert isinstance(html_of(text), str)
