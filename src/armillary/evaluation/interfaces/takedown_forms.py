"""The form for rights holders, and that of a curator's answer."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armillary.evaluation.interfaces.guarded_forms import GuardedForm
from armillary.evaluation.operations import Claim
from armillary.evaluation.operations.takedowns import (
    LONGEST_ADDRESS,
    LONGEST_ANSWER,
    LONGEST_CLAIM,
    LONGEST_NAME,
)


class TakedownForm(GuardedForm):
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
    SALT = "evaluation.takedown.form"
    SHOWN = (
        "resource", "name", "email", "on_behalf_of", "claim", "evidence", "is_name_public",
    )  # fmt: skip

    def __init__(self, sent: Any = None, *, resource: str = "") -> None:
        super().__init__(sent, resource=resource)
        for name in ("resource", "email", "evidence"):  # addresses, in pages of either direction
            self.fields[name].widget.attrs["dir"] = "ltr"
        self.fields["name"].widget.attrs |= {"autocomplete": "name", "dir": "auto"}
        self.fields["on_behalf_of"].widget.attrs["dir"] = "auto"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

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
