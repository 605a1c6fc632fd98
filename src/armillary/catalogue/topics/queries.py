"""What is known of a topic beside its resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from armillary.catalogue.enums import KIND
from armillary.catalogue.errors import NoSuchTopic
from armillary.catalogue.merging.objections import family_below
from armillary.catalogue.models import Collection, TopicIntroduction
from armillary.catalogue.works.queries import reach_of
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES
from armillary.core.texts import TranslatedText
from armillary.search.errors import IndexUnavailable
from armillary.search.queries import SearchRequest, find
from armillary.search.suggestions import count
from armillary.vocabularies.queries import is_known_key, label, labels, scheme_keys

NO_TEXT = TranslatedText()


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject, and a level or nothing."""

    subject: str
    level: str = ""

    @property
    def key(self) -> str:
        return f"{self.subject}/{self.level}" if self.level else self.subject


def topic_of(subject: str, level: str = "") -> Topic:
    """Raises `NoSuchTopic` where the vocabularies have no such subject or level."""
    known_level = not level or is_known_key("levels", level)
    if not known_level or not is_known_key("subjects", subject):
        raise NoSuchTopic(_("There is no such topic. Choose a subject from the list."))
    return Topic(subject, level)


def topics_in_use() -> list[Topic]:
    """The subjects that have resources, in the order of the scheme; none while there is no index."""
    try:
        found = find(SearchRequest())
    except IndexUnavailable:
        return []
    used = {count.value for count in found.facets["subject"]}
    return [Topic(key) for key in scheme_keys("subjects") if key in used]


def introduction_to(topic: Topic) -> TranslatedText:
    """What a curator wrote; empty where nobody has."""
    rows = TopicIntroduction.objects.filter(subject=topic.subject, level=topic.level)
    row = rows.first()
    return row.text if row else NO_TEXT


def introductions() -> dict[Topic, TranslatedText]:
    rows = TopicIntroduction.objects.order_by("subject", "level")
    return {Topic(row.subject, row.level): row.text for row in rows}


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A topic on the desk: how much there is, and the languages in which readers are told nothing, or
    something old."""

    topic: Topic
    title: str
    total: int
    text: TranslatedText
    missing: list[str]
    stale: list[str]


def desk_rows(language: str) -> list[DeskRow]:
    """What has resources or an introduction: subjects in their order, each before its levels."""
    written = introductions()
    counts = {each.value: each.count for each in find(SearchRequest()).facets["subject"]}
    places = {key: place for place, key in enumerate(scheme_keys("subjects"))}
    topics = {*written, *(Topic(key) for key in counts)}
    ordered = sorted(
        topics, key=lambda topic: (places.get(topic.subject, len(places)), topic.level)
    )
    return [_desk_row(topic, written.get(topic, NO_TEXT), counts, language) for topic in ordered]


def _desk_row(
    topic: Topic, text: TranslatedText, counts: Mapping[str, int], language: str
) -> DeskRow:
    return DeskRow(
        topic,
        topic_name(topic, language),
        count(KIND, query_of(topic)) if topic.level else counts.get(topic.subject, 0),
        text,
        [ENDONYMS[tag] for tag in text.missing(INTERFACE_LANGUAGES)],
        [
            ENDONYMS[tag]
            for tag in INTERFACE_LANGUAGES
            if tag in text.versions and text.is_stale(tag)
        ],
    )


def topic_name(topic: Topic, language: str) -> str:
    subject = label("subjects", topic.subject, language)
    if not topic.level:
        return subject
    return _("%(subject)s: %(level)s") % {
        "subject": subject,
        "level": label("levels", topic.level, language),
    }


def collections_with(ids: Sequence[int], *, most: int) -> list[Collection]:
    """Published collections that have the most of these resources, of other editions of them, and of
    what was merged with them."""
    family = family_below({*ids, *reach_of(ids)})
    published = Collection.objects.filter(is_published=True, items__resource__in=family)
    return list(published.annotate(shared=Count("items")).order_by("-shared", "slug")[:most])


def query_of(topic: Topic) -> str:
    """The search for its resources, in the query language."""
    return f"subject:{topic.subject}" + (f" level:{topic.level}" if topic.level else "")


def topic_facts(topic: Topic) -> dict[str, Any]:
    """A topic as JSON values: what it is called, its introduction, how much there is."""
    query = query_of(topic)
    return {
        "subject": topic.subject,
        "level": topic.level or None,
        "page": f"{settings.BASE_URL}/topics/{topic.key}/",
        "labels": labels("subjects", topic.subject),
        "introduction": introduction_to(topic).texts,
        "q": query,
        "total": count(KIND, query),
    }
