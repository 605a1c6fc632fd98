"""The forms of the inbox of unknown values: shape only; operations check whether it is true."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from armillary.harvest.models import Source
from armillary.harvest.terms.vocabulary import Group

NUMBER: Final = r"[0-9]{1,18}"
NOTHING_CHOSEN: Final = ("", "–")
EVERYWHERE: Final = ("", _("everywhere"))


class NumbersField(forms.TypedMultipleChoiceField):
    """Ids of rows, of whatever page they were on; whether they exist is looked up later."""

    def __init__(self, **more: Any) -> None:
        super().__init__(coerce=int, empty_value=[], required=False, **more)

    def valid_value(self, value: str) -> bool:
        return value.isdecimal() and len(value) <= 18


class DecideForm(forms.Form):
    """What the ticked values mean, or, by the buttons beside a value, what that one means."""

    term = NumbersField()
    one = forms.RegexField(rf"^{NUMBER}:.*$", required=False, max_length=250)  # id:key, id: nothing
    key = forms.ChoiceField(label=_("Term of the vocabulary"), required=False)
    holds_for = forms.ChoiceField(
        label=_("What is decided here holds"), required=False, widget=forms.RadioSelect
    )

    def __init__(
        self, sent: Any, *, groups: Sequence[Group], sources: Mapping[Source, int], holds_for: str
    ) -> None:
        """A decision can hold for each of `sources` alone; so many of its records have the value,
        where that is known."""
        super().__init__(sent, initial={"holds_for": holds_for})
        self.groups = groups
        self._offer("key", [NOTHING_CHOSEN, *_options(groups)])
        self._offer("holds_for", [EVERYWHERE, *_alone(sources)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        offered = self.fields[name]
        assert isinstance(offered, forms.ChoiceField)  # noqa: S101  (both are)
        offered.choices = choices

    @property
    def ticked(self) -> set[str]:
        """Those that stay ticked on a form that comes back."""
        return set(self["term"].data or ()) if self.is_bound else set()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("one"):
            number, _colon, key = said["one"].partition(":")
            return {**said, "term": [int(number)], "key": key or None}
        if not said.get("term"):
            raise forms.ValidationError(gettext("Tick the values that are to be decided on."))
        if "nothing" in self.data:
            return {**said, "key": None}
        if not said.get("key") and "key" not in self.errors:
            self.add_error("key", gettext("Choose what they mean, or say that they mean nothing."))
        return said


class UndoForm(forms.Form):
    """Decisions to be undone, and the page to go back to."""

    decision = NumbersField()
    back = forms.CharField(required=False, max_length=2000)


class ImportForm(forms.Form):
    """A table of decisions."""

    file = forms.FileField(
        label=_("Table of decisions"),
        help_text=_("CSV with the columns kind, value, key and source, at most 10 MB."),
        error_messages={"required": _("Choose a file that has rows.")},  # an empty one is none
    )


def _alone(sources: Mapping[Source, int]) -> Iterator[tuple[str, str]]:
    for source, records in sources.items():
        label = gettext("only for %(name)s") % {"name": source}
        yield source.name, f"{label} ({records})" if records else label


def _options(groups: Iterable[Group]) -> list[Any]:
    """Groups without a heading stand by themselves."""
    found: list[Any] = []
    for group in groups:
        found += [(group.heading, group.choices)] if group.heading else group.choices
    return found
