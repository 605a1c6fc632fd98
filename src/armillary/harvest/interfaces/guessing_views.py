"""What a curator says to a guess: use it, no, or perhaps after all."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from armillary.catalogue.queries import resource_by_public_id
from armillary.core.errors import ArmillaryError, InvalidInput
from armillary.harvest.operations import guessing
from armillary.people.interfaces.requests import person_of

VERDICTS: Final[dict[str, tuple[Callable[..., object], Promise]]] = {
    "use": (guessing.use_guess, gettext_lazy("Saved. No harvest will overwrite this field.")),
    "no": (guessing.turn_down_guess, gettext_lazy("This guess is not shown any more.")),
    "again": (guessing.reconsider_guess, gettext_lazy("This guess is shown again.")),
}


@require_POST
@login_required
def judge(request: HttpRequest, public_id: str) -> HttpResponse:
    resource = resource_by_public_id(public_id)
    action, done = _verdict(request.POST.get("verdict", ""))
    field, value = request.POST.get("field", ""), request.POST.get("value", "")
    try:
        action(resource, field, value, by=person_of(request))
    except ArmillaryError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(done))
    return redirect("evaluation:resource", resource.public_id)


def _verdict(name: str) -> tuple[Callable[..., object], Promise]:
    if name not in VERDICTS:
        raise InvalidInput(_("This is no decision. Go back and choose one of the buttons."))
    return VERDICTS[name]
