from collections.abc import Iterator

import pytest

from armillary.core import desk
from armillary.core.desk import (
    DeskEntry,
    InboxRow,
    Waiting,
    add_inbox,
    entries_for,
    inboxes_for,
    register_desk_entry,
)
from armillary.core.remembering import remembering
from armillary.people.actors import OPERATOR


@pytest.fixture(autouse=True)
def _empty_desk() -> Iterator[None]:
    entries, inboxes = list(desk.ENTRIES), list(desk.INBOXES)
    desk.ENTRIES.clear()
    desk.INBOXES.clear()
    yield
    desk.ENTRIES[:], desk.INBOXES[:] = entries, inboxes


def everyone(_actor: object) -> bool:
    return True


def nobody(_actor: object) -> bool:
    return False


def test_a_person_sees_the_screens_they_may_use_by_position():
    register_desk_entry(DeskEntry("Account", "people:account", everyone, 900))
    register_desk_entry(DeskEntry("Secrets", "people:people", nobody, 1))
    register_desk_entry(DeskEntry("People", "people:people", everyone, 100))
    assert entries_for(object()) == [("/desk/people/", "People"), ("/desk/account/", "Account")]


def test_how_much_waits_stands_beside_the_name_and_is_not_asked_for_others():
    add_inbox("people", "People", "people:people", everyone, lambda: Waiting(3), 1)
    add_inbox("account", "Account", "people:account", everyone, lambda: Waiting(0), 2)
    add_inbox("secrets", "Secrets", "portal:home", nobody, never, 3)
    assert entries_for(object()) == [
        ("/desk/people/", "People (3)"), ("/desk/account/", "Account")
    ]  # fmt: skip


def never() -> Waiting:
    raise AssertionError


def test_inboxes_are_shown_to_who_may_decide_there_empty_ones_too_in_the_order_of_the_menu():
    add_inbox("account", "Account", "people:account", everyone, lambda: Waiting(0), 2)
    add_inbox("people", "People", "people:people", everyone, lambda: Waiting(999, True), 1)
    add_inbox("secrets", "Secrets", "portal:home", nobody, never, 3)
    assert inboxes_for(object()) == [
        InboxRow("people", "People", "/desk/people/", Waiting(999, True)),
        InboxRow("account", "Account", "/desk/account/", Waiting(0)),
    ]
    assert str(Waiting(999, True)) == "999+"


def test_machine_sees_every_inbox():
    add_inbox("secrets", "Secrets", "portal:home", nobody, lambda: Waiting(1), 3)
    assert [row.key for row in inboxes_for(OPERATOR)] == ["secrets"]


def test_what_waits_is_counted_once_while_a_page_is_made():
    asked = []

    def count() -> Waiting:
        asked.append(1)
        return Waiting(len(asked))

    add_inbox("people", "People", "people:people", everyone, count, 1)
    with remembering():
        assert entries_for(object()) == [("/desk/people/", "People (1)")]
        assert inboxes_for(object())[0].waiting == Waiting(1)
    assert inboxes_for(object())[0].waiting == Waiting(2)
