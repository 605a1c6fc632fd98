"""The shape of what the desk sends; operations check whether it is true."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armillary.harvest.enums import SourceState
from armillary.harvest.interfaces.labels import KINDS
from armillary.harvest.models import ADDRESS_LENGTH, TITLE_LENGTH, Source
from armillary.vocabularies.queries import choices


def _languages() -> list[tuple[str, str]]:
    return [("", "–"), *choices("languages", get_language() or "en")]


class SourceForm(forms.Form):
    """A new source; its address is on the web, never a file of this machine."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    address = forms.URLField(label=_("Address"), max_length=2000, assume_scheme="https")
    name = forms.SlugField(
        label=_("Name"), max_length=80, help_text=_("Letters, digits and hyphens.")
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("What readers call it; the name if empty."),
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
    language = forms.ChoiceField(
        label=_("Language"),
        choices=_languages,
        required=False,
        help_text=_("Of texts that do not say which language they are in."),
    )
    trusted = forms.BooleanField(
        label=_("Trusted: list what passes the checks without asking"), required=False
    )


class SourceChangeForm(forms.Form):
    """What may be changed of a source; the set of a provider only."""

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("What readers call it; the name if empty."),
    )
    address = forms.CharField(label=_("Address"), max_length=ADDRESS_LENGTH)
    set = forms.CharField(
        label=_("Set"), max_length=200, required=False, help_text=_("All if empty.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=_languages,
        required=False,
        help_text=_("Of texts that do not say which language they are in."),
    )
    trusted = forms.BooleanField(
        label=_("Trusted: list what passes the checks without asking"), required=False
    )
    paused = forms.BooleanField(label=_("Paused: it is not harvested"), required=False)

    def __init__(self, sent: Any, *, source: Source) -> None:
        known = {
            "title": source.title,
            "address": source.address,
            "set": source.options.get("set", ""),
            "language": source.options.get("language", ""),
            "trusted": source.is_trusted,
            "paused": source.state == SourceState.PAUSED,
        }
        super().__init__(sent, initial=known)
        if source.kind != "oai":
            del self.fields["set"]
        self._offer(known["language"])

    def _offer(self, language: str) -> None:
        """The command line takes any language; the form must not lose it."""
        offered = _languages()
        if language not in dict(offered):
            offered.append((language, language))
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label,
            help_text=self.fields["language"].help_text,
            choices=offered,
            required=False,
        )

    def clean_address(self) -> str:
        """A file of this machine may stay what it is."""
        stated = str(self.cleaned_data["address"])
        if stated == self.initial["address"]:
            return stated
        return str(forms.URLField(assume_scheme="https").clean(stated))


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(choices=(("same", "same"), ("different", "different")))
