"""What can be wrong with a description, and where in it."""

from typing import Final

from armillary.formats.errors import FormatError

NOT_JSON: Final = "this is not JSON."
NOT_OBJECT: Final = "here belongs an object in braces."
NOT_TEXT: Final = "here belongs a text."
NOT_NUMBER: Final = "here belongs a whole number that is not too large."
NOT_PATH: Final = "this is not a JSONPath."
RUNAWAY: Final = (
    "this JSONPath could take too long. Use one selector in a step, “..” once, and comparisons "
    "without functions."
)
NOT_RULE: Final = "here belongs a JSONPath, a list of them, or an object."
UNKNOWN: Final = "there is no such name here."
MISSING: Final = "this is missing."
BOTH: Final = "say one of path, constant, first and template."
NO_CHOICE: Final = "this is none of the words that may stand here."
NOT_NAMED: Final = "the template and its “with” do not name the same things."
TOO_LONG: Final = "this is too long."
NO_VALUE: Final = (
    "the address asks with this parameter exactly if the template says {value}, which stands for "
    "what the address says."
)

SENTENCES: Final = (
    NOT_JSON, NOT_OBJECT, NOT_TEXT, NOT_NUMBER, NOT_PATH, RUNAWAY, NOT_RULE, UNKNOWN, MISSING, BOTH,
    NO_CHOICE, NOT_NAMED, TOO_LONG, NO_VALUE,
)  # fmt: skip


class DescriptionError(FormatError):
    """`place` names the spot in the file (`fields.titles`), `why` is one of `SENTENCES`."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why
