"""Forms of the vocabularies' desk: the names of a term, and a file to import."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, direction
from armillary.vocabularies.desk import ConceptPage
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.operations import LONGEST_NAME, MOST_OTHERS

MOST_TYPED = MOST_OTHERS * (LONGEST_NAME + 2)


class NamesRow(NamedTuple):
    """The names of a term in one language; `stated` is what the file says where it was renamed here."""

    tag: str
    language: str
    direction: str
    label: forms.BoundField
    others: forms.BoundField
    stated: str


class NamesForm(forms.Form):
    """Name and further names of a term in each language of the interface."""

    def __init__(self, data: Any = None, *, page: ConceptPage) -> None:
        super().__init__(data)
        self.page = page
        for tag in INTERFACE_LANGUAGES:
            written = {"lang": tag, "dir": direction(tag)}
            self.fields[f"label-{tag}"] = forms.CharField(
                label=_("Name"),
                required=False,
                show_hidden_initial=True,  # so that only what somebody changed is written
                initial=page.names.label.get(tag, ""),
                widget=forms.TextInput(written),
            )
            self.fields[f"others-{tag}"] = forms.CharField(
                label=_("Further names, one a line"),
                max_length=MOST_TYPED,
                required=False,
                show_hidden_initial=True,
                initial="\n".join(page.names.others.get(tag, ())),
                widget=forms.Textarea({**written, "rows": 3}),
            )

    def languages(self) -> list[NamesRow]:
        return [
            NamesRow(
                tag,
                ENDONYMS[tag],
                direction(tag),
                self[f"label-{tag}"],
                self[f"others-{tag}"],
                self._stated(tag),
            )
            for tag in INTERFACE_LANGUAGES
        ]

    def _stated(self, tag: str) -> str:
        stated = self.page.stated.label.get(tag, "")
        return stated if stated != self.page.names.label.get(tag, "") else ""

    def labels(self) -> dict[str, str]:
        """Those that were changed: what somebody else wrote meanwhile stays."""
        return {tag: self.cleaned_data[f"label-{tag}"] for tag in self._changed("label")}

    def others(self) -> dict[str, list[str]]:
        return {
            tag: self.cleaned_data[f"others-{tag}"].splitlines() for tag in self._changed("others")
        }

    def _changed(self, kind: str) -> list[str]:
        return [tag for tag in INTERFACE_LANGUAGES if f"{kind}-{tag}" in self.changed_data]


class ImportForm(forms.Form):
    """A SKOS file or a CASE package."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("SKOS as Turtle, RDF/XML, N-Triples or JSON-LD, or a CASE package (JSON)."),
    )
    key = forms.SlugField(
        label=_("Short name"),
        max_length=80,
        required=False,
        help_text=_("As it stands in addresses. Without one it is made from the vocabulary’s own."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
    purpose = forms.ChoiceField(
        label=_("What it is for"),
        choices=[("", _("As before, or what the file is")), *Purpose.choices],
        required=False,
    )
