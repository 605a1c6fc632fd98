"""Answers are kept for as long as a page is made, and not a moment longer."""

from armillary.core.remembering import remembered, remembering


def test_question_is_answered_once_in_a_block_and_each_time_outside():
    answers = iter(range(9))

    def ask() -> int:
        return remembered("how many", lambda: next(answers))

    assert [ask(), ask()] == [0, 1]
    with remembering():
        assert [ask(), ask()] == [2, 2]
        with remembering():
            assert ask() == 2
        assert ask() == 2
    assert ask() == 3


def test_questions_are_told_apart():
    with remembering():
        assert remembered(("roles", 1), lambda: "a") == "a"
        assert remembered(("roles", 2), lambda: "b") == "b"
