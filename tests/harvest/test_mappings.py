"""Mappings are drafts until they are published; then they never change, and what is kept follows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import edit_resource
from armillary.core.errors import Refused
from armillary.core.tasks import drain
from armillary.formats import mapping as form
from armillary.harvest import mappings
from armillary.harvest.enums import RunState
from armillary.harvest.errors import InvalidMapping, MappingConflict, NoSuchMapping
from armillary.harvest.mappings_trying import MOST_DIFFS, dry_run_mapping, preview_mapping
from armillary.harvest.models import Record, Run, Source, SourceMapping
from armillary.harvest.operations import add_source, run_source
from armillary.harvest.operations import mappings as operations
from armillary.harvest.queries import last_run, latest_runs, sources_with_last_run
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import LogEntry, Person

pytestmark = pytest.mark.django_db

Gather = Callable[..., Source]
Row = dict[str, Any]

GRADE = {"fields": {"levels": {"values": {"Klasse fünf": "grade 5"}}}}


@pytest.fixture
def gather(tmp_path: Path) -> Gather:
    """A table that was harvested, and is not there any more."""

    def make(*rows: Row, name: str = "rows") -> Source:
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        source = add_source("table", path.as_uri(), name, by=OPERATOR)
        run_source(source, by=OPERATOR)
        drain()
        path.unlink()
        return source

    return make


def row(number: int, **more: Any) -> Row:
    return {"title": f"Reihe {number}", "url": f"https://rows.example/{number}", **more}


def saved(source: Source, document: Any = GRADE, **more: Any) -> SourceMapping:
    return operations.save_draft(source, document=document, by=OPERATOR, **more)


def published(source: Source, document: Any = GRADE) -> SourceMapping:
    saved(source, document)
    return operations.publish_mapping(source, by=OPERATOR)


def keywords_of_all() -> list[list[str]]:
    rows = Resource.objects.order_by("pk")
    return [resource.facts.get("keywords", []) for resource in rows]


def test_words_for_what_is_wrong_are_those_of_the_format():
    assert mappings.WRONG == form.SENTENCES


def test_draft_changes_nothing_until_it_is_published(gather: Gather):
    source = gather(row(1, level="Klasse fünf"))
    draft = saved(source, note="  Levels  of\nschools ")
    drain()
    assert (draft.number, draft.state, draft.note) == (1, "draft", "Levels of schools")
    assert draft.made_by == OPERATOR.actor_id
    assert "grades" not in Resource.objects.get().facts
    operations.publish_mapping(source, by=OPERATOR)
    drain()
    assert Resource.objects.get().facts["grades"] == [5, 5]


def test_draft_is_one_and_is_written_over(gather: Gather):
    source = gather(row(1))
    first = saved(source)
    second = saved(source, {"fields": {"keywords": {"ignore": True}}})
    assert (first.pk, SourceMapping.objects.count()) == (second.pk, 1)
    assert mappings.document_at_hand(source) == {"fields": {"keywords": {"ignore": True}}}


def test_draft_that_somebody_changed_meanwhile_is_not_written_over(gather: Gather):
    source = gather(row(1))
    seen = operations.revision_of(saved(source))
    saved(source, {"fields": {"keywords": {"ignore": True}}}, seen=seen)
    with pytest.raises(MappingConflict, match="changed this draft meanwhile"):
        saved(source, seen=seen)
    with pytest.raises(MappingConflict, match="changed this draft meanwhile"):
        saved(source, seen=0)
    assert mappings.document_at_hand(source) == {"fields": {"keywords": {"ignore": True}}}


def test_draft_that_cannot_be_applied_is_refused_with_its_place(gather: Gather):
    source = gather(row(1))
    with pytest.raises(InvalidMapping) as error:
        saved(source, {"fields": {"levels": {"from": "nothing"}}})
    assert str(error.value) == (
        "In the mapping, fields.levels.from: there is no such field, or it cannot be taken here."
    )
    assert not SourceMapping.objects.exists()


def test_published_version_never_changes_and_the_next_one_retires_it(gather: Gather):
    source = gather(row(1))
    first = published(source)
    saved(source, {"fields": {}})
    second = operations.publish_mapping(source, by=OPERATOR)
    first.refresh_from_db()
    assert (first.state, first.number, first.document) == (
        "retired", 1, {"fields": {"levels": {"values": {"Klasse fünf": ["grade 5"]}}}},
    )  # fmt: skip
    assert (second.state, second.number, second.document) == ("published", 2, {"fields": {}})


def test_draft_begins_with_what_is_published(gather: Gather):
    source = gather(row(1))
    assert mappings.document_at_hand(source) == {"fields": {}}
    version = published(source)
    assert mappings.document_at_hand(source) == version.document


def test_draft_is_discarded(gather: Gather):
    source = gather(row(1))
    saved(source)
    operations.discard_draft(source, by=OPERATOR)
    assert not SourceMapping.objects.exists()
    with pytest.raises(NoSuchMapping):
        operations.discard_draft(source, by=OPERATOR)


def test_nothing_is_published_without_a_draft_or_a_change(gather: Gather):
    source = gather(row(1))
    with pytest.raises(NoSuchMapping):
        operations.publish_mapping(source, by=OPERATOR)
    published(source)
    saved(source)
    with pytest.raises(MappingConflict):
        operations.publish_mapping(source, by=OPERATOR)
    assert Run.objects.filter(is_remapping=True).count() == 1


def test_earlier_version_comes_back_as_a_draft(gather: Gather):
    source = gather(row(1))
    first = published(source)
    published(source, {"fields": {}})
    draft = operations.revert_mapping(source, 1, by=OPERATOR)
    assert (draft.number, draft.state, draft.document) == (3, "draft", first.document)
    with pytest.raises(MappingConflict, match="There is a draft already"):
        operations.revert_mapping(source, 2, by=OPERATOR)
    with pytest.raises(NoSuchMapping):
        mappings.version_of(source, 9)


def test_everything_is_logged(gather: Gather):
    source = gather(row(1))
    published(source)
    drain()
    actions = LogEntry.objects.filter(subject="rows").values_list("action", flat=True)
    assert {"save-mapping-draft", "publish-mapping"} <= set(actions)
    stream = LogEntry.objects.filter(stream="harvest:rows").values_list("action", flat=True)
    assert {"remap-wave", "end-remapping"} <= set(stream)


def test_who_may_not_change_the_source_may_not_change_its_mapping(
    gather: Gather, new_person: Callable[..., Person]
):
    source, person = gather(row(1)), new_person()
    saved(source)
    attempts: list[Callable[[], object]] = [
        lambda: operations.save_draft(source, document=GRADE, by=person),
        lambda: operations.discard_draft(source, by=person),
        lambda: operations.publish_mapping(source, by=person),
        lambda: operations.revert_mapping(source, 1, by=person),
        lambda: operations.remap_again(source, by=person),
        lambda: operations.remap_source(1, by=person),
        lambda: preview_mapping(source, form.compile_mapping(GRADE), by=person),
        lambda: dry_run_mapping(source, form.compile_mapping(GRADE), by=person),
    ]
    for attempt in attempts:
        with pytest.raises(Refused):
            attempt()
    assert mappings.draft_of(source) is not None


def test_receipt_of_a_remapping_accounts_for_every_record(gather: Gather):
    source = gather(row(1, level="Klasse fünf"), row(2), row(3))
    Record.objects.filter(identifier="https://rows.example/3").update(payload=b"\xff")
    published(source)
    drain()
    run = Run.objects.get(is_remapping=True)
    assert (run.state, run.mapping) == (RunState.FINISHED, 1)
    assert {name: count for name, count in run.counts.items() if count} == {
        "listed": 3, "received": 3, "updated": 1, "unchanged": 1, "rejected": 1
    }  # fmt: skip
    assert [entry["examples"] for entry in run.reasons] == [["https://rows.example/3"]]
    assert run.is_compared


def test_remapping_is_no_harvest(gather: Gather):
    source = gather(row(1))
    harvest = last_run(source)
    published(source)
    drain()
    assert Run.objects.count() == 2
    assert last_run(source) == harvest
    assert latest_runs(source) == [harvest]
    [line] = sources_with_last_run()
    assert line.run == harvest
    assert [run.is_remapping for run in mappings.remappings_of(source)] == [True]


def test_source_that_gave_nothing_has_nothing_to_map(tmp_path: Path):
    path = tmp_path / "empty.jsonl"
    path.write_text("", encoding="utf-8")
    source = add_source("table", path.as_uri(), "empty", by=OPERATOR)
    assert published(source).state == "published"
    assert not Run.objects.exists()
    assert preview_mapping(source, form.compile_mapping(GRADE), by=OPERATOR) == []
    assert dry_run_mapping(source, form.compile_mapping(GRADE), by=OPERATOR).total == 0


def test_newer_mapping_ends_the_run_of_the_older_one(gather: Gather):
    source = gather(row(1))
    published(source, {"fields": {"keywords": {"always": "old"}}})
    published(source, {"fields": {"keywords": {"always": "new"}}})
    drain()
    older, newer = Run.objects.filter(is_remapping=True).order_by("pk")
    assert (older.state, older.counts["received"]) == (RunState.STOPPED, 0)
    assert (newer.state, newer.counts["updated"]) == (RunState.FINISHED, 1)
    assert keywords_of_all() == [["new"]]


def test_records_are_mapped_again_on_request(gather: Gather):
    source = gather(row(1))
    operations.remap_again(source, by=OPERATOR)
    with pytest.raises(MappingConflict):
        operations.remap_again(source, by=OPERATOR)
    drain()
    run = Run.objects.get(is_remapping=True)
    assert (run.state, run.mapping, run.counts["unchanged"]) == (RunState.FINISHED, 0, 1)


class Broken(Exception):
    """Something that goes wrong between two waves."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [Broken, KeyboardInterrupt])
