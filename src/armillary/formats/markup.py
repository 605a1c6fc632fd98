"""XML written as text: fast, and no character that XML 1.0 forbids can leave."""

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """`text` for an element or a double-quoted attribute, without what XML 1.0 forbids (§2.2)."""
    return escape(_ILLEGAL.sub("\ufffd", text), {'"': "&quot;"})


def element(name: str, text: str = "", **attributes: str) -> str:
    """An element; in names of attributes `__` stands for a colon and a last `_` is dropped."""
    stated = "".join(f' {_name(key)}="{xml_text(value)}"' for key, value in attributes.items())
    return f"<{name}{stated}>{xml_text(text)}</{name}>" if text else f"<{name}{stated}/>"


def _name(key: str) -> str:
    return key.rstrip("_").replace("__", ":")


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC at the granularity of a second, which every format here takes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
