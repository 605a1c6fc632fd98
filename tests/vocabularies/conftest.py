from collections.abc import Iterator

import pytest

from armillary.vocabularies.naming import forget_names
from armillary.vocabularies.table import forget_tables


@pytest.fixture(autouse=True)
def _fresh_tables() -> Iterator[None]:
    """What a test imports is rolled back, so nothing of it may be kept in memory."""
    forget_tables()
    forget_names()
    yield
    forget_tables()
    forget_names()
