"""News of harvests, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

run_finished = Signal()  # run: int
run_compared = Signal()  # source: int, run: int whose changes were compared with everything else
suspicions_restated = Signal()  # ids: list[int] of resources with suspicions found or settled
trust_changed = Signal()  # source: int, trusted: bool
