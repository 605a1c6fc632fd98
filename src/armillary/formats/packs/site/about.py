"""What a pack is, who made it and when, and how one finds out whether it is whole."""

from armillary.formats.packs.kits import PROGRAM, SUMS
from armillary.formats.packs.listing import Listing
from armillary.formats.packs.site.markup import page, paragraphs, safe, web_link
from armillary.formats.packs.words import word


def about_page(pack: Listing, *, is_alone: bool) -> bytes:
    title = word(pack, "about")
    body = (
        f'<nav class="trail"><a href="index.html">{safe(word(pack, "home"))}</a></nav>\n'
        f"<h1>{safe(title)}</h1>\n<p>{safe(word(pack, 'about_what'))}</p>\n"
        f"{paragraphs(pack.text)}{_facts(pack)}"
    )
    return page(pack, title, body + (_care(pack) if is_alone else ""))


def _facts(pack: Listing) -> str:
    publisher = f"<bdi>{safe(pack.publisher)}</bdi>"
    if pack.publisher_address:
        publisher += f"<br>{web_link(pack.publisher_address)}"
    rows = [
        ("pack_title", f"<bdi>{safe(pack.title)}</bdi>"),
        ("pack_release", str(pack.release)),
        ("made", safe(pack.made[:10])),
        ("publisher", publisher),
        ("address", web_link(pack.address)),
        ("licence_of_descriptions", _licence(pack)),
    ]
    listed = "".join(
        f"<dt>{safe(word(pack, name))}</dt><dd>{value}</dd>\n" for name, value in rows if value
    )
    return f'<dl class="facts">\n{listed}</dl>\n<p>{safe(word(pack, "licences_of_copies"))}</p>\n'


def _licence(pack: Listing) -> str:
    terms = pack.licence
    if not (terms.name or terms.address):
        return safe(word(pack, "no_licence"))
    named = f"<bdi>{safe(terms.name)}</bdi>"
    return f"{named}<br>{web_link(terms.address)}" if terms.address else named


def _care(pack: Listing) -> str:
    """How to check the pack and how to bring it up to date."""
    return (
        f"<h2>{safe(word(pack, 'verify'))}</h2>\n<p>{safe(word(pack, 'verify_program'))}</p>\n"
        f"{_command(f'python3 {PROGRAM} verify')}"
        f"<p>{safe(word(pack, 'verify_sums'))}</p>\n{_command(f'sha256sum -c {SUMS}')}"
        f"<h2>{safe(word(pack, 'update'))}</h2>\n"
        f"<p>{safe(word(pack, 'update_fetch'))} {web_link(pack.address)}</p>\n"
        f"<p>{safe(word(pack, 'update_apply'))}</p>\n"
        f"{_command(f'python3 {PROGRAM} preview UPDATE', f'python3 {PROGRAM} apply UPDATE')}"
    )


def _command(*lines: str) -> str:
    return f'<pre dir="ltr"><code>{chr(10).join(lines)}</code></pre>\n'
