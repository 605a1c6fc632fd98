"""News of submissions, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

changes_asked = Signal()  # submission: int, a curator wants it changed
