"""The form of a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.dissemination.webhooks.enums import EventType
from armillary.dissemination.webhooks.operations import LONGEST_ADDRESS, LONGEST_NAME


class WebhookForm(forms.Form):
    """Whom to tell, and of what."""

    address = forms.CharField(
        label=_("Address"),
        help_text=_("Where events are sent, over https."),
        max_length=LONGEST_ADDRESS,
        widget=forms.URLInput({"dir": "ltr", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("For you. Without one it is called by its host."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events"), choices=EventType.choices, widget=forms.CheckboxSelectMultiple
    )
