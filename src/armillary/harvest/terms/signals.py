"""News of decisions on unknown values, sent inside their transaction: receivers only enqueue."""

from django.dispatch import Signal

terms_decided = Signal()  # ids: list[int] of terms whose records are to be described anew
