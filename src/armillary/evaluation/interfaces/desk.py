"""What the screens of the desk share: the reader's language, errors said on the page, the way back, and
the button that undoes what was just decided."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from armillary.core.errors import ArmillaryError
from armillary.core.templatetags.components import UNDO


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


def say_decided(request: HttpRequest, said: str, *, decision: str) -> None:
    """Say so on the next page, beside a button that undoes the whole decision."""
    messages.success(request, said, extra_tags=UNDO + decision)


def go_back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page that a form stood on, if it is one of ours."""
    stated = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(stated, allowed_hosts=None)
    return redirect(stated if is_ours and stated else reverse(otherwise))
