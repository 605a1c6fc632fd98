"""News for the contexts above, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

scheme_imported = Signal()  # key: str of a vocabulary that is new or has changed
