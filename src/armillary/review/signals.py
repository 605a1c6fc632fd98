"""News for the contexts above, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

reviews_restated = (
    Signal()
)  # ids: list[int] of reviews that became public, stopped being so or lost their name
