"""What people type, without signs that nobody sees."""

import pytest

from armillary.core.cleaning import cleaned


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  one\r\n two \rthree\n", "one\ntwo\nthree"),
        ("a\x00b\tc\x1bd", "a b c d"),
        ("a\u202eb\u2066c\u2028d", "a b c d"),
        ("half \ud800", "half"),
        ("می\u200cخواهم 👩\u200d🔬", "می\u200cخواهم 👩\u200d🔬"),
    ],
)
def test_unseen_signs_go_and_lines_and_joiners_stay(typed, kept):
    assert cleaned(typed) == kept
