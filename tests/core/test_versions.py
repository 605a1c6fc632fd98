"""Rubrics stand for everything versioned: they are the first such model."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from armillary.core.errors import Conflict
from armillary.core.models import VersionState
from armillary.core.versions import next_number, publish, require_draft, retire
from armillary.review.models import Rubric

pytestmark = pytest.mark.django_db


def new_version(key: str = "clarity") -> Rubric:
    return Rubric.objects.create(key=key, number=next_number(Rubric, key))


def test_numbers_count_up_within_a_key():
    assert [new_version().number, new_version().number, new_version("other").number] == [1, 2, 1]


def test_publish_says_when():
    draft = new_version()
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC), tick=False):
        publish(draft)
    assert draft.state == VersionState.PUBLISHED
    assert draft.published_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_publish_retires_the_version_before_and_no_other_thing():
    first, second, other = new_version(), new_version(), new_version("other")
    publish(first)
    publish(other)
    publish(second)
    first.refresh_from_db()
    other.refresh_from_db()
    assert [first.state, second.state, other.state] == ["retired", "published", "published"]


def test_publish_twice_is_refused_even_from_a_stale_copy():
    draft = new_version()
    stale = Rubric.objects.get(pk=draft.pk)
    publish(draft)
    with pytest.raises(Conflict, match="published already"):
        publish(stale)


@pytest.mark.parametrize("state", [VersionState.PUBLISHED, VersionState.RETIRED])
def test_only_a_draft_may_be_changed(state: Any):
    with pytest.raises(Conflict, match="Start a new version"):
        require_draft(Rubric(state=state))
    require_draft(Rubric(state=VersionState.DRAFT))


def test_what_is_taken_back_leaves_nothing_published_in_its_place():
    first, second = new_version(), new_version()
    publish(first)
    publish(second)
    retire(second)
    assert (
        list(Rubric.objects.order_by("number").values_list("state", flat=True)) == ["retired"] * 2
    )
    with pytest.raises(Conflict, match="not published any more"):
        retire(second)
    with pytest.raises(Conflict, match="not published any more"):
        retire(new_version())
