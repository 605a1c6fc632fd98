"""Elements of LOM's XML binding (IEEE 1484.12.3) as text. An element with nothing in it is no text,
so that whatever is put together of these says something or is not there."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from armillary.formats.lom.terms import LOM_SOURCE

UNDETERMINED: Final = "und"  # stated, as a text without a language would have the record's (3.4)

# Characters that XML 1.0 (section 2.2) does not allow, not even escaped.
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")


def group(name: str, *inside: str) -> str:
    """An element around elements."""
    content = "".join(inside)
    return f"<lom:{name}>{content}</lom:{name}>" if content else ""


def plain(name: str, text: str) -> str:
    """An element with a text that belongs to no language."""
    return group(name, _escape(text))


def plain_each(name: str, texts: Iterable[str]) -> str:
    """An element for every text, each once."""
    return "".join(plain(name, text) for text in dict.fromkeys(texts))


def strings(name: str, texts: Mapping[str, str]) -> str:
    """A LangString: one meaning in several languages."""
    return group(name, *(_string(text, tag) for tag, text in texts.items()))


def code(name: str, text: str) -> str:
    """A LangString of what is the same in every language, such as an address."""
    return group(name, plain("string", text))


def term(name: str, value: str, source: str = LOM_SOURCE) -> str:
    """A value and the vocabulary it is from."""
    return group(name, plain("source", source), plain("value", value)) if value else ""


def catalogued(entry: str, catalog: str = "URI") -> str:
    """An identifier and the system it is of."""
    written = plain("entry", entry)
    return group("identifier", plain("catalog", catalog), written) if written else ""


def language_tag(tag: str) -> str:
    """A tag that may stand as an attribute; whatever is none is `und`."""
    return tag if _LANGUAGE_TAG.match(tag) else UNDETERMINED


def _string(text: str, tag: str) -> str:
    written = _escape(text)
    return f'<lom:string language="{language_tag(tag)}">{written}</lom:string>' if written else ""


def _escape(text: str) -> str:
    if not text.isprintable():  # as all illegal characters are; asking is ten times faster
        text = _ILLEGAL.sub("", text).replace("\r", " ")
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text
