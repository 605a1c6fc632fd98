"""The forms of a saved search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.dissemination.enums import HowOften
from armillary.dissemination.searches.operations import LONGEST_NAME


class SearchForm(forms.Form):
    """What a saved search is called, and how often its owner wants mail about it."""

    name = forms.CharField(
        label=_("Name of the search"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"dir": "auto"}),
    )
    how_often = forms.ChoiceField(
        label=_("Mail about what is new"), choices=HowOften.choices, initial=HowOften.NEVER
    )
