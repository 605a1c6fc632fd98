"""Clean texts for reading: no markup, no control characters, one kind of space.

Sources send HTML in plain fields, entities escaped twice, and invisible characters that can
reorder a line on screen. Words between angle brackets that are not markup are kept.
"""

import html
import re
import unicodedata

from armillary.formats.values.folding import stream_safe

_HIDDEN_START = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
_ENDLESS_REFERENCE = re.compile("&#[0-9]{20,};?+")  # to no character, and too long for Python
_HIDDEN_ENDS = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\s*+>", re.IGNORECASE),
    "style": re.compile(r"</style\s*+>", re.IGNORECASE),
}
_ATTRIBUTES = r"""(?>\s+[\w:.-]+\s*=\s*(?>"[^"]*"|'[^']*'|[^\s"'<>]+)){0,50}+\s*/?>"""
_ALONE = (
    "br hr img p li ol ul dl dt dd tr td th tbody thead wbr div input embed source object param"
)
_PAIRED = (
    "a abbr acronym address article aside audio b bdi bdo big blockquote body button canvas caption "
    "center cite code col colgroup del details dfn em fieldset figcaption figure font footer form "
    "h1 h2 h3 h4 h5 h6 head header html i iframe ins kbd label legend link main mark math meta nav "
    "noscript o:p picture pre q rp rt ruby s samp script section select small span strike strong "
    "style sub summary sup svg table tfoot time title tt u var video"
)
_WITHIN_WORDS = "a abbr b bdi bdo big em font i ins mark o:p s small span strong sub sup u"
_INLINE = frozenset(_WITHIN_WORDS.split())
_ALONE_TAGS = frozenset(_ALONE.split())
_ALL_TAGS = _ALONE_TAGS.union(_PAIRED.split())
_TAG = re.compile(rf"</?([a-z][a-z0-9:]{{0,11}}+){_ATTRIBUTES}", re.IGNORECASE)
_CUT_TAG = re.compile(r"<([a-z][a-z0-9:]{0,11}+)\s[^<>]*\Z", re.IGNORECASE)

# C0 and C1 controls but white space, soft hyphens, zero-width spaces, embeddings, overrides and
# isolates (they reorder the text around them), byte order marks, lone surrogates, non-characters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\ufdd0-\ufdef]"
)
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_EDGES = _DIRECTION_MARKS + "\u200c\u200d \t\n"

_SCRIPTS = (
    ("LATIN", "latn"),
    ("CYRILLIC", "cyrl"),
    ("ARABIC", "arab"),
    ("CJK", "hani"),
    ("HIRAGANA", "jpan"),
    ("KATAKANA", "jpan"),
    ("HANGUL", "kore"),
    ("GREEK", "grek"),
    ("HEBREW", "hebr"),
    ("DEVANAGARI", "deva"),
)


def clean(text: str, *, limit: int = 0) -> str:
    """Answer `text` as one line of plain text in Unicode NFC (UAX #15), at most `limit` long.

    A limit of 0 is none; a text that is cut ends in an ellipsis, at a word where it has words.
    """
    is_simple = text.isprintable() and "<" not in text and "&" not in text
    line = _spaced_line(text) if is_simple else _plain_line(text)
    return _cut(line, limit) if limit and len(line) > limit else line


def _spaced_line(text: str) -> str:
    """What can be printed has no control characters, no marks of direction, and blanks only."""
    line = _composed(text).strip()
    return " ".join(line.split()) if "  " in line else line


def _plain_line(text: str) -> str:
    if "<" in text or "&" in text:
        text = _without_markup(text)
    return _without_lone_marks(" ".join(_composed(_FORBIDDEN.sub("", text)).split()))


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", stream_safe(text))


def _without_markup(text: str) -> str:
    stripped = _strip_tags(text)
    if "&" not in stripped:
        return stripped
    unescaped = html.unescape(_ENDLESS_REFERENCE.sub("\ufffd", stripped))
    # Escaped once too often: there was no markup, and there is now.
    return _strip_tags(unescaped) if stripped == text and "<" in unescaped else unescaped


def _strip_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _without_hidden(text)
    # "The <canvas> element" is no markup: a paired tag counts only where something is closed.
    names = _ALL_TAGS if "</" in text else _ALONE_TAGS
    text = _TAG.sub(lambda tag: _gap(tag, names), text)
    cut = _CUT_TAG.match(text, text.rfind("<")) if "<" in text else None
    return text[: cut.start()] if cut and cut.group(1).lower() in _ALL_TAGS else text


def _without_hidden(text: str) -> str:
    """Drop comments, scripts and styles, in time linear in the text whatever it holds."""
    kept: list[str] = []
    at = position = 0
    unclosed: set[str] = set()
    while start := _HIDDEN_START.search(text, position):
        position = start.end()
        kind = (start.group(1) or "").lower()
        if kind in unclosed:
            continue
        position = text.find(">", position) + 1 if kind else position
        if not position:  # neither this tag is closed nor any after it
            break
        end = _HIDDEN_ENDS[kind].search(text, position)
        if end is None:
            unclosed.add(kind)
            continue
        kept.append(text[at : start.start()])
        at = position = end.end()
    return " ".join([*kept, text[at:]])


def _gap(tag: re.Match[str], names: frozenset[str]) -> str:
    name = tag.group(1).lower()
    if name not in names:
        return tag.group()
    return "" if name in _INLINE else " "


def _without_lone_marks(line: str) -> str:
    """Drop direction marks that touch an edge of the text; inside it they may be needed."""
    return line.strip(_EDGES) if line and not line.isascii() else line


def _cut(line: str, limit: int) -> str:
    room = limit - 1
    head = line[:room]
    if not line[room].isspace():
        space = head.rfind(" ")
        if space > room // 2:
            head = head[:space]
    while head and unicodedata.combining(line[len(head)]):
        head = head[:-1]
    return head.rstrip(" ,;:-\u200c\u200d") + "…"


def script_of(text: str) -> str:
    """Name the script most letters of `text` are in, as ISO 15924 in lower case; empty if none."""
    counts: dict[str, int] = {}
    for letter in filter(str.isalpha, text[:400]):
        name = unicodedata.name(letter, "")
        code = next((code for prefix, code in _SCRIPTS if name.startswith(prefix)), "zyyy")
        counts[code] = counts.get(code, 0) + 1
    return max(counts, key=lambda code: counts[code]) if counts else ""
