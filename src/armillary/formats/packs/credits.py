"""Say below a copy whose it is: every licence asks for that, and a copy travels without its page."""

from html import escape
from typing import Final

from armillary.formats.packs.listing import Item, Listing
from armillary.formats.packs.words import word

BEGIN: Final = b"<!-- credit -->"
END: Final = b"<!-- /credit -->"


def credit(pack: Listing, item: Item) -> list[str]:
    """Lines for people: title and authors, licence, where it is from."""
    names = ", ".join(item.creators or filter(None, (item.publisher,)))
    title = f"{item.title}, {word(pack, 'by', names=names)}" if names else item.title
    terms = item.terms.name or item.terms.address
    licence = word(pack, "licence", licence=terms) if terms else word(pack, "no_licence")
    return [title, licence, word(pack, "source", address=item.address)]


def credited(page: bytes, pack: Listing, item: Item) -> bytes:
    """A copied page (`text/html`, as `page_copy` writes it) with its credit at the end."""
    lines = [*credit(pack, item), word(pack, "shortened")]
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    if item.terms.address.startswith(("https://", "http://")):
        address = escape(item.terms.address)
        body += f'<p><a href="{address}" rel="license" dir="ltr">{address}</a></p>'
    foot = f'<footer lang="{escape(pack.language)}" dir="{pack.direction}">{body}</footer>'
    head, end, rest = page.rpartition(b"</body>")
    put_in = BEGIN + foot.encode("utf-8", "replace") + END
    return head + put_in + end + rest if end else page + put_in


def uncredited(page: bytes) -> bytes:
    """The page as it was copied, before `credited`."""
    head, begin, rest = page.rpartition(BEGIN)
    _foot, end, tail = rest.partition(END)
    return head + tail if begin and end else page