def test_run_that_was_broken_off_goes_on_where_it_was(
    gather: Gather, monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
):
    monkeypatch.setattr(operations, "WAVE", 2)
    source = gather(*(row(number) for number in range(5)))
    published(source, {"fields": {"keywords": {"always": "k"}}})
    run = Run.objects.get(is_remapping=True)

    def break_off(progress: Any) -> None:
        if progress.received == 4:
            raise end

    with pytest.raises(end):
        operations.remap_source(run.pk, by=SYSTEM, progress=break_off)
    assert keywords_of_all() == [["k"], ["k"], ["k"], ["k"], []]
    operations.remap_source(run.pk, by=SYSTEM)
    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.FINISHED, "")
    assert (run.counts["received"], run.counts["updated"]) == (5, 5)
    assert keywords_of_all() == [["k"]] * 5
    operations.remap_source(run.pk, by=SYSTEM)
    run.refresh_from_db()
    assert run.counts["received"] == 5


def test_record_that_a_mapping_makes_readable_becomes_a_resource_and_is_compared(gather: Gather):
    source = gather({"url": "https://rows.example/1", "description": "Eine Reihe"}, row(2))
    assert Record.objects.get(identifier="https://rows.example/1").problem == "It has no title."
    published(source, {"fields": {"titles": {"also": "descriptions"}}})
    drain()
    record = Record.objects.get(identifier="https://rows.example/1")
    run = Run.objects.get(is_remapping=True)
    assert run.is_compared
    assert (record.problem, record.changed_in) == ("", run.pk)
    assert record.resource is not None
    assert record.digest != ""
    assert (run.counts["created"], run.counts["unchanged"]) == (1, 1)


