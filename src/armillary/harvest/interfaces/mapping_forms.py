"""The form of a mapping, a part for each field, that works without scripts and loses nothing of a
document that was written elsewhere."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from armillary.formats.mapping import (
    ALSO,
    ALWAYS,
    DEFAULT,
    EVERY_LANGUAGE,
    FIELDS,
    FROM,
    IGNORE,
    LANGUAGE,
    LONGEST,
    SPLIT,
    VALUES,
    Document,
    sayable_of,
    takes_from,
)
from armillary.harvest.errors import InvalidMapping
from armillary.harvest.interfaces.mapping_labels import STATED
from armillary.harvest.models import NOTE_LENGTH
from armillary.vocabularies.queries import choices

ITSELF, NOTHING = "", "-"  # no field is called so
EVERY: Final = "every"
ESCAPES: Final = {r"\s": " ", r"\n": "\n", r"\r": "\r", r"\t": "\t", "\\\\": "\\"}
WRITTEN: Final = {plain: escape for escape, plain in ESCAPES.items()}
ESCAPED: Final = re.compile(r"\\[snrt\\]")
BECOMES: Final = re.compile(r"(?<!\\)=")  # an equals sign of a word is written \=
MOST_ALSO: Final = len(FIELDS)


class RuleForm(forms.Form):
    """How one field is made."""

    def __init__(self, sent: Any, *, name: str, rule: Document) -> None:
        super().__init__(sent, prefix=name)
        self.name = name
        self.label = STATED[name]
        self.is_said = bool(rule)
        said = sayable_of(name)
        self._add_origins(rule, takes_from(name))
        if SPLIT in said:
            self._add_words(rule)
        if ALWAYS in said:
            self._add_constants(rule)
        if LANGUAGE in said:
            self._add_language(rule)

    def _add_origins(self, rule: Document, origins: tuple[str, ...]) -> None:
        others = [(name, STATED[name]) for name in origins if name != self.name]
        self.fields[FROM] = forms.ChoiceField(
            label=_("Take it from"),
            choices=[
                (ITSELF, _("what the source says there")),
                (NOTHING, _("nothing: leave the field out")),
                *others,
            ],
            required=False,
            initial=NOTHING if rule.get(IGNORE) else rule.get(FROM, ITSELF),
        )
        if not origins:
            return
        offered = [(ITSELF, "–"), *((name, STATED[name]) for name in origins)]
        for number, chosen in enumerate(self._also(rule)):
            self.fields[f"{ALSO}{number}"] = forms.ChoiceField(
                label=_("And also from"), choices=offered, required=False, initial=chosen
            )

    def _also(self, rule: Document) -> list[str]:
        """Those that are chosen, and room for one more."""
        if self.is_bound:
            keys = (self.add_prefix(f"{ALSO}{number}") for number in range(MOST_ALSO))
            return [self.data[key] for key in keys if key in self.data] or [ITSELF]
        return [*rule.get(ALSO, []), ITSELF]

    def _add_words(self, rule: Document) -> None:
        self.fields[SPLIT] = forms.CharField(
            label=_("Split at"),
            required=False,
            strip=False,
            initial=" ".join(map(_written, rule.get(SPLIT, []))),
            help_text=_(r"Signs with blanks between them, such as ; , | – a blank is \s."),
            widget=forms.TextInput(attrs={"dir": "ltr"}),
        )
        self.fields[VALUES] = forms.CharField(
            label=_("Replace words"),
            required=False,
            initial="\n".join(_value_lines(rule.get(VALUES, {}))),
            help_text=_("One on each line: word of the source = our word. Nothing removes it."),
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        )

    def _add_constants(self, rule: Document) -> None:
        for key, label in ((DEFAULT, _("If it is empty then")), (ALWAYS, _("Always"))):
            self.fields[key] = forms.CharField(
                label=label,
                required=False,
                initial="\n".join(rule.get(key, [])),
                help_text=_("One on each line."),
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )

    def _add_language(self, rule: Document) -> None:
        stated = rule.get(EVERY_LANGUAGE) or rule.get(LANGUAGE) or ""
        offered = [("", "–"), *choices("languages", get_language() or "en")]
        if stated not in dict(offered):
            offered.append((stated, stated))
        self.fields[LANGUAGE] = forms.ChoiceField(
            label=_("Language of the texts"),
            choices=offered,
            required=False,
            initial=stated,
            help_text=_("Of those that do not say which language they are in."),
        )
        self.fields[EVERY] = forms.BooleanField(
            label=_("Also of those that name another language"),
            required=False,
            initial=EVERY_LANGUAGE in rule,
        )

    @property
    def is_open(self) -> bool:
        """Is there anything to see?"""
        return self.is_said or bool(self.errors) or (self.is_bound and self.has_changed())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        others = [value for name, value in said.items() if name != FROM and value]
        if said.get(FROM) == NOTHING and others:
            self.add_error(FROM, gettext("nothing else can be said of a field that is left out."))
        return said

    def rule(self) -> Document:
        """What was said, as the document has it."""
        said = self.cleaned_data
        if said.get(FROM) == NOTHING:
            return {IGNORE: True}
        also = [said[name] for name in self.fields if name.startswith(ALSO) and said.get(name)]
        language = EVERY_LANGUAGE if said.get(EVERY) else LANGUAGE
        rule = {
            FROM: said.get(FROM),
            ALSO: also,
            SPLIT: [_plain(sign) for sign in said.get(SPLIT, "").split(" ") if sign],
            VALUES: said.get(VALUES),
            DEFAULT: _lines(said.get(DEFAULT, "")),
            ALWAYS: _lines(said.get(ALWAYS, "")),
            language: said.get(LANGUAGE),
        }
        return {key: value for key, value in rule.items() if value}

    def clean_values(self) -> dict[str, list[str]]:
        """A word that stands on several lines becomes all of theirs."""
        found: dict[str, list[str]] = {}
        for line in _lines(self.cleaned_data[VALUES]):
            word, *becomes = BECOMES.split(line, maxsplit=1)
            if not becomes or not word.strip():
                raise forms.ValidationError(
                    gettext("Write: word of the source = our word. This line does not: %(line)s")
                    % {"line": line[:100]}
                )
            values = found.setdefault(_bare(word), [])
            values += [_bare(becomes[0])] if becomes[0].strip() else []
        return found


class NoteForm(forms.Form):
    """What goes with the whole draft; `seen` is the revision that the writer had before them."""

    note = forms.CharField(
        label=_("Note to other curators"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False)


class DocumentForm(NoteForm):
    """The mapping as JSON."""

    field_order = ("document", "note", "seen")
    document = forms.CharField(
        label=_("Mapping as JSON"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "ltr", "spellcheck": "false"}),
    )


class MappingForm:
    """All parts together."""

    def __init__(self, sent: Any, *, document: Document, note: str, seen: int) -> None:
        fields: Mapping[str, Document] = document.get("fields", {})
        self.rules = [RuleForm(sent, name=name, rule=fields.get(name, {})) for name in FIELDS]
        self.note = NoteForm(sent, initial={"note": note, "seen": seen})

    def is_valid(self) -> bool:
        return not self.is_wrong

    @property
    def is_wrong(self) -> bool:
        return any(form.errors for form in (self.note, *self.rules))

    def document(self) -> Document:
        rules = {form.name: form.rule() for form in self.rules}
        return {"fields": {name: rule for name, rule in rules.items() if rule}}

    def add_error(self, error: InvalidMapping) -> None:
        """Beside the field that is wrong, where there is one."""
        _fields, name, key, *_rest = [*re.split(r"[.\[]", error.place, maxsplit=3), "", ""]
        named = {form.name: form for form in self.rules}
        if name not in named:
            self.note.add_error(None, str(error))
            return
        form = named[name]
        shown = {ALSO: f"{ALSO}0", EVERY_LANGUAGE: LANGUAGE}.get(key, key)
        form.add_error(shown if shown in form.fields else None, str(error))


def _value_lines(values: Mapping[str, Any]) -> Iterator[str]:
    for word, becomes in values.items():
        for each in becomes or [""]:
            yield f"{_guarded(word)} = {_guarded(each)}".rstrip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _guarded(word: str) -> str:
    return word.replace("=", r"\=")


def _bare(word: str) -> str:
    return word.strip().replace(r"\=", "=")


def _written(sign: str) -> str:
    """A separator without blanks in it, so that blanks can lie between two of them."""
    return "".join(WRITTEN.get(char, char) for char in sign)


def _plain(sign: str) -> str:
    return ESCAPED.sub(lambda found: ESCAPES[found.group()], sign)
