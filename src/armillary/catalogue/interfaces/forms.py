"""Shapes of the pages on collections; operations check whether what is sent can be done."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.models import Collection
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, direction
from armillary.core.texts import Maker, TranslatedText

TITLE_LENGTH = 200
INTRODUCTION_LENGTH = 2000


def _title(**more: Any) -> forms.CharField:
    return forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, **more)


def _introduction(**more: Any) -> forms.CharField:
    widget = forms.Textarea({"rows": 3})
    return forms.CharField(
        label=_("Introduction"),
        max_length=INTRODUCTION_LENGTH,
        required=False,
        widget=widget,
        **more,
    )


def _rewritten(
    old: TranslatedText, sent: Mapping[str, str], name: str, language: str
) -> TranslatedText:
    """With what was sent in each language, that of the page first: where there is no original yet, it
    becomes that."""
    tags = sorted(INTERFACE_LANGUAGES, key=lambda tag: tag != language)
    texts = {tag: sent[f"{name}-{tag}"].replace("\r\n", "\n") for tag in tags}
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
            self._add(f"title-{tag}", _title(required=False), collection.title, tag)
            self._add(f"introduction-{tag}", _introduction(), collection.introduction, tag)

    def _add(self, name: str, field: forms.CharField, text: TranslatedText, tag: str) -> None:
        field.initial = text.texts.get(tag, "")
        field.widget.attrs |= {"lang": tag, "dir": direction(tag)}
        self.fields[name] = field

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
        return _rewritten(self.collection.title, self.cleaned_data, "title", language)

    def introduction(self, language: str) -> TranslatedText:
        return _rewritten(self.collection.introduction, self.cleaned_data, "introduction", language)


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
            field = _introduction()
            field.initial = text.texts.get(tag, "")
            field.widget.attrs |= {"lang": tag, "dir": direction(tag)}
            self.fields[f"text-{tag}"] = field

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
        return _rewritten(self.text, self.cleaned_data, "text", language)


class AddForm(forms.Form):
    resource = forms.CharField(
        label=_("Resource"),
        max_length=2000,
        help_text=_("Its id, or the address of its page."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
