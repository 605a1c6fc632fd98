"""The first page of a pack, and those of its sections where they are too long for it."""

from collections.abc import Iterable, Iterator

from armillary.formats.packs.kits import Entry
from armillary.formats.packs.listing import Listing
from armillary.formats.packs.site.markup import amount, page, paragraphs, safe, short
from armillary.formats.packs.site.shelves import MOST_BYTES, MOST_TITLE, Shelf, Shelves, row
from armillary.formats.packs.words import word

# What the search says; it finds them in the page.
SAID = ("results", "no_results", "search_failed", "copy", "card")


def index_pages(pack: Listing, shelves: Shelves, *, has_search: bool) -> Iterator[Entry]:
    """`index.html`, and `index.2.html` and so on where there are more sections than fit."""
    head = '<script src="search/search.js" defer></script>\n' if has_search else ""
    start = f"<h1>{safe(pack.title)}</h1>\n{paragraphs(pack.text)}{_counted(pack)}"
    start += _search(pack) if has_search else ""
    blocks = (_block(pack, shelf, shelves) for shelf in shelves.shelves)
    sheets = list(_sheets(blocks))
    for number, sheet in enumerate(sheets, 1):
        body = (start if number == 1 else "") + sheet.decode()
        body += _pager(pack, "index", number, len(sheets))
        title = _numbered(pack, pack.title, number, len(sheets))
        place = _place("index", number)
        yield Entry(place, page(pack, title, body, head=head if number == 1 else ""))


def _counted(pack: Listing) -> str:
    copies = sum(1 for item in pack.items if item.how == "copy" and item.main)
    said = [word(pack, "resources", count=len(pack.items))]
    if copies:
        said.append(word(pack, "copies", count=copies, size=amount(pack, pack.size)))
    if cards := len(pack.items) - copies:
        said.append(word(pack, "cards", count=cards))
    said.append(word(pack, "release", number=pack.release, date=pack.made[:10]))
    return "<p>" + "<br>\n".join(safe(each) for each in said) + "</p>\n"


def _search(pack: Listing) -> str:
    """Without a script it stays hidden: then there is no search."""
    words = "".join(
        f' data-{name.replace("_", "-")}="{safe(pack_word)}"'
        for name, pack_word in ((name, _unfilled(pack, name)) for name in SAID)
    )
    return (
        f'<form id="search" role="search" hidden{words}>\n'
        f'<label for="q">{safe(word(pack, "search_label"))}</label>\n'
        '<div><input id="q" type="search" autocomplete="off" dir="auto">'
        f"<button>{safe(word(pack, 'search'))}</button></div>\n</form>\n"
        '<div id="found" hidden>\n<p role="status"></p>\n<ul class="hits"></ul>\n'
        f'<button type="button" class="quiet" hidden>{safe(word(pack, "more"))}</button>\n</div>\n'
    )


def _unfilled(pack: Listing, name: str) -> str:
    """With its placeholder, which the script fills in."""
    return word(pack, name, count="{count}")


def _block(pack: Listing, shelf: Shelf, shelves: Shelves) -> bytes:
    items = shelf.items if shelves.shown is None else shelf.items[: shelves.shown]
    title = safe(short(shelf.title, MOST_TITLE) or word(pack, "contents"))
    if shelves.shown is not None:
        title = f'<a href="{shelves.way_to(shelf)}">{title}</a>'
    rows = b"".join(row(pack, item, "") for item in items)
    listed = b'<ul class="hits">\n' + rows + b"</ul>\n" if rows else b""
    end = ""
    if len(items) < len(shelf.items):
        said = safe(word(pack, "all_of_section", count=len(shelf.items)))
        end = f'<p><a href="{shelves.way_to(shelf)}">{said}</a></p>\n'
    start = f'<section>\n<h2 id="s-{shelf.name}">{title}</h2>\n'
    return start.encode() + listed + f"{end}</section>\n".encode()


def section_pages(pack: Listing, shelves: Shelves) -> Iterator[Entry]:
    """The pages of each section; none where all is on the first page of the pack."""
    if shelves.shown is None:
        return
    for shelf in shelves.shelves:
        sheets = list(_sheets(row(pack, item, "../") for item in shelf.items))
        title = shelf.title or word(pack, "contents")
        start = (
            f'<nav class="trail"><a href="../index.html">{safe(word(pack, "home"))}</a></nav>\n'
            f"<h1>{safe(short(title, 1000))}</h1>\n"
            f"<p>{safe(word(pack, 'resources', count=len(shelf.items)))}</p>\n"
        )
        for number, sheet in enumerate(sheets, 1):
            body = f'{start}<ul class="hits">\n{sheet.decode()}</ul>\n'
            body += _pager(pack, shelf.name, number, len(sheets))
            heading = _numbered(pack, title, number, len(sheets))
            place = f"sections/{_place(shelf.name, number)}"
            yield Entry(place, page(pack, heading, body, up="../"))


def _sheets(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """As many as fit on a page, page by page; one page at least."""
    waiting: list[bytes] = []
    size = 0
    for block in blocks:
        if waiting and size + len(block) > MOST_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
        waiting.append(block)
        size += len(block)
    yield b"".join(waiting)


def _place(name: str, number: int) -> str:
    return f"{name}.html" if number == 1 else f"{name}.{number}.html"


def _numbered(pack: Listing, title: str, number: int, of: int) -> str:
    said = word(pack, "page", number=number, of=of)
    return title if of == 1 else f"{short(title, 80)} – {said}"


def _pager(pack: Listing, name: str, number: int, of: int) -> str:
    if of == 1:
        return ""
    said = safe(word(pack, "page", number=number, of=of))
    parts = [f"<span>{said}</span>"]
    if number > 1:
        way = _place(name, number - 1)
        parts.insert(0, f'<a rel="prev" href="{way}">{safe(word(pack, "previous"))}</a>')
    if number < of:
        way = _place(name, number + 1)
        parts.append(f'<a rel="next" href="{way}">{safe(word(pack, "next"))}</a>')
    return f'<nav class="pages" aria-label="{safe(word(pack, "pages"))}">{" ".join(parts)}</nav>\n'
