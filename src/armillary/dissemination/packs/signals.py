"""News of packs, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

release_asked = Signal()  # pack: int of which somebody wants a release
