"""Shapes of the desk's pages on learning platforms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AddressField(forms.CharField):
    """An address of a platform, written from left to right whatever the page is."""

    widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"})


class PlatformForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("As administrators call it.")
    )
    issuer = AddressField(label=_("Issuer (platform id)"))
    client_id = forms.CharField(label=_("Client id"), max_length=255)
    login_address = AddressField(label=_("Authentication request address"))
    keys_address = AddressField(label=_("Public key set address"))
    deployments = forms.CharField(
        label=_("Deployment ids"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("With commas between them."),
    )
    origins = AddressField(
        label=_("Where its pages stand, if elsewhere"),
        required=False,
        help_text=_(
            "Addresses with commas between them. Only pages of the platform may show ours inside."
        ),
    )


class DeploymentForm(forms.Form):
    deployment_id = forms.CharField(label=_("Deployment id"), max_length=255)
