"""Where platforms begin a launch, read our keys and register. What a launch then opens is the portal's."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from armillary.core.errors import ArmillaryError
from armillary.dissemination.interfaces.lti_answers import answered_for, framed, refused
from armillary.dissemination.lti.addresses import register_address
from armillary.dissemination.lti.keys import key_set
from armillary.dissemination.lti.launches import begin_login
from armillary.dissemination.lti.queries import registration_at_login
from armillary.dissemination.lti.registering import check_invitation, register_platform
from armillary.dissemination.lti.talking import checked, is_fit, origin

HOUR = 3_600


@csrf_exempt  # comes from the platform; the state that it begins is what guards the launch
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Third-party initiated login: keep a secret in the browser, and go and ask the platform."""
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    stated = {name: str(value) for name, value in asked.items()}
    try:
        registration = registration_at_login(stated.get("iss", ""), stated.get("client_id", ""))
    except ArmillaryError as error:
        return refused(request, error)

    def answer() -> HttpResponse:
        begun = begin_login(stated)
        context = {"login": begun, "origin": origin(registration.login_address)}
        return framed(
            request, "dissemination/lti/login.html", context, origins=registration.origins
        )

    return answered_for(request, registration, answer)


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(key_set())
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@csrf_exempt  # no cookie stands for anybody here; the invitation does
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """`GET` only asks, so that whatever looks at addresses ahead of people does not use the invitation
    up; `POST` connects the platform."""
    stated = request.POST if request.method == "POST" else request.GET
    invitation, token = stated.get("invitation", ""), stated.get("registration_token", "")
    try:
        check_invitation(invitation)
        configuration = checked(stated.get("openid_configuration", ""))
    except ArmillaryError as error:
        return refused(request, error)
    pages = _pages(request)
    origins = [origin(configuration), *([pages] if pages else [])]
    context: dict[str, object] = {
        "invitation": invitation,
        "registration_token": token,
        "configuration": configuration,
        "platform": origin(configuration),
        "pages": pages,
        "action": register_address(),
    }
    if request.method == "POST":
        try:
            made = register_platform(
                invitation,
                configuration=configuration,
                registration_token=token,
                pages=pages,
            )
        except ArmillaryError as error:
            return refused(request, error, origins=origins)
        context = {"registration": made, "has_deployment": made.deployments.exists()}
    return framed(request, "dissemination/lti/register.html", context, origins=origins)


def _pages(request: HttpRequest) -> str:
    """The origin of the platform's page that shows ours, which may be another than that of its
    addresses. Whoever holds the invitation says it; it gives nothing more away than that does."""
    stated = request.POST.get("pages", "")
    if request.method != "POST":
        stated = request.headers.get("Referer", "")
    return origin(stated) if is_fit(stated) else ""
