"""What people type, without signs that nobody sees: control characters, line separators, marks that turn
the text around them, halves of characters that no database takes."""

import re
from typing import Final

UNSEEN: Final = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+"
)


def cleaned(text: str) -> str:
    """Lines stay lines, without spaces around them."""
    lines = UNSEEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.strip() for line in lines).strip()
