"""The texts that curators write about collections and topics, for the translators' desk."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from armillary.catalogue import rules
from armillary.catalogue.operations import edit_collection
from armillary.catalogue.queries import collection_on_desk, collections_of
from armillary.catalogue.topics.operations import LONGEST, introduce_topic
from armillary.catalogue.topics.queries import (
    introduction_to,
    introductions,
    topic_name,
    topic_of,
)
from armillary.core.written import TextKind, WrittenText, register_text_kind, translated
from armillary.people.actors import Actor

TITLE, INTRODUCTION = "title", "introduction"
LONGEST_TITLE = 200


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


def _translate_collection(key: str, language: str, words: str, *, by: Actor) -> None:
    slug, _slash, part = key.rpartition("/")
    found = collection_on_desk(slug)
    texts = {TITLE: found.title, INTRODUCTION: found.introduction}
    texts[part] = translated(texts[part], language, words)
    edit_collection(found, title=texts[TITLE], introduction=texts[INTRODUCTION], by=by)


def _topics(_by: Actor, language: str) -> Iterator[WrittenText]:
    for topic, text in introductions().items():
        page = reverse("catalogue:topic", args=topic.key.split("/"))
        name = topic_name(topic, language)
        yield WrittenText(topic.key, name, _("Introduction"), text, page, LONGEST)


def _translate_topic(key: str, language: str, words: str, *, by: Actor) -> None:
    subject, _slash, level = key.partition("/")
    topic = topic_of(subject, level)
    introduce_topic(topic, translated(introduction_to(topic), language, words), by=by)


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
