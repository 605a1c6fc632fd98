"""What a learning platform opens: the page to pick from, and what was picked. No session and no cookie: a
launch is guarded by its own token, and what follows it by a ticket that stands signed in the form."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.catalogue.errors import Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.public import public_resource
from armillary.core.errors import ArmillaryError
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination.interfaces.lti_answers import answered_for, framed, refused
from armillary.dissemination.lti.addresses import launch_address, resource_address
from armillary.dissemination.lti.errors import InvalidPick, LaunchRefused
from armillary.dissemination.lti.launches import Launch, open_launch, read_launch
from armillary.dissemination.lti.models import LtiRegistration
from armillary.dissemination.lti.picking import MOST, Ticket, answer_pick, read_ticket
from armillary.dissemination.lti.queries import open_registration
from armillary.dissemination.lti.states import LaunchState, read_state
from armillary.dissemination.lti.talking import origin
from armillary.portal.lti_pick import PickPage, pick_page, reworded
from armillary.portal.lti_resource import framed_resource


@csrf_exempt  # comes from the platform; its signature and the state guard it
@require_http_methods(["GET", "HEAD", "POST"])
def launch(request: HttpRequest) -> HttpResponse:
    """First the platform's token, then the same with what the browser kept, or with a press of a
    button: only our own page can send that."""
    try:
        if request.method != "POST":
            raise LaunchRefused(_("This opens from a course of a learning platform only."))
        state = read_state(request.POST.get("state", ""))
        registration = open_registration(state.registration)
    except ArmillaryError as error:
        return refused(request, error)
    return answered_for(request, registration, lambda: _launched(request, state, registration))


def _launched(
    request: HttpRequest, state: LaunchState, registration: LtiRegistration
) -> HttpResponse:
    if "error" in request.POST:
        raise LaunchRefused(
            _("%(platform)s has not let you in. Sign in there, and open it from the course again.")
            % {"platform": registration.name}
        )
    token = request.POST.get("id_token", "")
    found = read_launch(state, token)
    if request.POST.get("step") != "open" or not _is_from_here(request):
        return _asked_for_proof(request, found, state, token)
    return answered_for(
        request, registration, lambda: _opened(request, found, state), language=found.language
    )


def _opened(request: HttpRequest, found: Launch, state: LaunchState) -> HttpResponse:
    registration = found.registration
    open_launch(found, state, secret=request.POST.get("secret", ""))
    if found.ticket:
        return _picking(request, registration, found.ticket, pick_page(found.ticket))
    if not found.public_id:
        raise LaunchRefused(
            _("Nothing has been picked for this place of the course yet. Its teacher can do that.")
        )
    seen = {"platform": registration.public_id, "language": found.language}
    return HttpResponseRedirect(
        f"{resource_address(found.public_id)}?{urlencode(seen)}", status=303
    )


def _asked_for_proof(
    request: HttpRequest, found: Launch, state: LaunchState, token: str
) -> HttpResponse:
    context = {
        "platform": found.registration,
        "state": state,
        "token": request.POST["state"],
        "id_token": token,
        "origin": origin(found.registration.login_address),
        "action": launch_address(),
    }
    return framed(
        request,
        "dissemination/lti/launch.html",
        context,
        origins=found.registration.origins,
        language=found.language,
    )


def _is_from_here(request: HttpRequest) -> bool:
    """Was the form on a page of ours? Browsers say so, and no page of others can make them lie."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    return request.headers.get("Origin") == origin(settings.BASE_URL)


@csrf_exempt  # the signed ticket is what guards it; there is no cookie that could be misused
@require_POST
def pick(request: HttpRequest) -> HttpResponse:
    """Search on, tick, and at the end answer the platform."""
    try:
        ticket, registration = read_ticket(request.POST.get("ticket", ""))
    except ArmillaryError as error:
        return refused(request, error)
    return answered_for(
        request,
        registration,
        lambda: _picked(request, ticket, registration),
        language=ticket.language,
    )


def _picked(request: HttpRequest, ticket: Ticket, registration: LtiRegistration) -> HttpResponse:
    asked = request.POST
    ticked = list(dict.fromkeys(asked.getlist("chosen")))[: MOST * 2]
    kind, query, message = asked.get("kind", ""), asked.get("here", ""), ""
    if "add" in asked:
        try:
            return _returning(request, ticket, registration, ticked, kind)
        except InvalidPick as error:
            message = error.message
    elif "go" in asked:
        query = asked["go"]
    else:
        query = reworded(query, asked.get("q", ""))
    page = pick_page(ticket, query=query, ticked=ticked, kind=kind, message=message)
    return _picking(request, registration, ticket, page)


def _picking(
    request: HttpRequest, registration: LtiRegistration, ticket: Ticket, page: PickPage
) -> HttpResponse:
    return framed(
        request,
        "portal/lti_pick.html",
        {"pick": page, "page": page.page},
        origins=registration.origins,
        language=ticket.language,
        status=400 if page.message else 200,
    )


def _returning(
    request: HttpRequest,
    ticket: Ticket,
    registration: LtiRegistration,
    ticked: Sequence[str],
    kind: str,
) -> HttpResponse:
    answer = answer_pick(ticket, registration, ticked, kind=kind)
    # Browsers hold a form to its policy on redirects, too: platforms send one on to a page of theirs.
    targets = dict.fromkeys([origin(answer.address), *registration.origins])
    return framed(
        request,
        "dissemination/lti/returning.html",
        {"answer": answer},
        origins=registration.origins,
        language=ticket.language,
        policy={"form-action": " ".join(targets)},
    )


@require_safe
def resource(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/lti/resources/<id>/`: a resource inside of a course. It is public, so that nothing is asked;
    the platform only says who may frame it."""
    stated = request.GET.get("language", "en")
    language = stated if stated in INTERFACE_LANGUAGES else "en"
    origins: list[str] = []
    if number := request.GET.get("platform", ""):
        try:
            origins = open_registration(number).origins
        except ArmillaryError as error:
            return refused(request, error, language=language)
    return _framed_resource(request, public_id, origins, language)


def _framed_resource(
    request: HttpRequest, public_id: str, origins: Sequence[str], language: str
) -> HttpResponse:
    try:
        with override(language):
            page = framed_resource(_offered(public_id), language)
    except ArmillaryError as error:
        return refused(request, error, origins=origins, language=language)
    return framed(
        request, "portal/lti_resource.html", {"page": page}, origins=origins, language=language
    )


def _offered(public_id: str) -> Resource:
    try:
        return public_resource(public_id)
    except Withdrawn as error:
        raise Withdrawn(
            _("This resource has been withdrawn: %(reason)s") % {"reason": error.message}
        ) from error
