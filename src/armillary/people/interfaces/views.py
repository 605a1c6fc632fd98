"""The desk's pages on persons, and everyone's own account."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.core.clock import now
from armillary.core.errors import ArmillaryError, InvalidInput, Refused, require
from armillary.people import operations, queries, rules
from armillary.people.enums import Role
from armillary.people.interfaces.forms import GrantForm, ProfileForm, TokenForm
from armillary.people.interfaces.requests import person_of
from armillary.people.tokens import operations as tokens_operations
from armillary.people.tokens.queries import tokens_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def people(request: HttpRequest) -> HttpResponse:
    require(rules.may_grant(person_of(request)))
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = queries.person_by_email(form.cleaned_data["email"])
            operations.grant_role(person, Role(form.cleaned_data["role"]), by=person_of(request))
        except ArmillaryError as error:
            form.add_error("email", error.message)
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:people")
    context = {"form": form, "people": queries.people_with_roles()}
    return render(request, "people/people.html", context)


@require_POST
@login_required
def revoke(request: HttpRequest) -> HttpResponse:
    require(rules.may_grant(person_of(request)))
    role = request.POST.get("role", "")
    if role not in Role:
        raise InvalidInput(_("There is no such role."))
    person = queries.person_by_public_id(request.POST.get("person", ""))
    operations.revoke_role(person, Role(role), by=person_of(request))
    messages.success(request, _("The role is taken away."))
    is_own = person == request.user and role == Role.ADMINISTRATOR
    return redirect("evaluation:desk" if is_own else "people:people")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = ProfileForm(
        request.POST or None, initial={"name": person.name, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        operations.edit_profile(person, **form.cleaned_data, by=person)
        messages.success(request, _("Your account is changed."))
        return redirect("people:account")
    context = {"form": form, "roles": queries.roles_of(person)}
    return render(request, "people/account.html", context)


@require_safe
@login_required
def personal_data(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(queries.personal_data_of(person_of(request)))
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens, and a form for another. A new secret is on the page that answers the form, and
    never again."""
    person = person_of(request)
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = tokens_operations.create_token(person, **form.cleaned_data, by=person)
        except ArmillaryError as error:
            form.add_error("name", error.message)
        else:
            form = TokenForm()
    context = {"form": form, "tokens": tokens_of(person), "made": made, "now": now()}
    return render(request, "people/tokens.html", context)


@require_POST
@login_required
def revoke_token(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    tokens_operations.revoke_token(person, request.POST.get("token", ""), by=person)
    messages.success(request, _("The token is taken back."))
    return redirect("people:tokens")


@require_POST
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    is_sure = request.POST.get("sure") == "yes"
    if not is_sure or not _is_own_password(request):
        messages.error(request, _("Nothing was erased: give your password and tick the box."))
        return redirect("people:account")
    logout(request)
    operations.erase_person(person, by=person)
    messages.success(request, _("Your account is erased."))
    return redirect("portal:home")


def _is_own_password(request: HttpRequest) -> bool:
    """Guesses count like those at sign-in, and together with them."""
    password = request.POST.get("password", "")
    try:
        return bool(get_adapter(request).reauthenticate(person_of(request), password))
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
