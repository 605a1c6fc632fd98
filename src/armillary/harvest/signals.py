"""News of harvests, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

run_finished = Signal()  # run: int
