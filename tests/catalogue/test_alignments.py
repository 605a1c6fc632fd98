"""Alignments: a machine suggests, a person decides, nobody is asked twice, readers see the confirmed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.alignments import facts, operations, queries
from armillary.catalogue.alignments.coverage import coverage, statement_below
from armillary.catalogue.alignments.operations import Suggested
from armillary.catalogue.enums import AlignmentState
from armillary.catalogue.errors import AlignmentDecided, NoSuchStatement
from armillary.catalogue.models import Alignment, Resource
from armillary.catalogue.operations import merge_resources, undo_merge, withdraw_resources
from armillary.core.errors import Refused
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import LogEntry, Person
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.models import Concept, Scheme
from armillary.vocabularies.operations import import_scheme

pytestmark = pytest.mark.django_db

STANDARDS = b"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://standards.example/> .
:all a skos:ConceptScheme ; skos:prefLabel "Mathematics standards"@en .
:g7 a skos:Concept ; skos:inScheme :all ; skos:notation "7" ; skos:prefLabel "Grade seven"@en .
:g7g a skos:Concept ; skos:inScheme :all ; skos:broader :g7 ; skos:notation "7.G" ;
    skos:prefLabel "Solve problems with angles, area and volume."@en .
:g7r a skos:Concept ; skos:inScheme :all ; skos:broader :g7 ; skos:notation "7.RP" ;
    skos:prefLabel "Analyse proportional relationships."@en .
"""


@pytest.fixture
def framework(db: None) -> Scheme:
    return import_scheme(
        STANDARDS, key="maths", file_name="maths.ttl", purpose=Purpose.FRAMEWORK, by=OPERATOR
    )


@pytest.fixture
def statements(framework: Scheme) -> dict[str, Concept]:
    return {concept.key: concept for concept in framework.concepts.all()}


@pytest.fixture
def two(new_resource: Callable[..., Resource]) -> list[Resource]:
    return [new_resource(listed=True), new_resource(listed=True)]


def suggest(resource: Resource, *suggested: tuple[Concept, float]) -> int:
    return operations.suggest_alignments(
        {
            resource.pk: [
                Suggested(concept.pk, sure, "words", "area") for concept, sure in suggested
            ]
        },
        by=SYSTEM,
    )


def states() -> dict[str, str]:
    rows = Alignment.objects.values_list("statement__key", "state")
    return dict(rows)


def waiting() -> list[str]:
    return [row.statement.key for row in queries.waiting_alignments().rows]


def test_suggestions_follow_what_the_machine_thinks_now(two, statements):
    one, _other = two
    assert suggest(one, (statements["7.G"], 0.8), (statements["7.RP"], 0.6)) == 2
    assert suggest(one, (statements["7.G"], 0.9)) == 0
    assert waiting() == ["7.G"]
    assert Alignment.objects.get().confidence == 0.9


def test_what_a_person_decided_is_never_asked_again(two, statements, curator: Person):
    one, _other = two
    suggest(one, (statements["7.G"], 0.8), (statements["7.RP"], 0.6))
    by_code = {row.statement.key: row.pk for row in Alignment.objects.all()}
    operations.decide_alignments([by_code["7.G"]], confirm=True, by=curator)
    operations.decide_alignments([by_code["7.RP"]], confirm=False, by=curator)
    suggest(one, (statements["7.RP"], 0.99))
    suggest(one)
    assert states() == {"7.G": "confirmed", "7.RP": "declined"}
    assert waiting() == []


def test_of_two_who_decide_the_second_is_told(two, statements, curator: Person):
    suggest(two[0], (statements["7.G"], 0.8))
    row = Alignment.objects.get()
    operations.decide_alignments([row.pk], confirm=False, by=curator)
    with pytest.raises(AlignmentDecided):
        operations.decide_alignments([row.pk], confirm=True, by=curator)
    assert states() == {"7.G": "declined"}


def test_only_curators_decide(two, statements, member: Person):
    suggest(two[0], (statements["7.G"], 0.8))
    number = Alignment.objects.get().pk
    for refused in (
        lambda: operations.decide_alignments([number], confirm=True, by=member),
        lambda: operations.undo_alignment_decisions([number], by=member),
        lambda: operations.align(two[0], "7.RP", by=member),
        lambda: operations.suggest_alignments({}, by=member),
    ):
        with pytest.raises(Refused):
            refused()
    assert states() == {"7.G": "suggested"}


def test_a_decision_can_be_taken_back(two, statements, curator: Person):
    suggest(two[0], (statements["7.G"], 0.8))
    [row] = operations.decide_alignments([Alignment.objects.get().pk], confirm=True, by=curator)
    by_hand = operations.align(two[0], "7.RP", by=curator)
    operations.undo_alignment_decisions([row.pk, by_hand.pk], by=curator)
    assert states() == {"7.G": "suggested"}
    with pytest.raises(AlignmentDecided):
        operations.undo_alignment_decisions([row.pk], by=curator)
    actions = LogEntry.objects.filter(action__contains="align").values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["confirmed-alignments", "align", "undo-alignments"]


