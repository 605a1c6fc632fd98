"""The pages of a Kolibri channel: a card for what is not here, pictures, and copied pages with their credit.

Kolibri shows them in a frame of its own without a connection: everything is in the page, and an address is
written out, for a link out of that frame leads nowhere.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from armillary.formats.packs.credits import credit, credited
from armillary.formats.packs.kolibri_texts import direction
from armillary.formats.packs.kolibri_zips import Member, put_in, zipped
from armillary.formats.packs.listing import Item, Listing, StoredFile
from armillary.formats.packs.words import word

INDEX: Final = "index.html"
_STYLE: Final = (
    "body{margin:0;background:#fff;color:#1c1f24;font:1.0625rem/1.6 system-ui,sans-serif}"
    "main{box-sizing:border-box;max-inline-size:42rem;margin-inline:auto;padding:1.5rem 1rem 2.5rem;"
    "overflow-wrap:anywhere}"
    "h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25}"
    "p{margin:0 0 1rem}"
    ".by,footer{color:#4a525c}"
    "blockquote{margin:0 0 1rem;padding-inline-start:1rem;border-inline-start:.25rem solid #1f6f5c}"
    "aside{margin:0 0 1.5rem;padding:.75rem 1rem;border-radius:.5rem;background:#eef3f1}"
    "aside p,footer p{margin:0 0 .25rem}"
    "figure{margin:0 0 1.5rem}"
    "img{display:block;max-inline-size:100%;block-size:auto;margin-inline:auto}"
    "a{color:#14594a}"
    "footer{padding-block-start:1rem;border-block-start:1px solid #c9d1ce;font-size:.9375rem}"
)
_MOST: Final = 20_000  # characters of a text, which is more than any screen wants


def card(pack: Listing, item: Item, kinds: Iterable[str] = ()) -> bytes:
    """An archive with a page that stands for a resource. `kinds` are the kinds of its files, where they
    were copied and Kolibri can show none of them."""
    reason = _reason(pack, item, ", ".join(kinds))
    body = [
        f"<h1{_language(item.language)}>{escape(_title(item))}</h1>",
        _byline(pack, item),
        f"<aside><p>{escape(reason)}</p></aside>" if reason else "",
        *_paragraphs(item.text, item.language),
        _note(pack, item),
        _footer([*_licence(pack, item), *_addresses(pack, item)]),
    ]
    return zipped([Member(INDEX, _page(pack, _title(item), body))])


def pictures(pack: Listing, item: Item, files: Sequence[tuple[str, StoredFile, bytes]]) -> bytes:
    """An archive with a page that shows pictures, given with how the names of such files end."""
    names = [f"{place}.{extension}" for place, (extension, *_file) in enumerate(files, 1)]
    title = escape(_title(item))
    body = [
        f"<h1{_language(item.language)}>{title}</h1>",
        *(
            f'<figure><img src="{name}" alt="{title}"{_language(item.language)}></figure>'
            for name in names
        ),
        *_paragraphs(item.text, item.language),
        _note(pack, item),
        _footer([*map(escape, credit(pack, item)), *_terms(item)]),
    ]
    members = [
        Member(name, content, file.sha256)
        for name, (_extension, file, content) in zip(names, files, strict=True)
    ]
    return zipped([Member(INDEX, _page(pack, _title(item), body)), *members])


def copied(pack: Listing, item: Item, file: StoredFile, original: bytes) -> bytes:
    """An archive with a copied page and its credit."""
    page = credited(original, pack, item)
    return zipped([put_in(page, INDEX, file.sha256, original)])


def _title(item: Item) -> str:
    return " ".join(item.title.split()) or item.address or item.id


def _page(pack: Listing, title: str, body: Iterable[str]) -> bytes:
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{escape(pack.language)}" dir="{pack.direction}">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title[:_MOST])}</title>",
            f"<style>{_STYLE}</style></head>",
            "<body><main>",
            *filter(None, body),
            "</main></body></html>\n",
        ]
    ).encode()


def _language(tag: str) -> str:
    """Attributes of what is in the language of a resource."""
    return f' lang="{escape(tag)}" dir="{direction(tag)}"' if tag else ' dir="auto"'


def _byline(pack: Listing, item: Item) -> str:
    names = ", ".join(item.creators or filter(None, (item.publisher,)))
    return f'<p class="by">{escape(word(pack, "by", names=names))}</p>' if names else ""


def _reason(pack: Listing, item: Item, kinds: str) -> str:
    if item.why:
        return word(pack, f"why_{item.why.replace('-', '_')}")
    return word(pack, "why_kind", kinds=kinds) if kinds else ""


def _paragraphs(text: str, language: str) -> list[str]:
    pieces = (" ".join(piece.split()) for piece in text[:_MOST].split("\n\n"))
    return [f"<p{_language(language)}>{escape(piece)}</p>" for piece in pieces if piece]


def _note(pack: Listing, item: Item) -> str:
    said = "".join(_paragraphs(item.note, pack.language))
    return f"<blockquote>{said}</blockquote>" if said else ""


def _licence(pack: Listing, item: Item) -> list[str]:
    _title, licence, *_source = credit(pack, item)
    return [escape(licence), *_terms(item)]


def _terms(item: Item) -> list[str]:
    return [_link(item.terms.address, ' rel="license"')] if item.terms.address else []


def _addresses(pack: Listing, item: Item) -> list[str]:
    found = ((item.address, "card_address"), (item.page, "page_online"))
    return [f"{escape(word(pack, name))}<br>{_link(address)}" for address, name in found if address]


def _link(address: str, more: str = "") -> str:
    """As a link where it is one; always readable, from left to right."""
    shown = f'<bdi dir="ltr">{escape(address)}</bdi>'
    if address.lower().startswith(("https://", "http://")):
        return f'<a href="{escape(address)}"{more}>{shown}</a>'
    return shown


def _footer(lines: Iterable[str]) -> str:
    return "<footer>" + "".join(f"<p>{line}</p>" for line in lines) + "</footer>"
