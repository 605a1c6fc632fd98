"""XML written as text: fast, and no character that XML 1.0 forbids can leave."""

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

# Characters that XML 1.0 (§2.2) does not allow, not even escaped.
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """`text` for an element or a double-quoted attribute, without what XML 1.0 forbids (§2.2)."""
    return escape(ILLEGAL.sub("\ufffd", text), {'"': "&quot;"})


def quick_text(text: str) -> str:
    """`text` for an element, for writers that are asked for thousands a second: without illegal
    characters, and with a space for a line that ends as on old machines."""
    if not text.isprintable():  # as all illegal characters are; asking is ten times faster
        text = ILLEGAL.sub("", text).replace("\r", " ")
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def element(name: str, text: str = "", **attributes: str) -> str:
    """An element; in names of attributes `__` stands for a colon and a last `_` is dropped."""
    stated = "".join(f' {_name(key)}="{xml_text(value)}"' for key, value in attributes.items())
    return f"<{name}{stated}>{xml_text(text)}</{name}>" if text else f"<{name}{stated}/>"


def _name(key: str) -> str:
    return key.rstrip("_").replace("__", ":")


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC at the granularity of a second, which every format here takes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
