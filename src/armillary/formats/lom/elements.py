"""Elements of LOM's XML binding (IEEE 1484.12.3) as text. An element with nothing in it is no text,
so that whatever is put together of these says something or is not there."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from armillary.formats.lom.terms import LOM_SOURCE
from armillary.formats.markup import quick_text

UNDETERMINED: Final = "und"  # stated, as a text without a language would have the record's (3.4)

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")


def group(name: str, *inside: str) -> str:
    """An element around elements."""
    content = "".join(inside)
    return f"<lom:{name}>{content}</lom:{name}>" if content else ""


def plain(name: str, text: str) -> str:
    """An element with a text that belongs to no language."""
    return group(name, quick_text(text))


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
    written = quick_text(text)
    return f'<lom:string language="{language_tag(tag)}">{written}</lom:string>' if written else ""