# What a mapping would do


def test_preview_shows_payload_statement_and_resource_before_and_after(gather: Gather):
    source = gather(row(1, level="Klasse fünf und Vorschule 7"))
    rules = {"levels": {"split": " und ", "values": {"klasse fünf": "grade 5"}}}
    [tried] = preview_mapping(source, form.compile_mapping({"fields": rules}), by=OPERATOR)
    assert tried.stated is not None
    assert tried.mapped is not None
    assert tried.diff is not None
    assert "Vorschule 7" in tried.payload
    assert tried.stated.levels == ["Klasse fünf und Vorschule 7"]
    assert tried.mapped.levels == ["grade 5", "Vorschule 7"]
    assert tried.diff.resource == Resource.objects.get()
    assert tried.diff.fields == ["grades", "levels"]
    assert (tried.diff.before.get("grades"), tried.diff.after["grades"]) == (None, [5, 5])
    assert tried.unknown == {"levels": ["Vorschule 7"]}


def test_preview_chooses_a_record_or_some_from_all_over(gather: Gather):
    source = gather(*(row(number) for number in range(10)))
    nothing = form.compile_mapping({"fields": {}})
    spread = [tried.identifier[-1] for tried in preview_mapping(source, nothing, by=OPERATOR)]
    assert spread == ["0", "2", "4", "6", "8"]
    [one] = preview_mapping(source, nothing, record="example/7", by=OPERATOR)
    assert one.identifier == "https://rows.example/7"
    resource = Resource.objects.order_by("pk")[3]
    [one] = preview_mapping(source, nothing, record=resource.public_id, by=OPERATOR)
    assert one.identifier == "https://rows.example/3"
    assert preview_mapping(source, nothing, record="no such", by=OPERATOR) == []
    assert len(preview_mapping(source, nothing, count=1000, by=OPERATOR)) == 10


