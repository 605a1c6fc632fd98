"""A mapping says what is changed in a statement: nothing more, in one order, with every slip named."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.mapping import (
    AGENTS,
    FIELDS,
    IDENTITY,
    LONGEST,
    MOST_CONSTANTS,
    MOST_PARTS,
    MOST_VALUES,
    PLAIN,
    TEXTS,
    FieldMapping,
    MappingError,
    apply,
    compile_mapping,
    read_mapping,
    sayable_of,
    takes_from,
)
from armillary.formats.statement import (
    StatedAgent,
    StatedFile,
    StatedRelation,
    Statement,
    Text,
)


def mapping(**fields: Any) -> FieldMapping:
    return compile_mapping({"fields": fields})


def stated(**more: Any) -> Statement:
    return Statement(
        identifiers=["oai:a:1"],
        titles=[Text("Der Satz"), Text("The theorem", "en")],
        addresses=["https://a.example/1"],
        levels=["Klasse 5; Klasse 6"],
        keywords=["Mathematik", "Geometrie"],
        audiences=["Lehrkraft"],
        creators=[StatedAgent("Ada; Grace", "person", "https://orcid.org/0")],
        publishers=[StatedAgent("Haus", "organization")],
        files=[StatedFile("https://a.example/1.pdf")],
        **more,
    )


def test_without_rules_the_very_same_statement_comes_back():
    statement = stated()
    assert apply(statement, mapping()) is statement
    assert apply(statement, mapping(levels={}, titles={"from": "titles"})) is statement


def test_statement_stays_as_it_is():
    statement = stated()
    before = copy.deepcopy(statement)
    rules = mapping(
        titles={"every_language": "fr", "split": " "},
        levels={"split": ";", "values": {"Klasse 5": "grade 5"}},
        creators={"split": ";", "also": "publishers"},
        keywords={"ignore": True},
    )
    apply(statement, rules)
    assert statement == before


def test_field_is_left_out():
    assert apply(stated(), mapping(keywords={"ignore": True})).keywords == []


def test_field_is_taken_from_another_one():
    assert apply(stated(), mapping(levels={"from": "audiences"})).levels == ["Lehrkraft"]


def test_field_is_taken_from_others_as_well_in_their_order():
    rules = mapping(levels={"also": ["keywords", "audiences"]})
    assert apply(stated(), rules).levels == [
        "Klasse 5; Klasse 6", "Mathematik", "Geometrie", "Lehrkraft",
    ]  # fmt: skip


def test_rules_look_at_what_the_source_said_and_not_at_each_other():
    rules = mapping(keywords={"ignore": True}, subjects={"from": "keywords"})
    swapped = mapping(subjects={"from": "keywords"}, keywords={"ignore": True})
    assert rules == swapped
    assert apply(stated(), rules).subjects == ["Mathematik", "Geometrie"]


def test_words_become_texts_and_makers_and_the_other_way_round():
    statement = apply(
        stated(),
        mapping(
            titles={"from": "keywords"},
            creators={"from": "audiences"},
            subjects={"from": "titles"},
            keywords={"from": "publishers"},
            identifiers={"from": "files"},
        ),
    )
    assert statement.titles == [Text("Mathematik"), Text("Geometrie")]
    assert statement.creators == [StatedAgent("Lehrkraft")]
    assert statement.subjects == ["Der Satz", "The theorem"]
    assert statement.keywords == ["Haus"]
    assert statement.identifiers == ["https://a.example/1.pdf"]


def test_makers_keep_what_is_known_of_them():
    rules = mapping(publishers={"from": "creators"})
    assert apply(stated(), rules).publishers == stated().creators


def test_words_are_split_and_empty_parts_dropped():
    rules = mapping(levels={"split": [";", ","]})
    assert apply(Statement(levels=[" a ; b,;c", ";"]), rules).levels == ["a", "b", "c"]


def test_longer_separators_go_first_and_are_no_pattern():
    rules = mapping(subjects={"split": [":", "::", "."]})
    assert apply(Statement(subjects=["a::b:c.d*e"]), rules).subjects == ["a", "b", "c", "d*e"]


def test_line_breaks_and_blanks_separate_too():
    rules = mapping(keywords={"split": ["\n", " "]})
    assert apply(Statement(keywords=["one two\nthree"]), rules).keywords == ["one", "two", "three"]


def test_makers_that_are_split_have_no_address_in_common():
    rules = mapping(creators={"split": ";"})
    assert apply(stated(), rules).creators == [
        StatedAgent("Ada", "person"), StatedAgent("Grace", "person"),
    ]  # fmt: skip


def test_texts_that_are_split_keep_their_language():
    rules = mapping(titles={"split": " / "})
    statement = apply(Statement(titles=[Text("Eins / Zwei", "de")]), rules)
    assert statement.titles == [Text("Eins", "de"), Text("Zwei", "de")]


def test_parts_beyond_the_most_stay_together():
    rules = mapping(keywords={"split": ";"})
    found = apply(Statement(keywords=["x;" * (2 * MOST_PARTS)]), rules).keywords
    assert len(found) == MOST_PARTS + 1
    assert found[-1].startswith("x;x;")


@pytest.mark.parametrize("word", ["Klasse 5", "klasse 5", "KLASSE  5", " Klasse\n5 "])
def test_words_are_replaced_whatever_their_case_and_blanks(word: str):
    rules = mapping(levels={"values": {"Klasse 5": "grade 5"}})
    assert apply(Statement(levels=[word, "Klasse 55"]), rules).levels == ["grade 5", "Klasse 55"]


def test_words_become_several_or_nothing():
    rules = mapping(levels={"values": {"Mittelstufe": ["grade 7", "grade 8"], "Sonstiges": ""}})
    found = apply(Statement(levels=["Sonstiges", "mittelstufe"]), rules).levels
    assert found == ["grade 7", "grade 8"]


def test_words_are_replaced_after_they_are_split():
    rules = mapping(levels={"split": ";", "values": {"klasse 6": "grade 6"}})
    assert apply(stated(), rules).levels == ["Klasse 5", "grade 6"]


def test_default_fills_only_what_is_empty_in_the_end():
    rules = mapping(levels={"values": {"x": ""}, "default": "grade 1"})
    assert apply(Statement(), rules).levels == ["grade 1"]
    assert apply(Statement(levels=["x"]), rules).levels == ["grade 1"]
    assert apply(Statement(levels=["y"]), rules).levels == ["y"]


def test_constant_replaces_whatever_was_said():
    rules = mapping(licences={"always": ["CC BY 4.0"]}, publishers={"always": "Haus"})
    statement = apply(Statement(licences=["secret"]), rules)
    assert statement.licences == ["CC BY 4.0"]
    assert statement.publishers == [StatedAgent("Haus")]


def test_language_of_texts_that_name_none_and_of_all():
    some = apply(stated(), mapping(titles={"language": "de"})).titles
    every = apply(stated(), mapping(titles={"every_language": "de", "default": "x"})).titles
    assert [text.language for text in some] == ["de", "en"]
    assert [text.language for text in every] == ["de", "de"]


def test_language_is_given_to_a_default_as_well():
    rules = mapping(titles={"default": "Ohne Titel", "language": "de"})
    assert apply(Statement(), rules).titles == [Text("Ohne Titel", "de")]


def test_relations_grades_and_files_are_left_alone_or_out():
    statement = Statement(grades=[3], relations=[StatedRelation("part", "x")])
    found = apply(statement, mapping(grades={"ignore": True}, titles={"default": "x"}))
    assert (found.grades, found.relations) == ([], statement.relations)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "{}: here belongs an object in braces."),
        ({"felder": {}}, "felder: there is no such name here."),
        ({"fields": []}, "fields: here belongs an object in braces."),
        ({"fields": {"title": {}}}, "fields.title: there is no such field, or it cannot be taken here."),
        ({"fields": {"levels": "x"}}, "fields.levels: here belongs an object in braces."),
        ({"fields": {"levels": {"takes": "x"}}}, "fields.levels.takes: there is no such name here."),
        ({"fields": {"levels": {"ignore": "yes"}}}, "fields.levels.ignore: here belongs true or false."),
        (
            {"fields": {"levels": {"ignore": True, "split": ";"}}},
            "fields.levels: nothing else can be said of a field that is left out.",
        ),
        (
            {"fields": {"levels": {"from": "relations"}}},
            "fields.levels.from: there is no such field, or it cannot be taken here.",
        ),
        (
            {"fields": {"levels": {"also": ["types", 4]}}},
            "fields.levels.also[1]: here belongs a text that is not empty.",
        ),
        (
            {"fields": {"levels": {"also": ["types", "files"]}}},
            "fields.levels.also[1]: there is no such field, or it cannot be taken here.",
        ),
        (
            {"fields": {"addresses": {"from": "licences"}}},
            "fields.addresses.from: there is no such field, or it cannot be taken here.",
        ),
        (
            {"fields": {"identifiers": {"always": "x"}}},
            "fields.identifiers.always: this cannot be said of this field.",
        ),
        (
            {"fields": {"addresses": {"default": "x"}}},
            "fields.addresses.default: this cannot be said of this field.",
        ),
        (
            {"fields": {"levels": {"language": "de"}}},
            "fields.levels.language: this cannot be said of this field.",
        ),
        ({"fields": {"files": {"split": ";"}}}, "fields.files.split: this cannot be said of this field."),
        ({"fields": {"levels": {"split": 5}}}, "fields.levels.split: here belongs a text, or a list of them."),
        (
            {"fields": {"levels": {"split": [";", ""]}}},
            "fields.levels.split[1]: here belongs a text that is not empty.",
        ),
        ({"fields": {"levels": {"split": "x" * 11}}}, "fields.levels.split[0]: this is too long."),
        ({"fields": {"levels": {"split": list("abcdefghijk")}}}, "fields.levels.split: these are too many."),
        (
            {"fields": {"levels": {"default": " "}}},
            "fields.levels.default[0]: here belongs a text that is not empty.",
        ),
        ({"fields": {"levels": {"always": "x" * 501}}}, "fields.levels.always[0]: this is too long."),
        (
            {"fields": {"levels": {"always": ["x"] * (MOST_CONSTANTS + 1)}}},
            "fields.levels.always: these are too many.",
        ),
        (
            {"fields": {"levels": {"always": "x", "default": "y"}}},
            "fields.levels: say one of the two only.",
        ),
        ({"fields": {"levels": {"values": []}}}, "fields.levels.values: here belongs an object in braces."),
        (
            {"fields": {"levels": {"values": {" ": "x"}}}},
            "fields.levels.values. : here belongs a text that is not empty.",
        ),
        (
            {"fields": {"levels": {"values": {"a": ["x", " "]}}}},
            "fields.levels.values.a[1]: here belongs a text that is not empty.",
        ),
        (
            {"fields": {"levels": {"values": {"Eins": "1", "eins": "2"}}}},
            "fields.levels.values.eins: this is said twice, and not the same.",
        ),
        (
            {"fields": {"levels": {"values": {str(n): "x" for n in range(MOST_VALUES + 1)}}}},
            "fields.levels.values: these are too many.",
        ),
        (
            {"fields": {"titles": {"language": "no language"}}},
            "fields.titles.language: this is no language. Use a tag such as en or pt-BR.",
        ),
        (
            {"fields": {"titles": {"language": "de", "every_language": "fr"}}},
            "fields.titles: say one of the two only.",
        ),
    ],
)  # fmt: skip
def test_every_slip_names_its_place(document: Any, said: str):
    with pytest.raises(MappingError) as error:
        compile_mapping(document)
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1, column 2: this is not JSON."),
        ('{"fields": {"levels": {},\n "levels": {}}}', "levels: this is said twice, and not the same."),
        ("[" * 100_000, "{}: this is not JSON."),
        (" " * (LONGEST + 1), "{}: this is too long."),
    ],
)  # fmt: skip
def test_text_that_is_no_document_says_where(text: str, said: str):
    with pytest.raises(MappingError) as error:
        read_mapping(text)
    assert str(error.value) == said


def test_document_holds_only_what_is_said_and_two_equal_ones_are_the_same():
    first = mapping(levels={"split": ";", "ignore": False, "default": []}, types={"from": "types"})
    second = read_mapping('{"fields": {"levels": {"split": [";", ";"]}}}')
    assert first.document == second.document == {"fields": {"levels": {"split": [";"]}}}


def test_document_keeps_words_as_they_were_written():
    document = mapping(levels={"values": {"Klasse  5": "grade 5"}}).document
    assert document["fields"]["levels"]["values"] == {"Klasse 5": ["grade 5"]}


def test_what_identifies_is_taken_from_what_identifies():
    for name in IDENTITY:
        assert set(takes_from(name)) == {*IDENTITY, "files"}
        assert not {"default", "always"} & sayable_of(name)
    for name in PLAIN:
        assert (takes_from(name), sayable_of(name)) == ((), {"ignore"})


texts = st.text(min_size=1, max_size=12).filter(str.strip)
words = st.lists(texts, max_size=4)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in draw(st.sets(st.sampled_from(FIELDS), max_size=6)):
        said = sayable_of(name)
        rule: dict[str, Any] = {}
        if "from" in said and draw(st.booleans()):
            rule["from"] = draw(st.sampled_from(takes_from(name)))
            rule["also"] = draw(st.lists(st.sampled_from(takes_from(name)), max_size=2))
        if "split" in said:
            rule["split"] = draw(st.lists(st.text(min_size=1, max_size=3), max_size=3))
            rule["values"] = {draw(texts): draw(words)}
        if "always" in said:
            rule[draw(st.sampled_from(["always", "default"]))] = draw(words)
        fields[name] = rule
    return {"fields": fields}


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    made: dict[str, Any] = {}
    for name in FIELDS:
        if name in PLAIN:
            continue
        values = draw(words)
        if name in TEXTS:
            values = [Text(value, draw(st.sampled_from(["", "en"]))) for value in values]
        elif name in AGENTS:
            values = [StatedAgent(value) for value in values]
        made[name] = values
    return Statement(**made)


@given(documents(), statements())
def test_any_mapping_is_pure_and_survives_its_own_document(
    document: dict[str, Any], statement: Statement
):
    before = copy.deepcopy(statement)
    compiled = compile_mapping(document)
    again = read_mapping(json.dumps(compiled.document))
    found = apply(statement, compiled)
    assert statement == before
    assert again.document == compiled.document
    assert found == apply(statement, again)
    for name in FIELDS:
        if name not in compiled.document["fields"]:
            assert getattr(found, name) == getattr(statement, name)
