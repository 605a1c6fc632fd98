"""Shapes of the pages on persons. Whether a thing may be done is the operation's to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.core.languages import ENDONYMS
from armillary.people.enums import Role

GRANTABLE = [choice for choice in Role.choices if choice[0] != Role.MEMBER]


class GrantForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=GRANTABLE)


DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("A year")), ("", _("Until I take it back")))


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("The program or the machine that will use it."),
    )
    days = forms.TypedChoiceField(
        label=_("Good for"), choices=DAYS, coerce=int, empty_value=None, required=False, initial=90
    )
    may_write = forms.BooleanField(
        label=_("It may write, too: whatever I may do, it may do"), required=False
    )


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        help_text=_("As others see it, for example beside a review."),
    )
    language = forms.ChoiceField(
        label=_("Language of messages to you"), choices=list(ENDONYMS.items())
    )
