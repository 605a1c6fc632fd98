"""Drafts, versions, dates: what happens to a page or a news item, and who may do it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from tests.editorial.conftest import Write

from armillary.core.errors import Refused
from armillary.core.texts import Maker, TranslatedText
from armillary.editorial import operations, queries
from armillary.editorial.content import Content, clean_text, content_of
from armillary.editorial.enums import PieceKind
from armillary.editorial.errors import InvalidPiece, NoSuchPiece, PieceConflict, Unpublished
from armillary.editorial.models import Piece
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.models import LogEntry, Person

pytestmark = pytest.mark.django_db

PAGE, NEWS = PieceKind.PAGE, PieceKind.NEWS
RULES = Content(title=TranslatedText.of(en="Rules"), text=TranslatedText.of(en="Be kind."))
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def states(key: str = "house") -> list[tuple[int, str]]:
    return list(Piece.objects.filter(key=key).order_by("number").values_list("number", "state"))


def test_readers_see_a_draft_once_it_is_published(officer: Person):
    operations.save_draft(PAGE, "house", RULES, by=officer)
    with pytest.raises(NoSuchPiece):
        queries.public_piece(PAGE, "house")
    operations.publish_piece(PAGE, "house", by=officer)
    assert queries.public_piece(PAGE, "house").text.read("en") == "Be kind."
    logged = LogEntry.objects.filter(stream="editorial").order_by("number")
    assert list(logged.values_list("actor", "action", "subject")) == [
        (officer.actor_id, "save-page-draft", "house"),
        (officer.actor_id, "publish-page", "house"),
    ]


def test_what_is_published_stays_until_its_next_version_is(write: Write):
    write()
    write(text={"en": "Be kinder."}, publish=False)
    assert queries.public_piece(PAGE, "house").text.read("en") == "Be **kind**."
    operations.publish_piece(PAGE, "house", by=OPERATOR)
    assert queries.public_piece(PAGE, "house").text.read("en") == "Be kinder."
    assert states() == [(1, "retired"), (2, "published")]


def test_new_words_make_translations_stale_and_the_same_words_do_not(write: Write):
    write()
    assert not write(publish=False).text.is_stale("fr")
    assert write(text={"en": "Be kinder."}, publish=False).text.is_stale("fr")


def test_an_earlier_version_becomes_the_next_draft(write: Write):
    write()
    write(text={"en": "Be kinder."})
    reverted = operations.revert_piece(PAGE, "house", 1, by=OPERATOR)
    assert (reverted.number, reverted.state) == (3, "draft")
    assert content_of(reverted) == content_of(queries.version_of(PAGE, "house", 1))
    with pytest.raises(PieceConflict, match="draft already"):
        operations.revert_piece(PAGE, "house", 2, by=OPERATOR)


def test_a_draft_that_somebody_changed_meanwhile_is_not_written_over(write: Write):
    seen = queries.revision_of(write(publish=False))
    write(text={"en": "Other."}, publish=False)
    with pytest.raises(PieceConflict, match="meanwhile"):
        operations.save_draft(PAGE, "house", RULES, seen=seen, by=OPERATOR)
    with pytest.raises(PieceConflict, match="meanwhile"):
        operations.publish_piece(PAGE, "house", seen=seen, by=OPERATOR)
    assert states() == [(1, "draft")]


def test_what_was_published_meanwhile_is_not_taken_back_by_an_older_form(write: Write):
    seen = queries.revision_of(write())
    write(text={"en": "Other."})
    with pytest.raises(PieceConflict, match="meanwhile"):
        operations.save_draft(PAGE, "house", RULES, seen=seen, by=OPERATOR)
    seen = queries.revision_of(queries.newest_of(PAGE, "house"))
    operations.save_draft(PAGE, "house", RULES, seen=seen, by=OPERATOR)
    assert states() == [(1, "retired"), (2, "published"), (3, "draft")]


def test_a_name_that_somebody_took_meanwhile_is_a_conflict(write: Write):
    write()
    with pytest.raises(PieceConflict, match="meanwhile"):
        operations.save_draft(PAGE, "house", RULES, seen=0, by=OPERATOR)


def test_what_the_database_refuses_is_not_called_a_change_by_somebody_else():
    with pytest.raises(IntegrityError):
        operations._store(Piece(kind=PAGE, key="house", number=1, position=None))
    assert not Piece.objects.exists()


@pytest.mark.parametrize("is_published", [True, False])
def test_two_who_begin_the_same_version_are_told(write: Write, is_published: bool):
    write(publish=is_published)
    with pytest.raises(PieceConflict, match="meanwhile"):
        operations._store(Piece(kind=PAGE, key="house", number=1))


def test_a_draft_that_says_nothing_new_is_not_published(write: Write):
    write()
    write(publish=False)
    with pytest.raises(PieceConflict, match="published already"):
        operations.publish_piece(PAGE, "house", by=OPERATOR)
    operations.discard_draft(PAGE, "house", by=OPERATOR)
    assert states() == [(1, "published")]


def test_whoever_comes_to_what_was_unpublished_is_told_why(write: Write):
    write()
    operations.unpublish_piece(PAGE, "house", reason="  Out of\ndate. ", by=OPERATOR)
    with pytest.raises(Unpublished, match=r"^Out of date\.$"):
        queries.public_piece(PAGE, "house")
    write(text={"en": "Be kinder."}, publish=False)
    with pytest.raises(Unpublished):
        queries.public_piece(PAGE, "house")
    operations.publish_piece(PAGE, "house", by=OPERATOR)
    assert queries.public_piece(PAGE, "house").number == 2


def test_unpublishing_needs_a_reason_and_something_published(write: Write):
    write(publish=False)
    with pytest.raises(NoSuchPiece):
        operations.unpublish_piece(PAGE, "house", reason="Old.", by=OPERATOR)
    operations.publish_piece(PAGE, "house", by=OPERATOR)
    for reason in ("", " \n ", "x" * 501):
        with pytest.raises(InvalidPiece, match="Say why"):
            operations.unpublish_piece(PAGE, "house", reason=reason, by=OPERATOR)


def test_a_name_is_given_once(write: Write, tell: Write):
    write()
    with pytest.raises(PieceConflict, match="Choose another"):
        tell("house")


@pytest.mark.parametrize(
    ("differences", "message"),
    [
        ({"name": "a b"}, "Use letters"),
        ({"name": "x" * 81}, "Use letters"),
        ({"name": "ranking"}, "page of its own"),
        ({"name": ""}, "needs a “name”"),
        ({"colour": "red"}, "cannot be said"),
        ({"title": {"en": "x" * 201}}, "English"),
        ({"text": {"en": "x" * 20_001}}, "20001"),
        ({"text": {"english": "x"}}, "no language tag"),
        ({"text": "x"}, "object of a text"),
        ({"title": {}, "text": {"en": ""}}, "needed to publish"),
        ({"text": {"es": "Sí."}}, "no title"),
        ({"place": "roof"}, "in neither"),
        ({"position": -1}, "number from 0"),
        ({"position": True}, "is a number"),
        ({"starts": "2026-11-30"}, "Only news"),
        ({"starts": "tomorrow"}, "is a day"),
    ],
)
def test_what_is_unsound_is_said_in_a_line(write: Write, differences: Any, message: str):
    with pytest.raises(InvalidPiece, match=message):
        write(**differences)
    assert not Piece.objects.exists()


def test_news_has_days_and_no_place(tell: Write):
    with pytest.raises(InvalidPiece, match="Only a page"):
        tell("first", place="menu")
    with pytest.raises(InvalidPiece, match="number from 0"):
        tell("first", position=10_000)
    with pytest.raises(InvalidPiece, match="before the first"):
        tell("first", starts="2026-11-30", ends="2026-11-29")


def test_signs_that_nobody_sees_are_left_out_and_lines_keep_their_beginning(write: Write):
    made = write(title={"en": " A\x00\n\u202eb "}, text={"en": "- a\r\n\t- b\x07 \n\n"})
    assert (made.title.read("en"), made.text.read("en")) == ("A b", "- a\n    - b")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a  \r\nb", "a  \nb"),
        ("a     \nb   ", "a  \nb"),
        ("a \nb\t\nc", "a\nb\nc"),
        ("a  \n\nb  \n  \n   \nc", "a\n\nb\n\n\nc"),
    ],
)
def test_two_spaces_break_a_line_and_others_at_its_end_are_left_out(typed: str, kept: str):
    assert clean_text(typed) == clean_text(kept) == kept


@time_machine.travel(NOON, tick=False)
def test_news_is_there_from_its_first_day_to_its_last(tell: Write):
    tell("tomorrow", starts="2026-12-01")
    tell("over", starts="2026-11-01", ends="2026-11-29")
    tell("last", starts="2026-11-02", ends="2026-11-30")
    tell("today")
    assert [row.key for row in queries.current_news()] == ["today", "last"]
    assert queries.public_piece(NEWS, "over").ends_on == date(2026, 11, 29)
    with pytest.raises(NoSuchPiece):
        queries.public_piece(NEWS, "tomorrow")
    assert queries.public_piece(NEWS, "today").starts_on == NOON.date()


def test_lists_are_paged_by_key(write: Write, tell: Write):
    for name in ("a", "b", "c"):
        write(name=name)
    for day in (1, 2, 2, 3):
        tell(f"n{Piece.objects.count()}", starts=f"2026-01-0{day}")
    assert _all(queries.readable_page, PAGE) == ["a", "b", "c"]
    assert _all(queries.readable_page, NEWS) == ["n6", "n5", "n4", "n3"]
    assert _all(queries.written_page, NEWS) == ["n6", "n5", "n4", "n3"]


def _all(page_of: Callable[..., queries.PiecePage], kind: PieceKind) -> list[str]:
    found, after = [], ""
    while True:
        page = page_of(kind, after=after, size=2)
        found += [row.key for row in page.rows]
        after = page.after
        if not after:
            return found


def test_those_who_write_find_the_newest_version_of_each(write: Write):
    write()
    write(text={"en": "Be kinder."}, publish=False)
    write(name="other", publish=False)
    rows = queries.written_page(PAGE).rows
    assert [(row.key, row.number, row.has_published) for row in rows] == [  # type: ignore[attr-defined]
        ("other", 1, False),
        ("house", 2, True),
    ]


@pytest.mark.parametrize("who", ["visitor", "member", "reviewer", "curator"])
def test_others_do_not_write(who: str, request: pytest.FixtureRequest, write: Write):
    by = VISITOR if who == "visitor" else request.getfixturevalue(who)
    write()
    write(text={"en": "Be kinder."}, publish=False)
    before = states()
    for attempt in (
        lambda: operations.save_draft(PAGE, "house", RULES, by=by),
        lambda: operations.publish_piece(PAGE, "house", by=by),
        lambda: operations.unpublish_piece(PAGE, "house", reason="No.", by=by),
        lambda: operations.discard_draft(PAGE, "house", by=by),
        lambda: operations.revert_piece(PAGE, "house", 1, by=by),
    ):
        with pytest.raises(Refused):
            attempt()
    assert states() == before


def test_a_curator_translates_into_the_draft(write: Write, curator: Person, member: Person):
    write()
    made = operations.translate_piece(PAGE, "house", "text", "ar", "كن لطيفًا.", by=curator)
    assert (made.number, made.state, made.made_by) == (2, "draft", curator.actor_id)
    assert made.text.versions["ar"].by == Maker.PERSON
    assert not made.text.is_stale("ar")
    assert "ar" not in queries.public_piece(PAGE, "house").text.versions
    with pytest.raises(Refused):
        operations.translate_piece(PAGE, "house", "text", "ar", "x", by=member)


def test_the_same_words_said_again_are_not_stale(write: Write):
    write()
    write(text={"en": "Be kinder."}, publish=False)
    made = operations.translate_piece(
        PAGE, "house", "text", "fr", "Soyez **aimables**.", by=OPERATOR
    )
    assert not made.text.is_stale("fr")


@pytest.mark.parametrize(
    ("field", "language"), [("text", "en"), ("place", "fr"), ("summary", "fr")]
)
def test_only_what_has_an_original_in_another_language_is_translated(
    write: Write, field: str, language: str
):
    write()
    with pytest.raises(InvalidPiece):
        operations.translate_piece(PAGE, "house", field, language, "x", by=OPERATOR)
    assert states() == [(1, "published")]
