"""Texts of other people as HTML: whatever is in one, what comes out is a valid page that fetches nothing.

Nothing here depends on the tables of Unicode, which differ from one Python to the next.
"""

import re
from html import escape
from typing import Final, Literal

from armillary.formats.packs.listing import Item, Listing
from armillary.formats.packs.words import word

Direction = Literal["ltr", "rtl"]

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NO_CHARACTER: Final = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_TAG: Final = re.compile(r"[A-Za-z]{2,8}(-[0-9A-Za-z]{1,8})*\Z")
_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})
_WEB: Final = re.compile(
    r"(https?)://([0-9A-Za-z\u00a1-\u1fff\u2c00-\uffef._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?#].*)?",
    re.IGNORECASE,
)
_NOT_IN_ADDRESS: Final = re.compile(r"[\s\"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})")


def clean(text: str) -> str:
    """Without what no page may have in it: control characters, halves of characters, non-characters."""
    if text.isprintable():  # which all of that is not
        return text
    return _NO_CHARACTER.sub("\ufffd", _CONTROL.sub(" ", text))


def safe(text: str) -> str:
    """For the inside of an element or of an attribute in quotes."""
    return escape(clean(text))


def short(text: str, most: int) -> str:
    """In one line of at most so many characters, cut between words where there are any."""
    line = " ".join(clean(text[: most * 4]).split())
    if len(line) <= most and len(text) <= most * 4:
        return line
    cut = line[: most - 1]
    return (cut.rpartition(" ")[0] if " " in cut[most * 2 // 3 :] else cut) + "…"


def direction(language: str) -> Direction:
    """Of writing, for a BCP 47 tag."""
    base, *further = language.lower().split("-")
    script = next((part for part in further if len(part) == 4 and part.isalpha()), "")
    is_rtl = script in _RIGHT_TO_LEFT_SCRIPTS if script else base in _RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


def tongue(pack: Listing, item: Item) -> str:
    """Attributes for a title or text in another language than the page's, with a space before them."""
    if item.language == pack.language:
        return ""
    if item.language == "und" or not _TAG.match(item.language):
        return ' lang="" dir="auto"'
    return f' lang="{item.language}" dir="{direction(item.language)}"'


def web_address(address: str) -> str:
    """An address that may stand in a link; empty for one that is no web address."""
    match = _WEB.fullmatch(clean(address).strip())
    if match is None:
        return ""
    path, hash_, fragment = (match[4] or "").partition("#")
    fragment = fragment.replace("#", "%23")
    start = f"{match[1].lower()}://{match[2]}{match[3] or ''}"
    return start + _NOT_IN_ADDRESS.sub(_encoded, path + hash_ + fragment)


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


def web_link(address: str, text: str = "", *, attributes: str = "") -> str:
    """A link, or no more than the text where the address is none to follow."""
    shown = safe(text or short(address, 200))
    way = web_address(address)
    if not way:
        return shown
    turned = "" if text else ' dir="ltr"'
    return f'<a href="{escape(way)}"{turned}{attributes}>{shown}</a>'


def paragraphs(text: str, attributes: str = "") -> str:
    """A text with its paragraphs, and its lines within them."""
    blocks = re.split(r"\n[ \t]*\n", clean(text.replace("\r\n", "\n").replace("\r", "\n")))
    return "".join(
        f"<p{attributes}>{'<br>'.join(escape(line) for line in block.strip().split(chr(10)))}</p>"
        for block in blocks
        if block.strip()
    )


def amount(pack: Listing, size: int) -> str:
    """Bytes for people."""
    if size < 1_000_000:
        return word(pack, "kilobytes", number=max(1, round(size / 1000)))
    if size < 1_000_000_000:
        return word(pack, "megabytes", number=f"{size / 1_000_000:.1f}")
    return word(pack, "gigabytes", number=f"{size / 1_000_000_000:.1f}")


def page(pack: Listing, title: str, body: str, *, up: str = "", head: str = "") -> bytes:
    """A whole page. `title` is text, `body` what stands in its main part; `up` leads to the root. It does
    not say which release it is of: a page on which nothing changed stays the same file."""
    top = safe(short(pack.title, 120))
    return (
        f'<!doctype html>\n<html lang="{page_language(pack)}" dir="{pack.direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(short(title, 120)) or top or escape(pack.id)}</title>\n"
        f'<link rel="stylesheet" href="{up}style.css">\n{head}</head>\n<body>\n'
        f'<a class="skip" href="#main">{safe(word(pack, "skip"))}</a>\n'
        f'<header><div class="wide bar"><a class="brand" href="{up}index.html">{top}</a>'
        f'<a href="{up}about.html">{safe(word(pack, "about"))}</a></div></header>\n'
        f'<main id="main" class="wide" tabindex="-1">\n{body}\n</main>\n'
        f'<footer><div class="wide"><p>{safe(short(pack.publisher, 200))}</p></div></footer>\n'
        "</body>\n</html>\n"
    ).encode()


def page_language(pack: Listing) -> str:
    return pack.language if _TAG.match(pack.language) else ""
