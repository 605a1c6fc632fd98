"""The indexer that `armillary serve` runs: it drains the outbox until told to stop."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections

from armillary.search.operations import drain_outbox

logger = logging.getLogger(__name__)

PAUSE = 0.5
PAUSE_AFTER_FAILURE = 5.0


def run_indexer(until: Callable[[], bool], *, pause: float = PAUSE) -> None:
    """Drain again and again. A failure is logged and tried again; a held lock is left alone."""
    while not until():
        time.sleep(pause if _drain_once() else PAUSE_AFTER_FAILURE)


def _drain_once() -> bool:
    close_old_connections()
    try:
        drain_outbox()
    except (DatabaseError, OSError, ValueError):
        logger.exception("The index could not be brought up to date; trying again.")
        return False
    return True
