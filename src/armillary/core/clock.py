"""One clock, so that tests can hold it and every time is UTC."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
