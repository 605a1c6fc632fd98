"""Kolibri channels: every version's tables, codes in words, and databases that are up to no good."""

import sqlite3
from pathlib import Path

import pytest
from tests.kolibri_channels import CHANNEL, ROOT, Channel, number

from armillary.formats import sqlite_rows
from armillary.formats.describe import describe
from armillary.formats.errors import FormatError
from armillary.formats.kolibri import Found, read_kolibri, resources_of
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Statement, Text

STORAGE = "https://kolibri.example/content/storage/"
URN_OF_CHANNEL = "urn:uuid:6199dde6-95db-4ee4-ab39-2222d5af1e5c"
SUM = "9f9438fe6b0d42dd8e913d7d04cfb2b2"


def found_in(body: bytes) -> list[Found]:
    return list(resources_of(body))


def only_node(channel: Channel, **more: str) -> Statement:
    [_channel, node] = found_in(channel.written())
    return read_kolibri(node.payload, **more)


def test_channel_is_a_collection():
    [found] = found_in(Channel().written())
    assert (found.identifier, found.label) == (f"channel:{CHANNEL}", "Sums for all")
    assert read_kolibri(found.payload) == Statement(
        identifiers=[URN_OF_CHANNEL],
        titles=[Text("Sums for all", "en")],
        descriptions=[Text("Arithmetic without a connection.", "en")],
        types=["Collection"],
        languages=["en"],
        creators=[StatedAgent("Ministry of Education")],
        modified=["2026-05-04"],
    )


def test_resource_with_everything():
    channel = Channel()
    topic = channel.node(1, "Fractions", "topic")
    inner = channel.node(2, "Adding", "topic", parent_id=topic)
    node = channel.node(
        3, "Add halves", parent_id=inner, lang_id="pt-BR", description="Halves and quarters.",
        author="Amal Haddad", license_owner="Open School", license_name="CC BY-SA",
        license_description="", coach_content=1, grade_levels="by0beT,bSQdiJ",
        resource_types="xgFjFhrA", learning_activities="c53M6c", accessibility_labels="da2iCe,b1hGk&",
        categories="d&WXdXWF.qs0Xlaxq.nG96nHDc,d&WXdXWF.qs0Xlaxq", learner_needs="cfjB0R.cH#ig5",
        duration=125,
    )  # fmt: skip
    channel.tags = {node: ["fractions", "adding"]}
    channel.file(node, "0" * 32, "vtt", supplementary=1, priority=0, file_size=90)
    channel.file(node, SUM, "mp4", file_size=4_000_000_000)
    channel.file(node, "1" * 32, "png", thumbnail=1)
    assert only_node(channel, storage=STORAGE) == Statement(
        identifiers=["urn:uuid:c0000000-0000-0000-0000-000000000003"],
        titles=[Text("Add halves", "pt-BR")],
        descriptions=[Text("Halves and quarters.", "pt-BR")],
        types=["Lesson", "Video"],
        subjects=["Mathematics", "Arithmetic"],
        keywords=["Fractions", "Adding", "adding", "fractions"],
        levels=["Primary"],
        audiences=["Teacher"],
        languages=["pt-BR"],
        licences=["CC BY-SA"],
        creators=[StatedAgent("Amal Haddad")],
        publishers=[StatedAgent("Open School")],
        durations=["PT125S"],
        files=[
            StatedFile(f"{STORAGE}9/f/{SUM}.mp4", "video/mp4", 4_000_000_000),
            StatedFile(f"{STORAGE}0/0/{'0' * 32}.vtt", "text/vtt", 90),
        ],
        accessibility=["captions", "signLanguage"],
        relations=[StatedRelation("isPartOf", URN_OF_CHANNEL)],
    )


def test_internet_among_what_learners_need_is_told_and_nothing_else_of_it():
    said = {"cfjB0R.cdGFA5": ["Needs the internet"], "biiiAR,cfjB0R.cdGFA5": ["Needs the internet"]}
    said |= {"cfjB0R.cH#ig5": [], "cfjB0R": [], "": []}
    for needs, internet in said.items():
        channel = Channel()
        channel.node(2, "Sums", learner_needs=needs)
        assert only_node(channel).internet == internet


def test_description_has_one_identity_and_knows_every_word():
    channel = Channel()
    channel.node(
        1, "Add halves", lang_id="fr", license_name="CC BY", grade_levels="svpsy",
        accessibility_labels="cwDcsY,cuhrmh,da2iCe,br&HYl,crDF4W,b1hGk&",
    )  # fmt: skip
    described = describe(only_node(channel), subject=lambda _word: None)
    assert described.keys == ["uuid:c0000000-0000-0000-0000-000000000001"]
    assert (described.unknown, described.problems) == ({}, [])
    assert described.description["relations"] == [
        {"kind": "part_of", "target": "uuid:6199dde6-95db-4ee4-ab39-2222d5af1e5c"}
    ]


