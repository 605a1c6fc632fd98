"""Where the shared data and suites lie, beside this checkout; tests that need them skip without."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared data and suites do not lie beside this checkout"
)
