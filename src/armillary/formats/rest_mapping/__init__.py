"""REST APIs that a small JSON file describes: where the records are, how the list goes on, and which
of our fields is where in a record. The file holds JSONPaths (RFC 9535) and a few fixed changes of
text, never code: `description` checks and compiles it, `pages` reads what the API answers,
`paging` says what to ask next.
"""

from armillary.formats.rest_mapping.description import RestDescription, compile_description
from armillary.formats.rest_mapping.errors import SENTENCES, DescriptionError
from armillary.formats.rest_mapping.pages import Answer, RestRecord, read_answer, read_record
from armillary.formats.rest_mapping.paging import (
    beginning,
    following,
    is_same_site,
    require_fit,
    stamped,
)

__all__ = [
    "SENTENCES",
    "Answer",
    "DescriptionError",
    "RestDescription",
    "RestRecord",
    "beginning",
    "compile_description",
    "following",
    "is_same_site",
    "read_answer",
    "read_record",
    "require_fit",
    "stamped",
]