def test_later_codes_say_the_same():
    channel = Channel()
    channel.node(
        1, "One", grade_levels="by0beT,wnarlxKo,svpsy", accessibility_labels="da2iCe,WnIhbgkY"
    )
    statement = only_node(channel)
    assert statement.levels == ["Primary", "Lower secondary"]
    assert statement.accessibility == ["captions"]


def test_same_content_in_two_channels_is_one_resource():
    one, other = Channel(), Channel(channel={"id": "b" * 32})
    one.node(1, "Halves", content_id="d" * 32)
    other.node(2, "Halves again", content_id="d" * 32, channel_id="b" * 32)
    assert only_node(one).identifiers == only_node(other).identifiers


@pytest.mark.parametrize(
    ("columns", "types"),
    [
        ({"kind": "exercise"}, ["Exercise"]),
        ({"kind": "exercise", "options": '{"modality": "QUIZ"}'}, ["Quiz"]),
        ({"kind": "html5", "resource_types": "9dUN1LWT"}, ["Game", "Interactive resource"]),
        ({"kind": "document", "categories": "ziJ6PCuU.lOBPr5ix"}, ["Lesson plan", "Text"]),
        ({"kind": "hologram", "resource_types": "n3w"}, ["n3w", "hologram"]),
    ],
)
def test_types_come_from_labels_and_kind(columns: dict[str, str], types: list[str]):
    channel = Channel()
    channel.node(1, "One", **columns)
    assert only_node(channel).types == types


def test_category_for_teachers_is_an_audience_and_no_subject():
    channel = Channel()
    channel.node(
        1, "How to teach halves", categories="ziJ6PCuU.RLfhp37t,d&WXdXWF,PbGoe2MV.tS7WKnZ7"
    )
    statement = only_node(channel)
    assert (statement.audiences, statement.subjects) == (["Teacher"], ["School", "Environment"])


def test_pages_of_a_server_for_readers():
    channel = Channel()
    channel.node(1, "Halves")
    [whole, node] = found_in(channel.written())
    library = "https://kolibri.example"
    assert read_kolibri(whole.payload, library=library).addresses == [
        f"{library}/learn/#/topics/{CHANNEL}"
    ]
    statement = read_kolibri(node.payload, library=library)
    assert statement.addresses == [f"{library}/learn/#/topics/c/{number(1)}"]
    described = describe(statement, subject=lambda _word: None)
    assert len(described.keys) == 2  # the page of one node is not that of another


def test_payload_does_not_change_with_order_version_or_availability():
    before, after = Channel(), Channel(channel={"version": 9, "thumbnail": "other"})
    before.node(1, "Halves", sort_order=1, lft=2, available=0)
    after.node(1, "Halves", sort_order=7, lft=20, available=1)
    assert found_in(before.written()) == found_in(after.written())


@pytest.mark.parametrize("version", ["1", "v0.2.0-beta1"])
def test_older_schemas_are_read(version: str):
    channel = Channel(version=version)
    node = channel.node(1, "Halves", license_name="CC BY-SA", lang_id="fr")
    channel.file(node, SUM, "mp4", file_size=7)
    statement = only_node(channel, storage=STORAGE)
    assert statement.titles[0].text == "Halves"
    assert statement.licences == ["CC BY-SA"]
    assert statement.files == [StatedFile(f"{STORAGE}9/f/{SUM}.mp4", "video/mp4", 7)]
    assert statement.relations == [StatedRelation("isPartOf", URN_OF_CHANNEL)]


def test_database_that_was_in_wal_mode_is_read():
    channel = Channel(wal=True)
    channel.node(1, "Halves")
    body = channel.written()
    assert body[18:20] == b"\x02\x02"
    assert [found.label for found in found_in(body)] == ["Sums for all", "Halves"]


def test_nothing_stays_behind_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    channel = Channel()
    for count in range(5):
        channel.node(count, f"Lesson {count}")
    reading = resources_of(channel.written())
    next(reading)
    assert list(tmp_path.iterdir()) == []
    assert len(list(reading)) == 5


def test_topics_in_a_circle_and_orphans_are_read():
    channel = Channel()
    channel.node(1, "A", "topic", parent_id=number(2))
    channel.node(2, "B", "topic", parent_id=number(1))
    channel.node(3, "In a circle", parent_id=number(1))
    channel.node(4, "Nowhere", parent_id=number(99))
    statements = [read_kolibri(found.payload) for found in found_in(channel.written())[1:]]
    assert [statement.keywords for statement in statements] == [["B", "A"], []]


