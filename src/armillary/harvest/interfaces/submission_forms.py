"""The forms in which people suggest resources; operations check whether it is true."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from armillary.core.languages import language_name
from armillary.formats.describe import DESCRIPTION_LIMIT, TITLE_LIMIT
from armillary.formats.tables import FIELDS
from armillary.formats.values.classroom import CONSTRAINTS, SEVERAL
from armillary.formats.values.licences import LICENCES, licence
from armillary.harvest.enums import Way
from armillary.harvest.models import ADDRESS_LENGTH
from armillary.harvest.submissions.operations import LONGEST_NOTE
from armillary.harvest.submissions.words import MOST_MINUTES, Words
from armillary.vocabularies.queries import choices, scheme_table, top_terms

Choice = tuple[str, Any]

NONE: Final = ("", "–")
MAIN: Final = (
    *("titles", "descriptions", "addresses", "identifiers", "languages", "types", "subjects"),
    *("keywords", "levels", "audiences", "licences", "creators", "publishers", "published"),
)
LABELS: Final[dict[str, Any]] = {
    "titles": _("Title"),
    "descriptions": _("Description"),
    "addresses": _("Address"),
    "identifiers": _("Identifier"),
    "languages": _("Language"),
    "types": _("Type"),
    "subjects": _("Subjects"),
    "keywords": _("Keywords"),
    "levels": _("Levels"),
    "audiences": _("For whom"),
    "licences": _("Licence"),
    "creators": _("Makers"),
    "publishers": _("Publisher"),
    "published": _("Published"),
    "modified": _("Changed"),
    "durations": _("Minutes needed"),
    "files": _("Files"),
    "accessibility": _("Accessibility"),
    "free": _("Free of charge"),
    "internet": _("Internet"),
    "device": _("Device"),
    "laboratory": _("Laboratory"),
    "consumables": _("Cost of materials"),
    "safety": _("Safety"),
    "groups": _("Group size"),
    "countries": _("Country of origin"),
    "relations": _("Related to"),
}
PROPOSED: Final = _("Proposed from the page. Please check it.")
NOTE_LABEL: Final = _("Note to the curators")
NOTE_HINT: Final = _("Such as how you know the resource. Readers never see it.")


class AddressForm(forms.Form):
    """An address to look at. `anyway` goes on with one that we have already."""

    address = forms.CharField(
        label=_("Web address"),
        max_length=ADDRESS_LENGTH,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "autocomplete": "url"}),
        help_text=_("We look at the page and propose what it says of itself; you check it."),
    )
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SuggestionForm(forms.Form):
    """One resource in the words of whoever suggests it."""

    address = forms.URLField(
        label=_("Web address"),
        max_length=ADDRESS_LENGTH,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        help_text=_("Where a reader finds the resource itself, such as https://…"),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LIMIT,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the resource"))
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("What it teaches, for whom, and what one does with it, in a few sentences."),
    )
    words_language = forms.ChoiceField(
        label=_("Language of title and description"),
        required=False,
        help_text=_("Write them in whatever language you like."),
    )
    types = forms.MultipleChoiceField(label=_("Type"), required=False)
    subjects = forms.MultipleChoiceField(label=_("Subjects"), required=False)
    levels = forms.MultipleChoiceField(label=_("Levels"), required=False)
    audiences = forms.MultipleChoiceField(label=_("For whom"), required=False)
    licence = forms.ChoiceField(
        label=_("Licence"),
        required=False,
        help_text=_(
            "The licence of the resource, as its page states it. "
            "It is not for you to choose: leave it open if you do not find one."
        ),
    )
    creators = forms.CharField(
        label=_("Makers"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("One on each line: Name | https://orcid.org/… (or the name alone)."),
    )
    countries = forms.MultipleChoiceField(
        label=LABELS["countries"],
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Where it was made, if its page says so. Several are possible."),
    )
    minutes = forms.IntegerField(
        label=LABELS["durations"], required=False, min_value=1, max_value=MOST_MINUTES
    )
    internet = forms.ChoiceField(label=LABELS["internet"], required=False)
    device = forms.ChoiceField(label=LABELS["device"], required=False)
    laboratory = forms.ChoiceField(label=LABELS["laboratory"], required=False)
    consumables = forms.ChoiceField(label=LABELS["consumables"], required=False)
    safety = forms.ChoiceField(label=LABELS["safety"], required=False)
    groups = forms.MultipleChoiceField(label=LABELS["groups"], required=False)
    note = forms.CharField(
        label=NOTE_LABEL,
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=NOTE_HINT,
    )
    way = forms.ChoiceField(
        choices=Way.choices, widget=forms.HiddenInput, required=False, initial=Way.FORM
    )

    def __init__(
        self,
        sent: Any = None,
        *,
        words: Words | None = None,
        note: str = "",
        way: Way = Way.FORM,
        proposed: bool = False,
    ) -> None:
        initial = {**asdict(words or Words()), "note": note, "way": way.value}
        initial["creators"] = "\n".join(initial["creators"])
        if initial["words_language"] == initial["language"]:
            initial["words_language"] = ""
        super().__init__(sent, initial=initial)
        self._offer(get_language() or "en")
        if proposed:
            self._say_what_was_proposed()

    def _offer(self, reader: str) -> None:
        fields: dict[str, Any] = self.fields
        known = self.initial
        same: Choice = ("", _("The language of the resource"))
        fields["language"].choices = _languages(reader, known["language"], NONE)
        fields["words_language"].choices = _languages(reader, known["words_language"], same)
        fields["subjects"].choices = _subjects(reader)
        fields["licence"].choices = _licences(known["licence"])
        for scheme in ("types", "levels", "audiences", "countries", *SEVERAL):
            fields[scheme].choices = choices(scheme, reader)
        for scheme in CONSTRAINTS.keys() - SEVERAL:
            fields[scheme].choices = [("", gettext("Not known")), *choices(scheme, reader)]

    def _say_what_was_proposed(self) -> None:
        for name, field in self.fields.items():
            if self.initial.get(name) and name not in ("way", "note"):
                field.help_text = format_html("{} <strong>{}</strong>", field.help_text, PROPOSED)

    def clean_creators(self) -> list[str]:
        lines = str(self.cleaned_data["creators"]).splitlines()
        return [line.strip() for line in lines if line.strip()]

    @property
    def needs(self) -> list[forms.BoundField]:
        """What it needs in the classroom, each with one answer."""
        return [self["minutes"], *(self[name] for name in CONSTRAINTS if name not in SEVERAL)]

    @property
    def says_needs(self) -> bool:
        """Is any of it proposed, said or wrong?"""
        bound = [*self.needs, *(self[name] for name in SEVERAL)]
        return any(each.value() or each.errors for each in bound)

    @property
    def chosen_way(self) -> Way:
        return Way.ADDRESS if self.cleaned_data.get("way") == Way.ADDRESS else Way.FORM


class TableForm(forms.Form):
    """A file with one resource in every row."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_("CSV, TSV, XLSX or JSON Lines, at most 10 MB and 5,000 rows."),
        error_messages={"empty": _("The table has no rows.")},
    )


