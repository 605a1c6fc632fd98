"""The texts that curators write about collections and topics, for the translators' desk."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armillary.catalogue import rules
from armillary.catalogue.models import Collection, TopicIntroduction
from armillary.catalogue.operations import edit_collection
from armillary.catalogue.queries import collection_on_desk, collections_of
from armillary.catalogue.topics.operations import LONGEST, introduce_topic
from armillary.catalogue.topics.queries import (
    introduction_to,
    introductions,
    topic_name,
    topic_of,
)
from armillary.core.texts import TranslatedText
from armillary.core.written import TextKind, WrittenText, register_text_kind, translated
from armillary.people.actors import Actor

TITLE, INTRODUCTION = "title", "introduction"
LONGEST_TITLE = 200

Check = Callable[[TranslatedText], None]  # objects to a text that is another by now


def _collections(by: Actor, language: str) -> Iterator[WrittenText]:
    for each in collections_of(by):
        page = reverse("catalogue:collection", args=[each.slug])
        name = each.title.read(language) or each.slug
        parts = (
            (TITLE, _("Title"), each.title, LONGEST_TITLE),
            (INTRODUCTION, _("Introduction"), each.introduction, LONGEST),
        )
        for part, label, text, longest in parts:
            key = f"{each.slug}/{part}"
            yield WrittenText(key, name, label, text, page, longest, is_line=part == TITLE)


@transaction.atomic
def _translate_collection(key: str, language: str, words: str, *, check: Check, by: Actor) -> None:
    slug, _slash, part = key.rpartition("/")
    _lock(Collection.objects.filter(slug=slug))
    found = collection_on_desk(slug)
    texts = {TITLE: found.title, INTRODUCTION: found.introduction}
    check(texts[part])
    texts[part] = translated(texts[part], language, words)
    edit_collection(found, title=texts[TITLE], introduction=texts[INTRODUCTION], by=by)


def _topics(_by: Actor, language: str) -> Iterator[WrittenText]:
    for topic, text in introductions().items():
        page = reverse("catalogue:topic", args=topic.key.split("/"))
        name = topic_name(topic, language)
        yield WrittenText(topic.key, name, _("Introduction"), text, page, LONGEST)


@transaction.atomic
def _translate_topic(key: str, language: str, words: str, *, check: Check, by: Actor) -> None:
    subject, _slash, level = key.partition("/")
    topic = topic_of(subject, level)
    _lock(TopicIntroduction.objects.filter(subject=subject, level=level))
    text = introduction_to(topic)
    check(text)
    introduce_topic(topic, translated(text, language, words), by=by)


def _lock(rows: QuerySet[Any]) -> None:
    """Whoever writes the same words waits; they are read behind it."""
    list(rows.select_for_update().values_list("pk", flat=True))


def register() -> None:
    """Called when the context starts."""
    register_text_kind(
        TextKind(
            "collections",
            _("Collections"),
            rules.may_see_collections,
            _collections,
            _translate_collection,
        )
    )
    register_text_kind(TextKind("topics", _("Topics"), rules.may_edit, _topics, _translate_topic))
