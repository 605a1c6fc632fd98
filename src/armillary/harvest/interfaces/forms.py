"""The shape of what the desk sends; operations check whether it is true."""

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = (
    ("oai", _("OAI-PMH provider")),
    ("sitemap", _("Sitemap")),
    ("page", _("Single web page")),
    ("table", _("Table (CSV, Excel, JSON)")),
)


class SourceForm(forms.Form):
    """A new source; its address is on the web, never a file of this machine."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    address = forms.URLField(label=_("Address"), max_length=2000, assume_scheme="https")
    name = forms.SlugField(
        label=_("Name"), max_length=80, help_text=_("Letters, digits and hyphens.")
    )
    set = forms.CharField(
        label=_("Set"), max_length=200, required=False, help_text=_("OAI-PMH only, optional.")
    )
    metadata_format = forms.CharField(
        label=_("Metadata format"),
        max_length=60,
        required=False,
        help_text=_("OAI-PMH only; oai_dc if empty."),
    )
    language = forms.CharField(
        label=_("Language"),
        max_length=20,
        required=False,
        help_text=_("Of texts that do not say which language they are in, such as fr."),
    )
    trusted = forms.BooleanField(
        label=_("Trusted: list what passes the checks without asking"), required=False
    )


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(choices=(("same", "same"), ("different", "different")))