class ColumnsForm(forms.Form):
    """Which column is which field, and what holds for all rows."""

    def __init__(
        self, sent: Any = None, *, columns: Iterable[str], mapping: Mapping[str, str]
    ) -> None:
        super().__init__(sent, initial={**dict(mapping), "language": ""})
        offered = [("", _("– not in the table –")), *((each, each) for each in columns)]
        for name in (*MAIN, *(field for field in FIELDS if field not in MAIN)):
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], choices=offered, required=False
            )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the resources"),
            choices=_languages(get_language() or "en", "", NONE),
            required=False,
            help_text=_("Of those rows that do not say which language they are in."),
        )
        self.fields["note"] = forms.CharField(
            label=NOTE_LABEL,
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            help_text=NOTE_HINT,
        )

    def mapping(self) -> dict[str, str]:
        """Field → column; an empty one leaves the field out."""
        return {name: str(self.cleaned_data.get(name, "")) for name in FIELDS}

    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in MAIN]

    def further_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS if name not in MAIN]


class AskForm(forms.Form):
    """What a curator wants to be changed."""

    text = forms.CharField(label=_("What should be changed"), max_length=LONGEST_NOTE)


def _languages(reader: str, known: str, first: Choice) -> list[Choice]:
    offered = choices("languages", reader)
    if known and known not in dict(offered):
        offered.append((known, language_name(known, within=reader)))
    return [first, *offered]


def _subjects(reader: str) -> list[Choice]:
    """By top subject, which may be chosen itself."""
    terms = scheme_table("subjects").terms
    groups = []
    for top in top_terms("subjects"):
        keys = [top.key, *_below(top.key, terms)]
        named = [(key, terms[key].label.read(reader) or key) for key in keys]
        groups.append((top.label.read(reader) or top.key, named))
    return groups


def _below(key: str, terms: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for lower in terms[key].narrower:
        found += [lower, *_below(lower, terms)]
    return list(dict.fromkeys(found))


def _licences(stated: str) -> list[Choice]:
    offered = [(each.address, each.name) for each in LICENCES.values() if each.versioned]
    if stated and stated not in dict(offered):
        found = licence(stated)
        offered.append((stated, found.name if found else stated))
    return [("", gettext("Not known")), *offered]
