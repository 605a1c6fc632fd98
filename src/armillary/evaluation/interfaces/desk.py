"""What the screens of the desk share: the reader's language, and errors said on the page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language

from armillary.core.errors import ArmillaryError


def reader_language() -> str:
    return get_language() or "en"


def attempt(request: HttpRequest, action: Callable[[], object], done: str) -> bool:
    """Do it and say so, or say why not; a form on a page is better answered there."""
    try:
        action()
    except ArmillaryError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True