def test_values_of_the_wrong_sort_cost_only_themselves():
    channel = Channel(
        more=f"UPDATE content_contentnode SET title = 7, description = x'00ff', lang_id = 1.5,"
        f" duration = 'long', content_id = '../../etc' WHERE id = '{number(1)}';"
        f"UPDATE content_contentnode SET id = 'no uuid' WHERE id = '{number(2)}';"
    )
    node = channel.node(1, "Odd")
    channel.node(2, "Without an identifier")
    channel.file(node, "../../../etc/passwd", "mp4")
    channel.file(node, SUM, "mp4/../../x")
    [_channel, odd, nameless] = found_in(channel.written())
    statement = read_kolibri(odd.payload, storage=STORAGE)
    assert statement.titles == [Text("7", "1.5")]
    assert (statement.descriptions, statement.durations, statement.files) == ([], [], [])
    assert statement.identifiers == ["urn:uuid:a0000000-0000-0000-0000-000000000001"]
    assert (nameless.identifier, nameless.label) == ("", "Without an identifier")


HOSTILE = {
    "view": "ALTER TABLE content_contentnode RENAME TO old;"
    "CREATE VIEW content_contentnode AS SELECT * FROM old",
    "endless view": "DROP TABLE content_contentnode; CREATE VIEW content_contentnode AS WITH "
    "RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
    "SELECT id, 'a' AS title, 'video' AS kind FROM n",
    "virtual table": "DROP TABLE content_contentnode;"
    "CREATE VIRTUAL TABLE content_contentnode USING fts5(id, title, kind)",
    "computed column": "ALTER TABLE content_contentnode ADD COLUMN x TEXT "
    "GENERATED ALWAYS AS (hex(zeroblob(100000000)))",
    "no nodes": "DROP TABLE content_contentnode",
    "no titles": "ALTER TABLE content_contentnode RENAME COLUMN title TO heading",
    "no channel": "DELETE FROM content_channelmetadata",
    "without channels": "DROP TABLE content_channelmetadata",
}


@pytest.mark.parametrize("trick", HOSTILE.values(), ids=HOSTILE.keys())
def test_database_that_is_no_channel_or_runs_something_is_refused(trick: str):
    with pytest.raises(FormatError):
        found_in(Channel(more=f"{trick};").written())


def test_trigger_is_never_fired():
    channel = Channel(
        more="CREATE TRIGGER boom BEFORE UPDATE ON content_contentnode BEGIN SELECT RAISE(FAIL, 'x'); END;"
    )
    channel.node(1, "Halves")
    assert len(found_in(channel.written())) == 2


def test_nothing_can_be_written_attached_or_called():
    with sqlite_rows.opened(Channel().written(), ("content_contentnode",)) as rows:
        connection = rows._connection
        for forbidden in (
            "DELETE FROM content_contentnode",
            "ATTACH 'other.sqlite3' AS other",
            "SELECT load_extension('x')",
            "SELECT * FROM content_channelmetadata",
            "PRAGMA writable_schema=ON",
            "SELECT randomblob(100000000)",
        ):
            with pytest.raises(sqlite3.Error):
                connection.execute(forbidden).fetchall()
    # The connection is closed, too.
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MOST_ROWS", 3, "more than 3 rows"),
        ("MOST_TEXT", 200, "more than 200 bytes of text"),
        ("MOST_STEPS", 100, "interrupted"),
        ("MAXIMUM_SIZE", 1000, "larger than 1000 bytes"),
    ],
)
def test_too_much_is_refused(limit: str, value: int, reason: str, monkeypatch: pytest.MonkeyPatch):
    channel = Channel()
    for count in range(50):
        channel.node(count, f"Lesson {count}")
    body = channel.written()
    assert len(found_in(body)) == 51
    monkeypatch.setattr(sqlite_rows, limit, value)
    monkeypatch.setattr(sqlite_rows, "_LOOK_EVERY", 50)
    with pytest.raises(FormatError, match=reason):
        found_in(body)


def test_broken_files_raise_only_format_errors():
    channel = Channel()
    for count in range(30):
        channel.node(count, "Lesson " + "x" * 500)
    body = bytearray(channel.written())
    refused = 0
    for place in range(100, len(body), 997):
        broken = body.copy()
        broken[place : place + 40] = b"\xff" * 40
        try:
            found_in(bytes(broken))
        except FormatError:
            refused += 1
    assert refused > 0
    for cut in (0, 15, 16, 99, 100, 1000, len(body) // 2):
        with pytest.raises(FormatError):
            found_in(bytes(body[:cut]))


def test_root_is_no_resource():
    assert ROOT not in {found.identifier for found in found_in(Channel().written())}