def test_preview_of_a_record_that_could_not_be_read_by_it_says_so(gather: Gather):
    source = gather(row(1))
    rules = form.compile_mapping({"fields": {"titles": {"ignore": True}}})
    [tried] = preview_mapping(source, rules, by=OPERATOR)
    assert (tried.diff, tried.problem) == (None, "It has no title.")


def test_dry_run_foretells_what_publishing_does_and_writes_nothing(gather: Gather):
    source = gather(*(row(number, level="Klasse fünf") for number in range(4)), row(7))
    edit_resource(Resource.objects.order_by("pk")[0], changes={"grades": [1, 1]}, by=OPERATOR)
    document = {"fields": {**GRADE["fields"], "keywords": {"always": "k"}}}
    before = list(Resource.objects.order_by("pk").values())
    found = dry_run_mapping(source, form.compile_mapping(document), by=OPERATOR)
    assert list(Resource.objects.order_by("pk").values()) == before
    assert (found.total, found.tried, found.is_sample) == (5, 5, False)
    assert dict(found.fields) == {"keywords": 5, "levels": 4, "grades": 3}
    published(source, document)
    drain()
    run = Run.objects.get(is_remapping=True)
    assert found.changed == run.counts["updated"] == 5
    after = {row.pk: row.facts for row in Resource.objects.all()}
    for diff in found.diffs:
        assert diff.resource is not None
        assert after[diff.resource.pk]["keywords"] == diff.after["keywords"] == ["k"]
        assert after[diff.resource.pk].get("grades") == diff.after.get("grades")


def test_dry_run_counts_a_resource_of_two_records_once(gather: Gather):
    gather(row(1), name="one")
    two = gather({**row(1), "id": "a"}, {**row(1), "id": "b", "title": "Other"}, name="two")
    assert Resource.objects.count() == 1
    rules = form.compile_mapping({"fields": {"audiences": {"always": "teacher"}}})
    found = dry_run_mapping(two, rules, by=OPERATOR)
    assert (found.tried, found.changed, len(found.diffs)) == (2, 1, 1)


def test_dry_run_names_what_could_not_be_read_and_what_nobody_knows(gather: Gather):
    source = gather(row(1, level="Klasse fünf"), row(2, level="Klasse fünf"))
    rules = form.compile_mapping({"fields": {}})
    found = dry_run_mapping(source, rules, by=OPERATOR)
    assert found.unknown["levels"] == {"Klasse fünf": 2}
    assert (found.changed, found.rejected) == (0, 0)
    without = form.compile_mapping({"fields": {"titles": {"ignore": True}}})
    found = dry_run_mapping(source, without, by=OPERATOR)
    assert (found.rejected, found.problems) == (2, {"It has no title.": 2})


def test_dry_run_of_many_records_is_a_sample_that_is_the_same_each_time(
    gather: Gather, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("armillary.harvest.mappings_trying.MOST_TRIED", 60)
    source = gather(*(row(number) for number in range(80)))
    rules = form.compile_mapping({"fields": {"keywords": {"always": "k"}}})
    first = dry_run_mapping(source, rules, by=OPERATOR)
    second = dry_run_mapping(source, rules, by=OPERATOR)
    assert (first.total, first.tried, first.is_sample) == (80, 60, True)
    assert (first.changed, len(first.diffs)) == (60, MOST_DIFFS)
    assert [diff.identifier for diff in first.diffs] == [diff.identifier for diff in second.diffs]


def test_everything_of_one_source_is_from_one_country(gather: Gather):
    source = gather(row(1), row(2, country="Kenya"))
    published(source, {"fields": {"countries": {"always": ["TZ"]}}})
    drain()
    rows = list(Resource.objects.order_by("pk"))
    assert [resource.facts["countries"] for resource in rows] == [["TZ"], ["TZ"]]
    assert {resource.provenance["countries"]["by"] for resource in rows} == {"record"}


def test_a_country_for_those_records_that_state_none(gather: Gather):
    source = gather(row(1), row(2, country="Kenya; Uganda"))
    published(source, {"fields": {"countries": {"default": ["Tanzania"]}}})
    drain()
    rows = list(Resource.objects.order_by("pk"))
    assert [resource.facts["countries"] for resource in rows] == [["TZ"], ["KE", "UG"]]
