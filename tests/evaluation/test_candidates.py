from collections.abc import Callable

import pytest

from armillary.catalogue.operations import merge_resources, withdraw_resources
from armillary.core.errors import InvalidInput
from armillary.evaluation.operations import check_resources
from armillary.evaluation.queries import CandidateFilters, candidates, findings_in, report_of
from armillary.people.actors import SYSTEM

from .conftest import Describe

pytestmark = pytest.mark.django_db


def ids_of(**filters: str) -> list[int]:
    return [row.id for row in candidates(CandidateFilters(**filters), language="en").rows]


def test_candidates_come_in_pages_by_key(describe: Describe) -> None:
    expected = [describe().pk for _number in range(5)]

    first = candidates(size=2, language="en")
    second = candidates(after=first.after, size=2, language="en")
    third = candidates(after=second.after, size=2, language="en")

    rows = [row.id for page in (first, second, third) for row in page.rows]
    assert rows == expected
    assert third.after == ""


def test_a_made_up_cursor_is_refused() -> None:
    with pytest.raises(InvalidInput):
        candidates(after="made-up", language="en")


def test_decided_and_merged_resources_do_not_wait(describe: Describe) -> None:
    waiting, declined, absorbed = describe(), describe(), describe()
    withdraw_resources([declined.pk], by=SYSTEM, reason="No.")
    merge_resources(waiting, absorbed, by=SYSTEM)

    assert ids_of() == [waiting.pk]
    assert ids_of(state="withdrawn") == [declined.pk]


def test_candidates_are_filtered_by_check_source_and_language(describe: Describe) -> None:
    good = describe()
    no_licence = describe(licence=None, languages=["zh-hans"])
    other = describe(source="other", languages=["zh"])
    check_resources([good.pk, no_licence.pk, other.pk], by=SYSTEM)

    assert ids_of(check="has-licence") == [no_licence.pk]
    assert ids_of(source="other") == [other.pk]
    assert ids_of(language="zh") == [other.pk]
    assert ids_of(language="zh-hans", check="has-licence") == [no_licence.pk]
    assert ids_of(check="no-such-check") == [good.pk, no_licence.pk, other.pk]


def test_a_row_says_what_the_checks_noted(describe: Describe) -> None:
    checked = describe(licence=None)
    describe()
    check_resources([checked.pk], by=SYSTEM)

    first, second = candidates(language="en").rows

    assert first.noted is not None
    assert [finding.check for finding in first.noted] == ["has-licence"]
    assert second.noted is None
    assert (second.licence, second.languages, second.sources) == (
        "CC BY 4.0",
        ["English"],
        ["lessons"],
    )


def test_a_page_takes_as_many_queries_for_one_as_for_three(
    describe: Describe, django_assert_num_queries: Callable[..., object]
) -> None:
    check_resources([describe().pk], by=SYSTEM)
    with django_assert_num_queries(2):
        candidates(language="en")
    check_resources([describe().pk, describe().pk], by=SYSTEM)

    with django_assert_num_queries(2):
        assert len(candidates(language="en").rows) == 3


def test_findings_read_in_the_readers_language(describe: Describe) -> None:
    resource = describe(languages=["fr", "ar"])
    check_resources([resource.pk], by=SYSTEM)
    report = report_of(resource)
    assert report is not None

    sentences = {each.check: each.sentence for each in findings_in(report, "en")}

    assert sentences["language-stated"] == "It says which language it is in: French, Arabic."
    assert sentences["has-address"] == "It can be opened at lessons.example.org."
    arabic = {each.check: each.sentence for each in findings_in(report, "ar")}
    assert "العربية" in arabic["language-stated"]