def test_a_person_may_name_a_statement_by_code_or_address(two, statements, curator: Person):
    one, other = two
    assert operations.align(one, "7.rp", by=curator).statement == statements["7.RP"]
    stated = operations.align(other, "https://standards.example/g7g", by=curator)
    assert stated.statement == statements["7.G"]
    with pytest.raises(AlignmentDecided):
        operations.align(one, "7.RP", by=curator)


def test_a_code_of_two_frameworks_needs_the_name_of_one(two, framework, curator: Person):
    other = STANDARDS.replace(b"standards.example", b"others.example")
    import_scheme(other, key="others", file_name="o.ttl", purpose=Purpose.FRAMEWORK, by=OPERATOR)
    with pytest.raises(NoSuchStatement, match="Several"):
        operations.align(two[0], "7.G", by=curator)
    found = operations.align(two[0], "7.G", framework="others", by=curator)
    assert found.statement.scheme.key == "others"
    with pytest.raises(NoSuchStatement):
        operations.align(two[0], "8.G", by=curator)


def test_subjects_are_no_statements(two, curator: Person):
    topics = STANDARDS.replace(b"standards.example", b"topics.example")
    import_scheme(topics, key="topics", file_name="t.ttl", by=OPERATOR)
    with pytest.raises(NoSuchStatement):
        operations.align(two[0], "7.G", by=curator)
    with pytest.raises(NoSuchStatement):
        coverage("topics")


def test_confirming_changes_what_harvesters_see(two, statements, curator: Person):
    one, _other = two
    before = one.datestamp
    suggest(one, (statements["7.G"], 0.8))
    one.refresh_from_db()
    assert one.datestamp == before
    operations.decide_alignments([Alignment.objects.get().pk], confirm=True, by=curator)
    one.refresh_from_db()
    assert one.datestamp > before


def numbers(code: str) -> tuple[int, int]:
    row = next(row for row in coverage("maths").rows if row.code == code)
    return row.confirmed, row.waiting


def test_coverage_counts_each_resource_once_and_names_the_gaps(two, statements, curator: Person):
    one, other = two
    for code in ("7.G", "7.RP"):
        operations.align(one, code, by=curator)
    suggest(other, (statements["7.G"], 0.7))
    assert (numbers("7"), numbers("7.G"), numbers("7.RP")) == ((1, 1), (1, 1), (1, 0))
    withdraw_resources([one.pk], by=OPERATOR, reason="Gone.")
    assert (numbers("7"), numbers("7.G"), numbers("7.RP")) == ((0, 1), (0, 1), (0, 0))
    found = coverage("maths")
    assert [row.code for row in found.gaps] == ["7.G", "7.RP"]
    assert (found.leaves, found.covered) == (2, 0)
    [top] = found.parts(None)
    assert [row.code for row in found.parts(top.id)] == ["7.G", "7.RP"]
    assert [row.code for row in found.way_to(found.rows[2].id)] == ["7", "7.RP"]


def test_what_is_merged_speaks_for_the_one_that_stands(two, statements, curator: Person):
    one, other = two
    operations.align(other, "7.G", by=curator)
    merge_resources(one, other, by=OPERATOR)
    assert numbers("7.G") == (1, 0)
    assert [row.statement.key for row in queries.alignments_of(one, AlignmentState.CONFIRMED)] == [
        "7.G"
    ]
    framework, below = statement_below(queries.framework_by_key("maths"), "7")
    assert queries.resources_serving(framework, below) == [one]
    undo_merge(other, by=OPERATOR)
    assert queries.resources_serving(framework, below) == [other]


def test_a_circle_of_statements_is_walked_once(framework: Scheme, statements):
    statements["7"].broader.add(statements["7.G"])
    assert sorted(row.code for row in coverage("maths").rows) == ["7", "7.G", "7.RP"]


def test_the_inbox_is_paged_by_key_and_its_cost_does_not_grow(
    new_resource: Callable[..., Resource], statements
):
    for place in range(7):
        suggest(new_resource(), (statements["7.G"], 0.5 + place % 3 / 10))
    seen, after = [], ""
    while True:
        page = queries.waiting_alignments(after=after, size=2)
        seen += [row.confidence for row in page.rows]
        if not (after := page.after):
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 7

    def cost(size: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            facts.waiting_facts(queries.waiting_alignments(size=size))
        return len(asked)

    assert cost(1) == cost(7)


def test_cost_of_coverage_does_not_grow(two, framework: Scheme, curator: Person):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            coverage("maths")
        return len(asked)

    operations.align(two[0], "7.G", by=curator)
    before = cost()
    operations.align(two[0], "7.RP", by=curator)
    operations.align(two[1], "7.RP", by=curator)
    assert cost() == before
