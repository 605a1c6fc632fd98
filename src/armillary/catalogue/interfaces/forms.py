"""Shapes of the pages on collections; operations check whether what is sent can be done."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.models import Collection
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, direction
from armillary.core.texts import Maker, TranslatedText

TITLE_LENGTH = 200
INTRODUCTION_LENGTH = 2000


class WordsField(forms.CharField):
    """Words of which the end of a line counts once, though browsers send two characters for it."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found.replace("\r\n", "\n") if isinstance(found, str) else found


def _title(**more: Any) -> forms.CharField:
    return WordsField(label=_("Title"), max_length=TITLE_LENGTH, **more)


def _introduction(**more: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": 3})
    return WordsField(
        label=_("Introduction"),
        max_length=INTRODUCTION_LENGTH,
        required=False,
        widget=widget,
        **more,
    )


def _prepared(field: forms.CharField, text: TranslatedText, tag: str) -> forms.CharField:
    """With the words in a language, and once more out of sight, so that the form knows which of them
    its writer changed."""
    field.initial = text.texts.get(tag, "")
    field.show_hidden_initial = True
    field.widget.attrs |= {"lang": tag, "dir": direction(tag)}
    return field


def _rewritten(form: forms.Form, old: TranslatedText, name: str, language: str) -> TranslatedText:
    """With the languages that were changed in the form; what somebody else wrote in the others
    meanwhile stays. That of the page goes first: where there is no original yet, it becomes that."""
    changed = [tag for tag in INTERFACE_LANGUAGES if f"{name}-{tag}" in form.changed_data]
    tags = sorted(changed, key=lambda tag: tag != language)
    texts = {tag: form.cleaned_data[f"{name}-{tag}"] for tag in tags}
    return old.rewrite(texts, by=Maker.PERSON)


class NewCollectionForm(forms.Form):
    """Its words are in the language of the page; others follow when it is there."""

    slug = forms.SlugField(
        label=_("Name in the address"),
        max_length=80,
        help_text=_("Letters, digits and hyphens. It stays as it is."),
    )
    title = _title()
    introduction = _introduction()


class LanguageRow(NamedTuple):
    """The words in one language."""

    tag: str
    name: str
    direction: str
    title: forms.BoundField
    introduction: forms.BoundField


class TextsForm(forms.Form):
    """Title and introduction in each language of the interface."""

    def __init__(self, data: Any = None, *, collection: Collection) -> None:
        super().__init__(data)
        self.collection = collection
        for tag in INTERFACE_LANGUAGES:
            title, introduction = _title(required=False), _introduction()
            self.fields[f"title-{tag}"] = _prepared(title, collection.title, tag)
            self.fields[f"introduction-{tag}"] = _prepared(
                introduction, collection.introduction, tag
            )

    def languages(self) -> list[LanguageRow]:
        return [
            LanguageRow(
                tag,
                ENDONYMS[tag],
                direction(tag),
                self[f"title-{tag}"],
                self[f"introduction-{tag}"],
            )
            for tag in INTERFACE_LANGUAGES
        ]

    def title(self, language: str) -> TranslatedText:
        return _rewritten(self, self.collection.title, "title", language)

    def introduction(self, language: str) -> TranslatedText:
        return _rewritten(self, self.collection.introduction, "introduction", language)


class TopicRow(NamedTuple):
    """The words of a topic in one language; `is_stale` where the original has changed since."""

    tag: str
    name: str
    direction: str
    text: forms.BoundField
    is_stale: bool


class TopicForm(forms.Form):
    """The introduction to a topic in each language of the interface."""

    def __init__(self, data: Any = None, *, text: TranslatedText) -> None:
        super().__init__(data)
        self.text = text
        for tag in INTERFACE_LANGUAGES:
            self.fields[f"text-{tag}"] = _prepared(_introduction(), text, tag)

    def languages(self) -> list[TopicRow]:
        return [
            TopicRow(
                tag,
                ENDONYMS[tag],
                direction(tag),
                self[f"text-{tag}"],
                tag in self.text.versions and self.text.is_stale(tag),
            )
            for tag in INTERFACE_LANGUAGES
        ]

    def written(self, language: str) -> TranslatedText:
        return _rewritten(self, self.text, "text", language)


class AddForm(forms.Form):
    resource = forms.CharField(
        label=_("Resource"),
        max_length=2000,
        help_text=_("Its id, or the address of its page."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
