"""The page of a resource: what it is, whose it is, and the copy, or why there is none."""

from collections.abc import Collection, Iterable, Iterator

from armillary.formats.packs.kits import Entry
from armillary.formats.packs.listing import Item, Listing, StoredFile
from armillary.formats.packs.site.copies import place_of_file
from armillary.formats.packs.site.markup import (
    amount,
    page,
    paragraphs,
    safe,
    short,
    tongue,
    web_link,
)
from armillary.formats.packs.site.shelves import Shelf, Shelves, file_name
from armillary.formats.packs.words import word

UP = "../"
SHOWN = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml", "image/avif"}
)
VOCABULARIES = ("subjects", "levels", "types", "languages", "audiences")


def item_page(pack: Listing, item: Item, shelf: Shelf, shelves: Shelves) -> Entry:
    title = item.title.strip() or item.id
    parts = [
        _trail(pack, shelf, shelves),
        f"<article>\n<h1{tongue(pack, item)}>{safe(title)}</h1>\n",
        _picture(item),
        paragraphs(item.text, tongue(pack, item)),
        _note(pack, item),
        _copy(pack, item) if item.how == "copy" and item.main else _card(pack, item),
        f"<h2>{safe(word(pack, 'facts'))}</h2>\n",
        facts(pack, item),
        "</article>",
    ]
    body = "".join(parts)
    return Entry(f"items/{file_name(item.id)}.html", page(pack, title, body, up=UP))


def _trail(pack: Listing, shelf: Shelf, shelves: Shelves) -> str:
    home = f'<a href="{UP}index.html">{safe(word(pack, "home"))}</a>'
    if shelf.title:
        way = UP + shelves.way_to(shelf)
        home += f' <span aria-hidden="true">/</span> <a href="{way}">{safe(short(shelf.title, 120))}</a>'
    return f'<nav class="trail" aria-label="{safe(word(pack, "trail"))}">{home}</nav>\n'


def _picture(item: Item) -> str:
    picture = item.thumbnail
    if picture is None or picture.media_type not in SHOWN:
        return ""
    return f'<img class="thumb" src="{UP}{place_of_file(item, picture)}" alt="">\n'


def _note(pack: Listing, item: Item) -> str:
    if not item.note.strip():
        return ""
    heading = safe(word(pack, "note"))
    return f'<section class="note">\n<h2>{heading}</h2>\n{paragraphs(item.note)}</section>\n'


def _card(pack: Listing, item: Item) -> str:
    """Why it is no more than a card, and where the resource is."""
    why = f"<p>{safe(word(pack, 'why_' + item.why.replace('-', '_')))}</p>\n" if item.why else ""
    return (
        f'<section class="signal">\n<h2>{safe(word(pack, "card"))}</h2>\n{why}'
        f"<p>{safe(word(pack, 'card_address'))} {web_link(item.address)}</p>\n</section>\n"
    )


def _copy(pack: Listing, item: Item) -> str:
    files = "".join(_file(pack, item, file) for file in item.main)
    heading = safe(word(pack, "copy"))
    return f'<section class="signal good">\n<h2>{heading}</h2>\n{files}</section>\n'


def _file(pack: Listing, item: Item, file: StoredFile) -> str:
    """A way to open it, and a player where browsers have one."""
    place = UP + place_of_file(item, file)
    size = amount(pack, file.size)
    if file.media_type == "text/html":
        said = word(pack, "open_page", size=size)
    else:
        said = word(pack, "open_file", kind=file.extension.upper(), size=size)
    name = f" <small><bdi>{safe(short(file.name, 80))}</bdi></small>" if file.name else ""
    link = f'<p><a class="button" href="{place}">{safe(said)}</a>{name}</p>\n'
    return _player(item, file, place) + link


def _player(item: Item, file: StoredFile, place: str) -> str:
    if file.media_type in SHOWN:
        title = safe(short(item.title, 200))
        return f'<p><img src="{place}" alt="{title}" loading="lazy"></p>\n'
    kind = file.media_type.partition("/")[0]
    if kind not in {"video", "audio"}:
        return ""
    label = safe(short(item.title, 200))
    return f'<p><{kind} controls preload="none" src="{place}" aria-label="{label}"></{kind}></p>\n'


def facts(pack: Listing, item: Item, *, without: Collection[str] = ()) -> str:
    """Terms and what is said of them."""
    rows = "".join(
        f"<dt>{safe(word(pack, name))}</dt><dd>{value}</dd>\n"
        for name, value in _facts(pack, item)
        if name not in without
    )
    return f'<dl class="facts">\n{rows}</dl>\n' if rows else ""


def _facts(pack: Listing, item: Item) -> Iterator[tuple[str, str]]:
    """Names of words, and HTML."""
    if item.creators:
        yield "creators", _listed(pack, item.creators)
    if item.publisher:
        yield "publisher", _listed(pack, [item.publisher])
    yield "licence_fact", licence(pack, item)
    yield from _terms(pack, item)
    if item.minutes > 0:
        yield "minutes", safe(word(pack, "minutes_number", number=item.minutes))
    if item.published:
        yield "published", _listed(pack, [item.published])
    yield "address", web_link(item.address)
    if item.page:
        yield "page_online", web_link(item.page)


def _terms(pack: Listing, item: Item) -> Iterator[tuple[str, str]]:
    for vocabulary in VOCABULARIES:
        if keys := getattr(item, vocabulary):
            yield vocabulary, _listed(pack, (pack.name(vocabulary, key) for key in keys))
    if item.keywords:
        yield "keywords", _listed(pack, item.keywords)


def _listed(pack: Listing, texts: Iterable[str]) -> str:
    """Each with its own direction."""
    comma = safe(word(pack, "comma"))
    return comma.join(f"<bdi>{safe(short(text, 300))}</bdi>" for text in texts)


def licence(pack: Listing, item: Item) -> str:
    terms = item.terms
    if not (terms.name or terms.address):
        return safe(word(pack, "no_licence"))
    if not terms.address:
        return f"<bdi>{safe(terms.name)}</bdi>"
    named = f"<bdi>{safe(terms.name)}</bdi><br>" if terms.name else ""
    return named + web_link(terms.address, attributes=' rel="license"')
