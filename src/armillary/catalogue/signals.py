"""News for the contexts above, sent inside the transaction that makes it: receivers only enqueue,
and an enqueued task exists exactly if the transaction is committed."""

from django.dispatch import Signal

resources_described = Signal()  # ids: list[int] whose facts are new or changed
resources_restated = Signal()  # ids: list[int] listed, withdrawn, merged or parted
resources_touched = Signal()  # ids: list[int] of which something beside the facts is another now
collections_restated = Signal()  # ids: list[int] in other published collections than before
resources_merged = Signal()  # merge: int that was made
resources_parted = Signal()  # merge: int that was undone
