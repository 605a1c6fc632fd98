"""The form for rights holders, and what keeps machines off it without a script or a riddle: a field
that people do not see, and a moment within which nobody reads and fills the rest."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core import signing
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armillary.evaluation.operations import Claim
from armillary.evaluation.operations.takedowns import (
    LONGEST_ADDRESS,
    LONGEST_ANSWER,
    LONGEST_CLAIM,
    LONGEST_NAME,
)

SOONEST: Final = timedelta(seconds=4)
LATEST: Final = timedelta(days=2)
SALT: Final = "evaluation.takedown.form"

STALE = _("This page was open for too long. Please send it once more.")
TOO_SOON = _("That was very quick. Please wait a few seconds, then send it again.")
FILLED = _(
    "A field that is hidden from people was filled. It is empty again: please send it again."
)


class TakedownForm(forms.Form):
    """Who asks, for what, and by what right."""

    resource = forms.CharField(
        label=_("The resource"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Its id, or the address of its page here."),
    )
    name = forms.CharField(label=_("Your name"), max_length=LONGEST_NAME)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a link there; your request counts when you have opened it."),
    )
    on_behalf_of = forms.CharField(
        label=_("On whose behalf"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("The person or organisation that holds the right, if it is not you."),
    )
    claim = forms.CharField(
        label=_("What right is it, and how does the resource violate it?"),
        max_length=LONGEST_CLAIM,
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
    )
    evidence = forms.URLField(
        label=_("Address of evidence"),
        max_length=LONGEST_ADDRESS,
        required=False,
        assume_scheme="https",
        help_text=_("For example where the original was published."),
    )
    is_name_public = forms.BooleanField(
        label=_("My name may stand in the public record of answered requests"), required=False
    )
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    SHOWN = (
        "resource", "name", "email", "on_behalf_of", "claim", "evidence", "is_name_public",
    )  # fmt: skip

    def __init__(self, sent: Any = None, *, resource: str = "") -> None:
        stamped = {"resource": resource, "stamp": signing.TimestampSigner(salt=SALT).sign("form")}
        super().__init__(sent, initial=stamped)
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}
        for name in ("resource", "email", "evidence"):  # addresses, in pages of either direction
            self.fields[name].widget.attrs["dir"] = "ltr"
        self.fields["name"].widget.attrs |= {"autocomplete": "name", "dir": "auto"}
        self.fields["on_behalf_of"].widget.attrs["dir"] = "auto"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self._put("website", "")
            raise forms.ValidationError(FILLED)
        self._check_stamp(str(cleaned.get("stamp", "")))
        return cleaned

    def _check_stamp(self, stamp: str) -> None:
        signer = signing.TimestampSigner(salt=SALT)
        try:
            signer.unsign(stamp, max_age=LATEST)
        except signing.BadSignature as error:
            self._put("stamp", signer.sign("form"))
            raise forms.ValidationError(STALE) from error
        try:
            signer.unsign(stamp, max_age=SOONEST)
        except signing.SignatureExpired:
            return
        raise forms.ValidationError(TOO_SOON)

    def _put(self, name: str, value: str) -> None:
        """What the form shows when it comes back."""
        self.data = {**dict(self.data.items()), name: value}

    def shown(self) -> list[forms.BoundField]:
        """What people see of it, in order."""
        return [self[name] for name in self.SHOWN]

    def sent_claim(self) -> Claim:
        """What was sent, in the language of the page."""
        values = {name: self.cleaned_data[name] for name in self.SHOWN}
        return Claim(**values, language=get_language() or "en")


class AnswerForm(forms.Form):
    """A curator's answer."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        help_text=_("The claimant gets these words, and they stand in the public record."),
    )
