"""The markup of pages and news: Markdown (CommonMark, with tables) as safe HTML.

HTML in it is shown, not obeyed, and what comes out is cleaned once more by a list of what may stay, so
that no mistake of one of the two lets a script through. There are no images: they would come from
elsewhere, and weigh more than a page may.
"""

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LAST: Final = 6  # of headings; the first is the title of the page
KEPT: Final = 256  # texts whose HTML is remembered
TAGS: Final = {
    *("a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"),
    *("p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}  # fmt: skip
ATTRIBUTES: Final = {
    "a": {"href", "rel", "title"},
    "div": {"class", "tabindex"},
    "ol": {"start"},
    "th": {"scope"},
}
SCHEMES: Final = {"http", "https", "mailto"}


@lru_cache(maxsize=KEPT)
def html_of(text: str) -> SafeString:
    """The HTML of a text in markup, safe to put into a page."""
    made = _reader().render(text)
    cleaned = nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    return SafeString(cleaned)


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False})
    reader.enable(["table", "strikethrough"]).disable(["image"])
    reader.core.ruler.push("armillary", _settle)
    reader.add_render_rule("table_open", _open_table)
    reader.add_render_rule("table_close", _close_table)
    return reader


def _open_table(*_tokens: object) -> str:
    """In a frame of its own, which scrolls where a screen is narrow."""
    return '<div class="table-scroll" tabindex="0"><table>\n'


def _close_table(*_tokens: object) -> str:
    return "</table></div>\n"


def _settle(state: StateCore) -> None:
    _settle_headings(state.tokens)
    for token in state.tokens:
        _settle_table(token)
        for inner in token.children or []:
            if inner.type == "link_open":
                _settle_link(inner)


def _settle_headings(tokens: list[Token]) -> None:
    """The widest stand right below the title, and none is passed over on the way down."""
    above: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            above = [*(each for each in above if each < level), level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(len(above) + 1, LAST)}"


def _settle_table(token: Token) -> None:
    """Alignment is the style sheet's; a head says what it is the head of."""
    if token.type in ("th_open", "td_open"):
        token.attrs.pop("style", None)
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _settle_link(token: Token) -> None:
    if _leads_away(str(token.attrGet("href") or "")):
        token.attrSet("rel", "noopener")


def _leads_away(address: str) -> bool:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return True
    return bool(host) and host != urlsplit(settings.BASE_URL).hostname
