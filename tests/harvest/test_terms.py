"""Unknown values: collected per record, decided once, applied to every record without asking any
source, and taken back without a trace."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import edit_resource
from armillary.core.errors import Refused
from armillary.harvest.models import (
    Record,
    Source,
    TermDecision,
    TermOfSource,
    UnknownTerm,
    UnknownValue,
)
from armillary.harvest.operations.terms import (
    collect_terms,
    decide_term,
    decide_terms,
    import_terms,
    undo_term,
)
from armillary.harvest.terms import queries
from armillary.harvest.terms.errors import (
    InvalidTermDecision,
    NoSuchTerm,
    NoSuchTermDecision,
    TermDecided,
)
from armillary.harvest.terms.exchange import decisions_csv
from armillary.people.actors import OPERATOR
from armillary.people.log import first_broken_link
from armillary.people.models import LogEntry, Person

pytestmark = pytest.mark.django_db

Write = Callable[..., Source]
RunTasks = Callable[[], None]


def fact(address: str, name: str) -> Any:
    return resource(address).facts.get(name)


def resource(address: str) -> Resource:
    return Resource.objects.get(keys__key=f"address:https://{address}")


def waiting(kind: str, source: Source | None = None) -> dict[str, int]:
    page = queries.waiting_terms(kind, source=source, reader="en")
    return {row.term.value: row.records for row in page.rows}


TWO = {
    1: {"subject": "Basket weaving", "type": "Gizmo"},
    2: {"subject": "basket-weaving", "level": "K-12ish"},
    3: {"subject": "Physics"},
}


def test_values_are_collected_once_for_every_way_of_spelling_them(write: Write):
    source = write("a", TWO)
    assert waiting("subjects") == {"Basket weaving": 2}
    assert waiting("types") == {"Gizmo": 1}
    assert waiting("levels") == {"K-12ish": 1}
    [row] = queries.waiting_terms("subjects", reader="en").rows
    assert row.sources == [(source, 2)]
    assert [str(each) for each in row.examples] == ["a 1", "a 2"]


def test_counts_follow_what_a_source_says_now(write: Write):
    source = write("a", TWO)
    write("a", {1: {"subject": "Physics"}, 2: TWO[2], 3: {"subject": "Basket weaving"}})
    assert waiting("subjects") == {"Basket weaving": 2}
    assert waiting("types") == {}
    write("a", {1: {"subject": "Physics"}, 2: TWO[2]})
    assert waiting("subjects", source) == {"Basket weaving": 1}
    assert set(UnknownValue.objects.values_list("record__identifier", flat=True)) == {
        "https://a.example/2"
    }


def test_nothing_is_written_for_records_that_did_not_change(write: Write):
    write("a", TWO)
    before = list(UnknownValue.objects.order_by("pk").values())
    write("a", TWO)
    assert list(UnknownValue.objects.order_by("pk").values()) == before


KINDS = [
    ("subjects", "subject", "Basket weaving", "physics", "subjects", ["physics"]),
    ("types", "type", "Gizmo", "simulation", "types", ["simulation"]),
    ("levels", "level", "K-12ish", "primary", "levels", ["primary"]),
    ("audiences", "audience", "astronauts", "learner", "audiences", ["learner"]),
    ("languages", "language", "Elvish", "is", "languages", ["is"]),
    (
        "accessibility",
        "accessibility",
        "Big letters",
        "largePrint",
        "accessibility",
        ["largePrint"],
    ),
    ("free", "free", "for a song", "no", "free", False),
    ("internet", "internet", "maybe", "offline", "internet", "offline"),
    ("device", "device", "abacus", "no-device", "device", "no-device"),
    ("laboratory", "laboratory", "kitchen", "simple-equipment", "laboratory", "simple-equipment"),
    ("consumables", "consumables", "two coins", "low-cost", "consumables", "low-cost"),
    ("safety", "safety level", "amber", "care", "safety", "care"),
    ("groups", "group size", "trios", "small-groups", "groups", ["small-groups"]),
    ("countries", "country", "Utopia", "TZ", "countries", ["TZ"]),
    (
        "licences",
        "licence",
        "Ask the baker",
        "cc-by-4.0",
        "licence",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
]


@pytest.mark.parametrize(("kind", "column", "value", "key", "name", "expected"), KINDS)
def test_decision_reaches_kept_records_and_its_undoing_restores_them(
    write: Write, run_tasks: RunTasks, kind: str, column: str, value: str, key: str, name: str,
    expected: Any,
):  # fmt: skip
    write("a", {1: {column: value}, 2: {}})
    before = resource("a.example/1")
    assert before.unknown == {kind: [value]}
    decision = decide_term(kind, value.upper(), key, by=OPERATOR)
    assert waiting(kind) == {}
    run_tasks()
    assert fact("a.example/1", name) == expected
    assert resource("a.example/1").unknown == {}
    undo_term(decision, by=OPERATOR)
    run_tasks()
    after = resource("a.example/1")
    assert (after.facts, after.unknown) == (before.facts, before.unknown)
    assert waiting(kind) == {value: 1}


@pytest.mark.parametrize(("kind", "column", "value", "key", "name", "expected"), KINDS)
def test_decision_holds_for_later_harvests_of_any_source(
    write: Write, kind: str, column: str, value: str, key: str, name: str, expected: Any
):
    decide_term(kind, value, key, by=OPERATOR)
    write("b", {1: {column: value}})
    assert fact("b.example/1", name) == expected
    assert (resource("b.example/1").unknown, waiting(kind)) == ({}, {})


def test_decision_that_means_nothing_is_never_reported_again(write: Write, run_tasks: RunTasks):
    write("a", TWO)
    decide_term("subjects", "Basket weaving", None, by=OPERATOR)
    run_tasks()
    write("b", {1: {"subject": "BASKET WEAVING"}})
    for address in ("a.example/1", "a.example/2", "b.example/1"):
        assert "subjects" not in resource(address).unknown
        assert "subjects" not in resource(address).facts
    assert resource("b.example/1").facts["keywords"] == ["BASKET WEAVING"]
    assert waiting("subjects") == {}


def test_decision_for_one_source_leaves_the_others_waiting(write: Write, run_tasks: RunTasks):
    first, second = write("a", {1: {"type": "Gizmo"}}), write("b", {1: {"type": "Gizmo"}})
    decide_term("types", "Gizmo", "simulation", source=first, by=OPERATOR)
    run_tasks()
    assert fact("a.example/1", "types") == ["simulation"]
    assert fact("b.example/1", "types") is None
    assert (waiting("types"), waiting("types", first)) == ({"Gizmo": 1}, {})
    decide_term("types", "Gizmo", "video", by=OPERATOR)
    run_tasks()
    assert fact("a.example/1", "types") == ["simulation"]
    assert fact("b.example/1", "types") == ["video"]
    assert (waiting("types"), waiting("types", second)) == ({}, {})


def test_decision_for_a_source_is_known_before_its_first_record(write: Write):
    source = write("a", {1: {}})
    decide_term("types", "Gizmo", "simulation", source=source, by=OPERATOR)
    write("a", {1: {"type": "Gizmo"}})
    write("b", {1: {"type": "Gizmo"}})
    assert fact("a.example/1", "types") == ["simulation"]
    assert (waiting("types"), waiting("types", source)) == ({"Gizmo": 1}, {})


def test_several_values_become_one_term(write: Write, run_tasks: RunTasks):
    write("a", {1: {"type": "Gizmo"}, 2: {"type": "Gadget"}})
    decide_terms("types", ["Gizmo", "Gadget"], "simulation", by=OPERATOR)
    run_tasks()
    assert [fact(f"a.example/{n}", "types") for n in (1, 2)] == [["simulation"]] * 2


def test_nobody_is_asked_twice(write: Write, curator: Person):
    write("a", TWO)
    decide_term("types", "Gizmo", "simulation", by=curator)
    with pytest.raises(TermDecided, match="“gizmo” is decided on: it means “Simulation”"):
        decide_term("types", "gizmo", "video", by=curator)
    with pytest.raises(TermDecided):
        decide_terms("types", ["Gadget", "Gizmo"], None, by=curator)
    assert TermDecision.objects.count() == 1


def test_decision_is_undone_once_and_may_be_taken_again(write: Write, curator: Person):
    write("a", TWO)
    decision = decide_term("types", "Gizmo", "simulation", by=curator)
    undo_term(decision, by=curator)
    with pytest.raises(TermDecided, match="undone already"):
        undo_term(decision, by=curator)
    decide_term("types", "Gizmo", "video", by=curator)
    assert waiting("types") == {}


def test_decisions_are_logged_with_who_took_them(write: Write, curator: Person):
    write("a", TWO)
    undo_term(decide_term("types", "Gizmo", "simulation", by=curator), by=curator)
    entries = LogEntry.objects.filter(subject="types: gizmo").order_by("number")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("decide-term", curator.actor_id),
        ("undo-term", curator.actor_id),
    ]
    assert first_broken_link("harvest") is None
    row = TermDecision.objects.get()
    assert (row.decided_by, row.undone_by) == (curator.actor_id, curator.actor_id)


def test_only_curators_decide(write: Write, member: Person):
    write("a", TWO)
    with pytest.raises(Refused):
        decide_term("types", "Gizmo", "simulation", by=member)
    decision = decide_term("types", "Gizmo", "simulation", by=OPERATOR)
    for act in (
        lambda: undo_term(decision, by=member),
        lambda: collect_terms(by=member),
        lambda: import_terms("kind,value,key\n", by=member),
    ):
        with pytest.raises(Refused):
            act()
    assert TermDecision.objects.get().undone_at is None


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("colours", "red", "physics"),
        ("subjects", "x", "no-such-subject"),
        ("subjects", "x", ""),
        ("levels", "x", "physics"),
        ("languages", "x", "no such language"),
        ("licences", "x", "please cc by"),
        ("free", "x", "maybe"),
        ("accessibility", "x", "comfort"),
        ("types", "  ", "video"),
    ],
)
def test_decision_must_name_a_term_of_its_vocabulary(kind: str, value: str, key: str):
    with pytest.raises(InvalidTermDecision):
        decide_term(kind, value, key, by=OPERATOR)
    assert not UnknownTerm.objects.exists()


@pytest.mark.parametrize(
    ("kind", "key", "stored"),
    [
        ("languages", "ENG", "en"),
        ("languages", "zh-TW", "zh-hant"),
        ("licences", "https://creativecommons.org/licenses/by-sa/3.0/de/", "cc-by-sa-3.0-de"),
        ("licences", "cc0-1.0", "cc0-1.0"),
    ],
)
def test_keys_are_stored_in_their_canonical_form(kind: str, key: str, stored: str):
    assert decide_term(kind, "x", key, by=OPERATOR).key == stored


def test_long_values_that_begin_alike_are_told_apart(write: Write, run_tasks: RunTasks):
    terms = "Whoever uses this material agrees with the terms of use of our institute. " * 4
    write(
        "a", {1: {"licence": f"{terms} First edition"}, 2: {"licence": f"{terms} Second edition"}}
    )
    [one, two] = queries.waiting_terms("licences", reader="en").rows
    assert one.term.value == two.term.value
    decide_term("licences", one.term.folded, "cc-by-4.0", by=OPERATOR)
    run_tasks()
    assert sorted(bool(fact(f"a.example/{n}", "licence")) for n in (1, 2)) == [False, True]


def test_no_source_is_asked(write: Write, run_tasks: RunTasks, tmp_path: Path):
    write("a", TWO)
    (tmp_path / "a.csv").unlink()
    decide_term("types", "Gizmo", "simulation", by=OPERATOR)
    run_tasks()
    assert fact("a.example/1", "types") == ["simulation"]


def test_edited_field_stays_as_the_curator_left_it(write: Write, run_tasks: RunTasks):
    write("a", TWO)
    edit_resource(resource("a.example/1"), changes={"types": ["video"]}, by=OPERATOR)
    decide_term("types", "Gizmo", "simulation", by=OPERATOR)
    run_tasks()
    assert fact("a.example/1", "types") == ["video"]


def test_lists_are_paged_by_key_and_end(write: Write):
    write("a", {n: {"type": f"Gizmo {n // 2}"} for n in range(7)})
    seen, after = [], ""
    while True:
        page = queries.waiting_terms("types", after=after, size=2, reader="en")
        seen += [(row.term.value, row.records) for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == [("Gizmo 0", 2), ("Gizmo 1", 2), ("Gizmo 2", 2), ("Gizmo 3", 1)]


def test_cost_of_a_page_does_not_grow(write: Write):
    def cost(source: Source) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.waiting_terms("types", reader="en")
            queries.waiting_terms("types", source=source, reader="en")
            queries.waiting_by_kind()
        return len(seen)

    source = write("a", {1: {"type": "Gizmo"}})
    queries.waiting_terms("types", reader="en")  # the vocabulary is read once
    before = cost(source)
    write("a", {n: {"type": f"Gizmo {n}"} for n in range(1, 15)})
    write("b", {n: {"type": f"Gizmo {n}"} for n in range(1, 15)})
    assert cost(source) == before


def test_queries_of_the_inbox_use_their_indexes(write: Write):
    source = write("a", TWO)
    term = UnknownTerm.objects.get(kind="types")
    if connection.vendor != "sqlite":
        pytest.skip("plans of so few rows say nothing")
    plans = [
        queries._counted("types", None, "")[:20],
        queries._counted("types", source, "")[:20],
        UnknownValue.objects.filter(term=term, record__gt=1).order_by("record").values("record"),
        UnknownValue.objects.filter(record__in=[1, 2]),
    ]
    for rows in plans:
        plan = rows.explain()
        assert "INDEX" in plan
        assert "TEMP B-TREE" not in plan


def test_who_is_affected(write: Write):
    write("a", TWO)
    term = UnknownTerm.objects.get(kind="subjects")
    page = queries.records_with(term, size=1)
    assert [str(row.resource) for row in page.rows] == ["a 1"]
    page = queries.records_with(term, size=1, after=page.after)
    assert ([str(row.resource) for row in page.rows], page.after) == (["a 2"], "")


def test_records_from_before_are_collected_by_one_command(write: Write):
    write("a", TWO)
    write("b", {1: {"type": "Gizmo"}, 2: {"type": "Gone"}})
    write("b", {1: {"type": "Gizmo"}})
    before = _counts()
    UnknownValue.objects.all().delete()
    TermOfSource.objects.all().delete()
    UnknownTerm.objects.update(waiting=0)
    assert collect_terms(by=OPERATOR) == Record.objects.count()
    assert _counts() == before
    collect_terms(by=OPERATOR)
    assert _counts() == before


def _counts() -> list[Any]:
    return [
        *UnknownTerm.objects.exclude(value="Gone").order_by("kind", "folded").values(),
        *TermOfSource.objects.exclude(records=0)
        .order_by("term", "source")
        .values("term", "source", "kind", "records", "is_decided"),
        *UnknownValue.objects.order_by("record", "term").values("record", "term"),
    ]


def test_what_was_never_there_is_not_found():
    with pytest.raises(NoSuchTerm):
        queries.term_by_id(1)
    with pytest.raises(NoSuchTermDecision):
        queries.decision_by_id(1)


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("subjects", "Phisics", "physics"),
        ("subjects", "Matematicas aplicadas", "mathematics"),
        ("types", "Video lectures", "video"),
        ("levels", "Primary education level", "primary"),
        ("licences", "CC BY 4.O", "cc-by-4.0"),
        ("languages", "Engish", "en"),
        ("audiences", "techers", "teacher"),
        ("accessibility", "large-prints", "largePrint"),
    ],
)
def test_nearest_terms_are_suggested(write: Write, kind: str, value: str, key: str):
    from armillary.formats.unmapped import term_of
    from armillary.harvest.terms.suggesting import LEAST, MOST, Suggester

    found = Suggester(kind, "en").of(term_of(value))
    assert key in [each.key for each in found]
    assert len(found) <= MOST
    assert all(LEAST <= each.similarity <= 100 for each in found)
    assert [each.similarity for each in found] == sorted(
        (each.similarity for each in found), reverse=True
    )


def test_nothing_is_suggested_for_what_resembles_nothing():
    from armillary.harvest.terms.suggesting import Suggester

    assert Suggester("subjects", "en").of("xqzw vvkpj") == []
    assert Suggester("free", "en").of("for a song") == []


def test_decisions_travel_as_a_table(write: Write, run_tasks: RunTasks):
    source = write("a", {1: {"type": "Gizmo", "subject": "=1+2"}})
    decide_term("types", "Gizmo", "simulation", source=source, by=OPERATOR)
    decide_term("subjects", "=1+2", None, by=OPERATOR)
    table = decisions_csv()
    assert table == ("kind,value,key,source\nsubjects,'=1+2,nothing,\ntypes,Gizmo,simulation,a\n")
    for decision in TermDecision.objects.all():
        undo_term(decision, by=OPERATOR)
    read = import_terms(table, by=OPERATOR)
    assert (len(read.meanings), read.same, read.problems) == (2, 0, [])
    run_tasks()
    assert fact("a.example/1", "types") == ["simulation"]
    assert decisions_csv() == table
    assert import_terms(table, by=OPERATOR).same == 2


def test_import_keeps_what_is_decided_here_and_says_what_it_cannot_use():
    decide_term("types", "Gizmo", "video", by=OPERATOR)
    read = import_terms(
        "\ufeffkind,value,key,source\n"
        "types,Gizmo,simulation,\n"
        "types,Gadget,no-such-type,\n"
        "types,Widget,video,nowhere\n"
        "colours,red,video,\n"
        "types,,video,\n"
        "types,Thing,video,\n",
        by=OPERATOR,
    )
    assert [line for line, _why in read.problems] == [2, 3, 4, 5, 6]
    assert read.problems[0][1] == "Decided otherwise here; that stays."
    assert [meaning.value for meaning in read.meanings] == ["Thing"]
    assert LogEntry.objects.filter(action="import-terms").count() == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "kind,value\nx,y\n", 'kind,value,key\n"\x00'])
def test_what_is_no_table_of_decisions_is_refused(text: str):
    if "\x00" in text:
        assert import_terms(text, by=OPERATOR).meanings == []
        return
    with pytest.raises(InvalidTermDecision):
        import_terms(text, by=OPERATOR)
