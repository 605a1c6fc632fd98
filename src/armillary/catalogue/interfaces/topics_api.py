"""Topics over the API: reading for everybody, introductions by curators."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.security import django_auth

from armillary.catalogue.topics.operations import introduce_topic
from armillary.catalogue.topics.queries import introduction_to, topic_facts, topic_of
from armillary.core.texts import Maker
from armillary.people.interfaces.requests import person_of

router = Router(tags=["Topics"])


class TopicOut(Schema):
    """A subject, perhaps for one level."""

    subject: str
    level: str | None = Field(description="Null for all levels.")
    page: str = Field(description="The address of its page here.")
    labels: dict[str, str] = Field(description="Language tag → what the subject is called.")
    introduction: dict[str, str] = Field(description="Language tag → text; may be empty.")
    q: str = Field(description="The search for its resources, in the query language.")
    total: int = Field(description="How many resources there are.")


class IntroductionIn(Schema):
    """New words; an empty text takes its language away, one that is not named stays."""

    introduction: dict[str, str] = Field(description="Language tag → text.")


@router.get("/topics/{subject}", response=TopicOut, summary="A topic and its introduction")
def read_topic(request: HttpRequest, subject: str, level: str = "") -> dict[str, Any]:
    return topic_facts(topic_of(subject, level))


@router.put("/topics/{subject}", response=TopicOut, auth=django_auth, summary="Introduce a topic")
def write_topic(
    request: HttpRequest, subject: str, sent: IntroductionIn, level: str = ""
) -> dict[str, Any]:
    topic = topic_of(subject, level)
    text = introduction_to(topic).rewrite(sent.introduction, by=Maker.PERSON)
    introduce_topic(topic, text, by=person_of(request))
    return topic_facts(topic)
