"""The one form of a list that is more than its entries."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.lists.entries import LONGEST_TITLE


class TitleForm(forms.Form):
    """What a list is called."""

    title = forms.CharField(
        label=_("Title of the list"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput({"dir": "auto"}),
    )
