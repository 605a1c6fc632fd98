"""Introduce a topic to readers."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import rules
from armillary.catalogue.models import TopicIntroduction
from armillary.catalogue.topics.queries import Topic
from armillary.core.cleaning import UNSEEN
from armillary.core.errors import InvalidInput, require
from armillary.core.texts import TranslatedText
from armillary.formats.values.languages import language
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "catalogue"
LONGEST: Final = 2000  # characters in a language


@transaction.atomic
def introduce_topic(topic: Topic, text: TranslatedText, *, by: Actor) -> None:
    """Give a topic these words; none at all take its introduction away."""
    require(rules.may_edit(by))
    for tag, words in text.texts.items():
        _check(tag, words)
    if not text:
        TopicIntroduction.objects.filter(subject=topic.subject, level=topic.level).delete()
    else:
        TopicIntroduction.objects.update_or_create(
            subject=topic.subject, level=topic.level, defaults={"text": text}
        )
    write_log(STREAM, "introduce-topic", by=by, on=topic.key[:120], languages=text.languages)


def _check(tag: str, words: str) -> None:
    if language(tag) != tag:
        raise InvalidInput(_("“%(tag)s” is no language tag.") % {"tag": tag[:40]})
    if len(words) > LONGEST:
        raise InvalidInput(
            _("An introduction has at most %(limit)d characters in a language.")
            % {"limit": LONGEST}
        )
    if UNSEEN.search(words):
        raise InvalidInput(_("An introduction is plain text, without control characters."))
