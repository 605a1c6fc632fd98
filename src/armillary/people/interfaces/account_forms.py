"""The forms of sign-in with our own words, so that they are complete in every interface language."""

from typing import Any

from allauth.account import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("New password"),
    "password2": _("The password again"),
    "oldpassword": _("Present password"),
    "remember": _("Stay signed in on this device"),
}
HINT = _("At least 12 characters; a few words in a row are easier to remember.")


class OurWords:
    """Puts our labels on the library's fields and takes its examples off them."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.help_text = HINT if name == "password1" else ""


class LoginForm(OurWords, forms.LoginForm):  # type: ignore[misc]
    """Address and password."""


class SignupForm(OurWords, forms.SignupForm):  # type: ignore[misc]
    """Address and a password, twice."""

    def try_save(self, request: HttpRequest) -> Any:
        """A taken address costs as much time as a free one, so that nobody can tell by the clock."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(OurWords, forms.AddEmailForm):  # type: ignore[misc]
    """A further address."""


class ChangePasswordForm(OurWords, forms.ChangePasswordForm):  # type: ignore[misc]
    """The old and the new password."""


class SetPasswordForm(OurWords, forms.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPasswordForm(OurWords, forms.ResetPasswordForm):  # type: ignore[misc]
    """The address of an account."""


class ResetPasswordKeyForm(OurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice."""


class ReauthenticateForm(OurWords, forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""
