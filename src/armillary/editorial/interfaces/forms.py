from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, direction, language_name
from armillary.editorial.content import (
    FIELDS,
    FURTHEST,
    LONGEST,
    LONGEST_KEY,
    Content,
    unix_lines,
)
from armillary.editorial.enums import PieceKind, Place
from armillary.editorial.models import LONGEST_REASON

ROWS = {"summary": 2, "text": 12}
LABELS = {"title": _("Title"), "summary": _("Summary"), "text": _("Text")}


class WordsField(forms.CharField):
    """Words of which the end of a line counts once."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return unix_lines(found) if isinstance(found, str) else found


class LanguageRow(NamedTuple):
    """The words in one language."""

    tag: str
    name: str
    direction: str
    fields: list[forms.BoundField]
    is_open: bool
    is_stale: bool
    is_written: bool


class PieceForm(forms.Form):
    """A page or a news item in every language that it has and that the interface speaks."""

    def __init__(
        self,
        sent: Any = None,
        *,
        kind: PieceKind,
        content: Content,
        seen: int = 0,
        is_new: bool = False,
    ) -> None:
        super().__init__(sent)
        self.kind, self.content, self.here = kind, content, get_language() or "en"
        if is_new:
            self.fields["key"] = forms.SlugField(
                label=_("Name in the address"),
                max_length=LONGEST_KEY,
                help_text=_("Letters, digits and hyphens. It stays as it is."),
                widget=forms.TextInput({"dir": "ltr"}),
            )
        self.fields["seen"] = forms.IntegerField(
            widget=forms.HiddenInput(), required=False, initial=seen
        )
        self._add_place() if kind == PieceKind.PAGE else self._add_dates()
        self.tags = sorted(
            {*INTERFACE_LANGUAGES, *content.title.languages, *content.text.languages},
            key=lambda tag: (tag != (content.title.original or self.here), tag),
        )
        for tag in self.tags:
            for name in FIELDS:
                self.fields[f"{name}-{tag}"] = self._words(name, tag)

    def _add_place(self) -> None:
        self.fields["place"] = forms.ChoiceField(
            label=_("A link to it on every page of the site"),
            choices=Place.choices,
            required=False,
            initial=self.content.place,
        )
        self.fields["position"] = forms.IntegerField(
            label=_("Place among the links"),
            help_text=_("A number; the lowest comes first."),
            min_value=0,
            max_value=FURTHEST,
            initial=self.content.position,
        )

    def _add_dates(self) -> None:
        for name, label, said in (
            ("starts_on", _("First day"), _("Empty: the day on which it is published.")),
            ("ends_on", _("Last day"), _("Empty: it stays.")),
        ):
            self.fields[name] = forms.DateField(
                label=label,
                help_text=said,
                required=False,
                initial=getattr(self.content, name),
                widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            )

    def _words(self, name: str, tag: str) -> forms.CharField:
        marks = {"lang": tag, "dir": direction(tag)}
        rows = ROWS.get(name)
        return WordsField(
            label=LABELS[name],
            max_length=LONGEST[name],
            required=False,
            strip=name != "text",
            initial=getattr(self.content, name).texts.get(tag, ""),
            widget=forms.Textarea({**marks, "rows": rows}) if rows else forms.TextInput(marks),
        )

    def settings(self) -> list[forms.BoundField]:
        """What is the same in every language."""
        names = ("key", "place", "position", "starts_on", "ends_on")
        return [self[name] for name in names if name in self.fields]

    def languages(self) -> list[LanguageRow]:
        return [self._row(tag, is_first=tag == self.tags[0]) for tag in self.tags]

    def _row(self, tag: str, *, is_first: bool) -> LanguageRow:
        fields = [self[f"{name}-{tag}"] for name in FIELDS]
        is_stale = tag in self.content.text.versions and self.content.text.is_stale(tag)
        is_wrong = any(bound.errors for bound in fields)
        return LanguageRow(
            tag,
            ENDONYMS.get(tag) or language_name(tag, within=self.here),
            direction(tag),
            fields,
            is_first or is_stale or is_wrong or tag == self.here,
            is_stale,
            bool(fields[-1].value()),
        )

    def written(self) -> Content:
        """Where there is no original yet, the language of the page becomes that."""
        said = self.cleaned_data
        tags = sorted(self.tags, key=lambda tag: tag != self.here)
        sent = {name: {tag: said[f"{name}-{tag}"] for tag in tags} for name in FIELDS}
        names = ("place", "position", "starts_on", "ends_on")
        more = {name: said[name] for name in names if name in said}
        return self.content.rewritten(sent).settled(**more)


class UnpublishForm(forms.Form):
    """Why readers do not find it any more."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Readers who come to its address are told."),
        widget=forms.TextInput({"dir": "auto"}),
    )
