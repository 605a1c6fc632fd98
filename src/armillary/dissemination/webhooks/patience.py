"""When a delivery that failed is tried again, and when no more."""

import random
from datetime import timedelta
from typing import Final

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)

# After the first failure, the second and so on; some three days altogether.
DELAYS: Final = (
    *(1 * _MINUTE, 5 * _MINUTE, 30 * _MINUTE),
    *(2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
)
LONGEST: Final = timedelta(days=1)  # that a receiver may ask us to wait


def delay_after(failures: int, *, asked: float = 0.0) -> timedelta | None:
    """How long to wait after so many failures in a row, not exactly, so that many who failed at once
    are not tried at once; at least for as many seconds as the receiver asked for, within reason. None
    where patience is at an end."""
    if failures > len(DELAYS):
        return None
    about = DELAYS[failures - 1] * random.uniform(0.9, 1.1)  # noqa: S311  (no secret)
    return max(about, min(timedelta(seconds=asked), LONGEST))
