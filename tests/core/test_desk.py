from collections.abc import Iterator

import pytest

from armillary.core import desk
from armillary.core.desk import DeskEntry, entries_for, register_desk_entry


@pytest.fixture(autouse=True)
def _empty_desk() -> Iterator[None]:
    before = list(desk.ENTRIES)
    desk.ENTRIES.clear()
    yield
    desk.ENTRIES[:] = before


def everyone(_actor: object) -> bool:
    return True


def nobody(_actor: object) -> bool:
    return False


def test_a_person_sees_the_screens_they_may_use_by_position():
    register_desk_entry(DeskEntry("Account", "people:account", everyone, 900))
    register_desk_entry(DeskEntry("Secrets", "people:people", nobody, 1))
    register_desk_entry(DeskEntry("People", "people:people", everyone, 100))
    assert entries_for(object()) == [("/desk/people/", "People"), ("/desk/account/", "Account")]
