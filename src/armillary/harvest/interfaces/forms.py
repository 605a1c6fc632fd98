"""The shape of what the desk sends; operations check whether it is true."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.harvest.enums import Schedule, SourceState
from armillary.harvest.kinds import kind_of
from armillary.harvest.listing import Option
from armillary.harvest.models import ADDRESS_LENGTH, TITLE_LENGTH, Source
from armillary.harvest.operations.sources import MOST_DAYS
from armillary.harvest.operations.suspicions import VERDICTS

LONGEST_OPTION: Final = 20_000
EMPTY: Final = ("", "–")
LAST: Final = ("schedule", "relist_days", "trusted", "only_stem", "ask_before_merging", "paused")


def _schedule() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Harvest"),
        choices=Schedule.choices,
        required=False,
        help_text=_("The first time in a moment, then at the same time again."),
    )


def _only_stem() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("It offers other things too: ask before listing what is not about STEM"),
        required=False,
    )


def _ask_before_merging() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Ask before merging: no machine joins what it brings with something else"),
        required=False,
    )


class SourceForm(forms.Form):
    """A new source of one kind; its address is on the web, never a file of this machine."""

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
    schedule = _schedule()
    trusted = forms.BooleanField(
        label=_("Trusted: list what passes the checks without asking"), required=False
    )
    only_stem = _only_stem()
    ask_before_merging = _ask_before_merging()

    def __init__(self, sent: Any, *, kind: str) -> None:
        super().__init__(sent)
        self.fields["address"].help_text = kind_of(kind).hint
        _add_options(self, kind, {})


class SourceChangeForm(forms.Form):
    """What may be changed of a source."""

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("What readers call it; the name if empty."),
    )
    address = forms.CharField(label=_("Address"), max_length=ADDRESS_LENGTH)
    schedule = _schedule()
    relist_days = forms.IntegerField(
        label=_("Days between two whole lists"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_(
            "What a source has deleted without a word is found when its whole list is gone through. "
            "0 if never."
        ),
    )
    trusted = forms.BooleanField(
        label=_("Trusted: list what passes the checks without asking"), required=False
    )
    only_stem = _only_stem()
    ask_before_merging = _ask_before_merging()
    paused = forms.BooleanField(label=_("Paused: it is not harvested"), required=False)

    def __init__(self, sent: Any, *, source: Source) -> None:
        known = {
            "title": source.title,
            "address": source.address,
            "schedule": source.schedule,
            "relist_days": source.relist_days,
            "trusted": source.is_trusted,
            "only_stem": source.only_stem,
            "ask_before_merging": source.asks_before_merging,
            "paused": source.state != SourceState.ACTIVE,
        }
        super().__init__(sent, initial=known)
        self.fields["address"].required = bool(source.address)  # submissions have none
        if not kind_of(source.kind).is_incremental:
            del self.fields["relist_days"]  # every run goes through the whole list
        _add_options(self, source.kind, source.options)

    def clean_address(self) -> str:
        """A file of this machine may stay what it is."""
        stated = str(self.cleaned_data["address"])
        if stated == self.initial["address"]:
            return stated
        return str(forms.URLField(assume_scheme="https").clean(stated))


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(choices=[(name, name) for name in VERDICTS])


def _add_options(form: forms.Form, kind: str, known: Mapping[str, Any]) -> None:
    """A field for each option of the kind, before the ticks at the end."""
    for option in kind_of(kind).options:
        value = str(known.get(option.name, ""))
        form.fields[option.name] = _field(option, value)
        form.initial[option.name] = value
    form.order_fields([name for name in form.fields if name not in LAST] + list(LAST))


def _field(option: Option, value: str) -> forms.Field:
    common: dict[str, Any] = {
        "label": option.label,
        "help_text": option.help,
        "required": option.is_required,
    }
    if option.choices is None:
        widget = forms.Textarea if option.is_long else forms.TextInput
        return forms.CharField(max_length=LONGEST_OPTION, widget=widget, **common)
    offered = [EMPTY, *option.choices()]
    if value not in dict(offered):  # the command line takes more; the form must not lose it
        offered.append((value, value))
    return forms.ChoiceField(choices=offered, **common)
