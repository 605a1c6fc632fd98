"""What is kept of the database while a whole table is read once."""

import pytest
from django.db import connection

from armillary.core.memory import few_pages_kept

pytestmark = pytest.mark.django_db


def kept() -> tuple[int, ...]:
    found = []
    with connection.cursor() as cursor:
        for name in ("cache_size", "mmap_size"):
            cursor.execute(f"PRAGMA {name}")
            found.append(cursor.fetchone()[0])
    return tuple(found)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps pages in the process")
def test_few_pages_are_kept_for_as_long_as_it_takes_and_no_longer():
    before = kept()
    with few_pages_kept():
        assert kept() == (-4096, 0) != before
    assert kept() == before
    with pytest.raises(ZeroDivisionError), few_pages_kept():
        raise ZeroDivisionError
    assert kept() == before
