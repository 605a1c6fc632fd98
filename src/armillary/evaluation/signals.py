"""News for the contexts above, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

resources_checked = Signal()  # ids: list[int] whose report is new or changed
reviews_published = Signal()  # ids: list[int] of resources whose public reviews changed
links_restated = Signal()  # ids: list[int] of resources whose addresses have another standing
