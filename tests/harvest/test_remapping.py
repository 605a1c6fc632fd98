"""Kept records are described anew without asking their sources; a second time changes nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import edit_resource, merge_resources
from armillary.core.clock import now
from armillary.core.models import VersionState
from armillary.formats.errors import FormatError
from armillary.formats.mapping import compile_mapping
from armillary.harvest.describing import Describer
from armillary.harvest.models import Record, Run, Source, SourceMapping, Suspicion
from armillary.harvest.operations import add_source, run_source
from armillary.harvest.remapping import MENDABLE, NO_KEY, NO_TITLE, remap_records
from armillary.people.actors import OPERATOR, SYSTEM

pytestmark = pytest.mark.django_db

Row = dict[str, Any]
Document = dict[str, Any]


@pytest.fixture
def gather(tmp_path: Path) -> Callable[..., Source]:
    """A table that was harvested, and is not there any more."""

    def make(*rows: Row, name: str = "rows") -> Source:
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        source = add_source("table", path.as_uri(), name, by=OPERATOR)
        run_source(source, by=OPERATOR)
        path.unlink()
        return source

    return make


def row(number: int, **more: Any) -> Row:
    return {
        "title": f"Reihe {number}",
        "url": f"https://rows.example/{number}",
        "language": "de",
        **more,
    }


def map_by(source: Source, fields: Document) -> None:
    """Publish a mapping, and nothing else."""
    SourceMapping.objects.filter(source=source).update(state=VersionState.RETIRED)
    SourceMapping.objects.create(
        source=source,
        key=source.name,
        number=SourceMapping.objects.filter(source=source).count() + 1,
        state=VersionState.PUBLISHED,
        published_at=now(),
        document=compile_mapping({"fields": fields}).document,
        made_by="operator",
    )


def remap(source: Source) -> int:
    ids = Record.objects.filter(source=source).order_by("pk").values_list("pk", flat=True)
    return remap_records(list(ids), by=SYSTEM)


def stored() -> list[Any]:
    return list(Resource.objects.order_by("pk").values())


def test_words_of_the_source_are_replaced(gather: Callable[..., Source]):
    source = gather(row(1, level="Klasse fünf"), row(2, level="Klasse sechs"))
    assert Resource.objects.filter(unknown={}).count() == 0
    map_by(source, {"levels": {"values": {"klasse FÜNF": "grade 5"}}})
    assert remap(source) == 1
    first, second = Resource.objects.order_by("pk")
    assert (first.facts["grades"], first.unknown) == ([5, 5], {})
    assert ("grades" in second.facts, second.unknown) == (False, {"levels": ["Klasse sechs"]})


def test_second_time_changes_nothing(gather: Callable[..., Source]):
    source = gather(row(1), row(2))
    map_by(source, {"keywords": {"always": "reihe"}})
    assert remap(source) == 2
    before = stored()
    assert remap(source) == 0
    assert stored() == before


def test_without_a_mapping_nothing_changes(gather: Callable[..., Source]):
    source = gather(row(1), row(2))
    before = stored()
    assert remap(source) == 0
    assert stored() == before


def test_values_of_a_curator_stay(gather: Callable[..., Source]):
    source = gather(row(1))
    edit_resource(Resource.objects.get(), changes={"keywords": ["mine"]}, by=OPERATOR)
    map_by(source, {"keywords": {"always": "theirs"}, "audiences": {"always": "teacher"}})
    assert remap(source) == 1
    facts = Resource.objects.get().facts
    assert (facts["keywords"], facts["audiences"]) == (["mine"], ["teacher"])


def test_other_records_of_a_resource_are_heard_by_their_own_mapping(
    gather: Callable[..., Source],
):
    first = gather(row(1, title="One"), name="first")
    gather(row(1, title="Two", description="From the second"), name="second")
    other = Source.objects.get(name="second")
    map_by(first, {"titles": {"always": "By the first"}})
    map_by(other, {"descriptions": {"always": "By the second"}})
    assert remap(first) == 1
    resource = Resource.objects.get()
    assert resource.titles.texts == {"de": "By the first"}
    assert resource.descriptions.texts == {"de": "By the second"}
    assert resource.provenance["descriptions"]["ref"].startswith("second:")


def test_record_of_a_merged_resource_speaks_for_the_one_that_stands(
    gather: Callable[..., Source],
):
    source = gather(row(1), row(2))
    kept, absorbed = Resource.objects.order_by("pk")
    merge_resources(kept, absorbed, by=OPERATOR)
    map_by(source, {"audiences": {"always": "teacher"}})
    assert remap(source) == 1
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert kept.facts["audiences"] == ["teacher"]
    assert "audiences" not in absorbed.facts


def test_record_that_cannot_be_read_any_more_leaves_its_resource(gather: Callable[..., Source]):
    source = gather(row(1), row(2))
    broken = Record.objects.order_by("pk")[0]
    Record.objects.filter(pk=broken.pk).update(payload=b"\xff no row")
    before = Resource.objects.get(pk=broken.resource_id)
    map_by(source, {"audiences": {"always": "teacher"}})
    assert remap(source) == 1
    broken.refresh_from_db()
    after = Resource.objects.get(pk=broken.resource_id)
    assert broken.problem != ""
    assert (after.titles, after.facts, after.state) == (before.titles, before.facts, before.state)


def test_problem_that_a_mapping_made_goes_with_it(gather: Callable[..., Source]):
    source = gather(row(1))
    map_by(source, {"titles": {"ignore": True}})
    assert remap(source) == 0
    assert Record.objects.get().problem == NO_TITLE
    assert Resource.objects.get().titles.texts == {"de": "Reihe 1"}
    map_by(source, {})
    assert remap(source) == 0
    assert Record.objects.get().problem == ""


def test_problems_that_can_be_mended_are_those_of_describing(gather: Callable[..., Source]):
    source = gather(row(1))
    said = []
    for fields in ({"titles": ["x"]}, {"addresses": ["https://a.example/"]}, {}):
        statement = _stated(**fields)
        with pytest.raises(FormatError) as error:
            Describer().describe(statement, source)
        said.append(str(error.value))
    assert said == [NO_KEY, NO_TITLE, MENDABLE[2]]


def _stated(**fields: list[str]) -> Any:
    from armillary.formats.statement import Statement, Text

    titles = [Text(title) for title in fields.pop("titles", [])]
    return Statement(titles=titles, **fields)  # type: ignore[arg-type]


def test_what_is_kept_aside_stays_aside(gather: Callable[..., Source]):
    source = gather(row(1), row(2))
    _aside, refused = Record.objects.order_by("pk")
    Record.objects.update(resource=None, digest="")
    Record.objects.filter(pk=refused.pk).update(problem="It was refused for a reason.")
    map_by(source, {"audiences": {"always": "teacher"}})
    assert remap(source) == 0
    assert not Record.objects.exclude(resource=None).exists()
    assert Record.objects.get(pk=refused.pk).problem == "It was refused for a reason."


def test_deleted_records_say_nothing(gather: Callable[..., Source]):
    source = gather(row(1))
    Record.objects.update(is_deleted=True)
    map_by(source, {"audiences": {"always": "teacher"}})
    assert remap(source) == 0


def test_address_that_another_resource_has_is_left_to_a_curator(gather: Callable[..., Source]):
    source = gather(row(1), row(2, file="https://rows.example/1"))
    found = {
        record.identifier: record.resource_id for record in Record.objects.filter(source=source)
    }
    map_by(source, {"addresses": {"also": "files"}})
    remap(source)
    pair = Suspicion.objects.get()
    assert {pair.first_id, pair.second_id} == set(found.values())


def test_number_of_queries_does_not_depend_on_the_number_of_records(
    gather: Callable[..., Source],
):
    asked = []
    for name, count in (("few", 2), ("many", 9)):
        source = gather(
            *(row(n, url=f"https://{name}.example/{n}") for n in range(count)), name=name
        )
        map_by(source, {"audiences": {"always": "teacher"}})
        with CaptureQueriesContext(connection) as queries:
            assert remap(source) == count
        asked.append([shape(query["sql"]) for query in queries])
    assert asked[0] == asked[1]


def shape(statement: str) -> str:
    """What is done to which table, without the names of savepoints and the number of rows."""
    plain = re.sub(r"^\d+ times: ", "", statement)
    return re.sub(r'"s\d+_x\d+"', "", plain)[:80]


def test_run_says_which_mapping_it_was_described_by(gather: Callable[..., Source]):
    source = gather(row(1))
    assert Run.objects.get().mapping == 0
    map_by(source, {"keywords": {"always": "reihe"}})
    path = Path(source.address.removeprefix("file://"))
    path.write_text(json.dumps(row(2)), encoding="utf-8")
    run = run_source(source, by=OPERATOR)
    assert run.mapping == 1
    fresh = Record.objects.get(changed_in=run.pk, is_deleted=False)
    assert fresh.resource is not None
    assert fresh.resource.facts["keywords"] == ["reihe"]
