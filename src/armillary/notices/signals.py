"""Sent inside the transaction that writes a notice; the receiver enqueues its delivery."""

from django.dispatch import Signal

notice_written = Signal()  # notice_id: int
