"""A pack as a channel of Kolibri: rows, files, pages; and what is up to no good in a list."""

import ast
import dataclasses
import hashlib
import io
import sys
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from tests.formats.packs.packs_made import BY, Store, bodies, made, pack_of, rows, sections

from armillary.formats.kolibri import read_kolibri, resources_of
from armillary.formats.packs import kolibri, kolibri_zips
from armillary.formats.packs.kits import place_of
from armillary.formats.packs.kolibri import KOLIBRI, database_place
from armillary.formats.packs.listing import WHYS, Item, Listing, Terms
from armillary.formats.packs.words import WORDS
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Text

CHANNEL = uuid5(NAMESPACE_URL, "https://site.example/packs/pack1")
PDF, PNG = b"%PDF-1.7 of one page", b"\x89PNG\r\n\x1a\n and dots"
PAGE = b"<!doctype html><html><head><title>Halves</title></head><body><p>Half.</p></body></html>\n"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / "copied"
    folder.mkdir()
    return Store(folder)


class Made:
    """A channel on a drive: places with contents, and its tables."""

    def __init__(self, pack: Listing, store: Store) -> None:
        self.files = bodies(KOLIBRI, pack, store)
        self.path = store.folder / "read.sqlite3"
        self.path.write_bytes(self.files.pop(database_place(pack)))

    def rows(self, table: str) -> list[dict[str, Any]]:
        return rows(self.path, f"content_{table}")

    @property
    def nodes(self) -> dict[str, dict[str, Any]]:
        return {row["title"]: row for row in self.rows("contentnode")}

    def archive(self) -> zipfile.ZipFile:
        [body] = [body for place, body in self.files.items() if place.endswith(".zip")]
        return zipfile.ZipFile(io.BytesIO(body))

    def page(self) -> str:
        return self.archive().read("index.html").decode()


class Strict(HTMLParser):
    """Every element that begins, ends."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: Counter[str] = Counter()
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found[tag] += 1
        if tag not in {"meta", "br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def copy_of(*files: Any, number: int = 1, **more: Any) -> Item:
    return made(number, how="copy", files=files, **more)


def test_channel_says_what_the_list_says(store: Store):
    assert Made(pack_of(made()), store).rows("channelmetadata") == [
        {
            "id": CHANNEL.hex,
            "name": "Fractions",
            "description": "For the fourth year.",
            "tagline": None,
            "author": "The Site",
            "version": 3,
            "thumbnail": "",
            "last_updated": "2026-11-05 06:07:08.090000(UTC)",
            "min_schema_version": "5",
            "root_id": CHANNEL.hex,
        }
    ]


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("2026-11-05T06:07:08+02:00", "2026-11-05 04:07:08.000000(UTC)"),
        ("2026-11-05", "2026-11-05 00:00:00.000000(UTC)"),
        ("yesterday", None),
    ],
)
def test_time_has_the_one_form_that_kolibri_reads(store: Store, stated: str, written: str | None):
    [channel] = Made(pack_of(made=stated), store).rows("channelmetadata")
    assert channel["last_updated"] == written


def test_database_comes_last_and_is_not_summed(store: Store):
    pack = pack_of(made(1), made(2))
    found = [(entry.place, entry.is_summed) for entry in KOLIBRI.entries(pack, store.find)]
    assert found[-1] == (f"KOLIBRI_DATA/content/databases/{CHANNEL.hex}.sqlite3", False)
    assert [is_summed for _place, is_summed in found] == [True, True, False]
    assert place_of(KOLIBRI, pack, "pack.json") == "pack-fractions/pack.json"


def test_tables_are_those_of_schema_five(store: Store):
    tables = {row["name"] for row in rows(Made(pack_of(), store).path, "sqlite_master")}
    assert tables >= {
        "content_assessmentmetadata",
        "content_channelmetadata",
        "content_contentnode",
        "content_contentnode_has_prerequisite",
        "content_contentnode_related",
        "content_contentnode_tags",
        "content_contenttag",
        "content_file",
        "content_language",
        "content_localfile",
    }


def test_several_sections_are_topics_and_what_is_in_none_follows(store: Store):
    pack = pack_of(
        made(1, section="halves"), made(2, section="quarters"), made(3, section="halves"), made(4),
        made(5, section="gone"), sections=sections("Halves", "Empty", "Quarters"),
    )  # fmt: skip
    nodes = Made(pack, store).rows("contentnode")
    titles = {node["id"]: node["title"] for node in nodes}
    nodes.sort(key=lambda node: node["lft"])
    assert [
        (each["title"], titles.get(each["parent_id"]), each["sort_order"]) for each in nodes
    ] == [
        ("Fractions", None, 1.0),
        ("Halves", "Fractions", 1.0),
        ("Lesson 1", "Halves", 1.0),
        ("Lesson 3", "Halves", 2.0),
        ("Quarters", "Fractions", 2.0),
        ("Lesson 2", "Quarters", 1.0),
        ("Lesson 4", "Fractions", 3.0),
        ("Lesson 5", "Fractions", 4.0),
    ]


def test_one_section_needs_no_topic(store: Store):
    pack = pack_of(made(1, section="halves"), made(2), sections=sections("Halves"))
    assert {node["level"] for node in Made(pack, store).nodes.values()} == {0, 1}


def test_numbers_of_nodes_tell_what_is_inside_of_what(store: Store):
    pack = pack_of(
        made(1, section="one"),
        copy_of(
            store.keep(PDF, "application/pdf", "pdf"),
            store.keep(b"more", "application/pdf", "pdf"),
            number=2,
            section="two",
        ),
        sections=sections("One", "Two"),
    )
    nodes = Made(pack, store).rows("contentnode")
    numbers = sorted(number for node in nodes for number in (node["lft"], node["rght"]))
    assert numbers == list(range(1, 2 * len(nodes) + 1))
    for node in nodes:
        above = [
            each for each in nodes if each["lft"] < node["lft"] and node["rght"] < each["rght"]
        ]
        assert node["level"] == len(above)
        assert node["parent_id"] == (
            max(above, key=lambda each: each["lft"])["id"] if above else None
        )


def test_copied_document_is_one_and_lies_by_its_md5(store: Store):
    small = store.keep(PNG, "image/png", "png", role="thumbnail")
    found = Made(pack_of(copy_of(store.keep(PDF, "application/pdf", "bin"), small)), store)
    pdf, png = hashlib.md5(PDF).hexdigest(), hashlib.md5(PNG).hexdigest()
    storage = "KOLIBRI_DATA/content/storage"
    assert found.files == {
        f"{storage}/{png[0]}/{png[1]}/{png}.png": PNG,
        f"{storage}/{pdf[0]}/{pdf[1]}/{pdf}.pdf": PDF,
    }
    node = found.nodes["Lesson 1"]
    assert (node["kind"], node["available"], node["learning_activities"]) == (
        "document",
        0,
        "wA01urpi",
    )
    assert [
        (row["preset"], row["thumbnail"], row["priority"], row["local_file_id"])
        for row in found.rows("file")
    ] == [("document_thumbnail", 1, 0, png), ("document", 0, 1, pdf)]
    assert {row["contentnode_id"] for row in found.rows("file")} == {node["id"]}
    assert found.rows("localfile") == [
        {"id": png, "extension": "png", "available": 0, "file_size": len(PNG)},
        {"id": pdf, "extension": "pdf", "available": 0, "file_size": len(PDF)},
    ]


def test_two_forms_of_a_video_are_one_node(store: Store):
    files = store.keep(b"small", "video/webm", "webm"), store.keep(b"larger", "video/mp4", "mp4")
    found = Made(pack_of(copy_of(*files, minutes=2)), store)
    node = found.nodes["Lesson 1"]
    assert (node["kind"], node["duration"], node["learning_activities"]) == (
        "video",
        120,
        "UD5UGM0z",
    )
    assert [row["preset"] for row in found.rows("file")] == ["low_res_video", "high_res_video"]


@pytest.mark.parametrize(
    ("media_type", "kind", "preset"),
    [
        ("application/epub+zip", "document", "epub"),
        ("audio/mpeg", "audio", "audio"),
        ("Video/MP4; codecs=avc1", "video", "high_res_video"),
    ],
)
def test_kind_is_by_the_type_of_the_file(store: Store, media_type: str, kind: str, preset: str):
    found = Made(pack_of(copy_of(store.keep(b"body", media_type, "x"))), store)
    assert found.nodes["Lesson 1"]["kind"] == kind
    assert [row["preset"] for row in found.rows("file")] == [preset]


def test_several_documents_are_a_folder(store: Store):
    files = (
        store.keep(PDF, "application/pdf", "pdf", name="Sheet"),
        store.keep(b"answers", "application/pdf", "pdf"),
        store.keep(b"sound", "audio/mpeg", "mp3"),
    )
    nodes = Made(pack_of(copy_of(*files, subjects=("fractions",), minutes=5)), store).nodes
    folder = nodes["Lesson 1"]
    assert (folder["kind"], folder["duration"]) == ("topic", None)
    inside = {title: each for title, each in nodes.items() if each["parent_id"] == folder["id"]}
    assert {title: each["kind"] for title, each in inside.items()} == {
        "Sheet": "document",
        "Lesson 1 (2)": "document",
        "Lesson 1 (3)": "audio",
    }
    assert len({each["content_id"] for each in inside.values()}) == 3
    assert {each["categories"] for each in inside.values()} == {"d&WXdXWF.qs0Xlaxq.nG96nHDc"}


def test_copied_page_is_an_archive_with_its_credit(store: Store):
    stored = store.keep(PAGE, "text/html", "html")
    found = Made(pack_of(copy_of(stored, creators=("Ada",))), store)
    assert found.nodes["Lesson 1"]["kind"] == "html5"
    assert [row["preset"] for row in found.rows("file")] == ["html5_zip"]
    assert found.archive().namelist() == ["index.html"]
    assert "<p>Half.</p><!-- credit --><footer " in found.page()
    assert "Lesson 1, by Ada" in found.page()


def test_pictures_are_a_page_that_shows_them(store: Store):
    files = store.keep(PNG, "image/png", "png"), store.keep(b"dots", "image/webp", "bin")
    found = Made(pack_of(copy_of(*files)), store)
    archive, page = found.archive(), found.page()
    assert archive.namelist() == ["index.html", "1.png", "2.webp"]
    assert archive.read("1.png") == PNG
    assert 'src="2.webp"' in page
    assert Strict(page).found["img"] == 2
    assert found.nodes["Lesson 1"]["learning_activities"] == "#j8L0eq3"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PAGE, "text/html"),
        (b"<p>no end", "text/html"),
        (b"", "text/html"),
        (b"</body></body>", "text/html"),
        (b"<footer></body></body", "text/html"),
        (PNG, "image/png"),
    ],
)
def test_copy_can_be_taken_out_of_what_was_made_of_it(
    store: Store, tmp_path: Path, body: bytes, media_type: str
):
    """So that the next release can be made of a pack alone."""
    stored = store.keep(body, media_type, "x")
    [archive] = Made(pack_of(copy_of(stored)), store).files.values()
    path = tmp_path / "made.zip"
    path.write_bytes(archive)
    assert kolibri_zips.held(path) == {stored.sha256}
    assert list(kolibri_zips.copies(path)) == [(stored.sha256, body)]


def test_damaged_archive_gives_no_copy(store: Store, tmp_path: Path):
    path = tmp_path / "made.zip"
    [archive] = Made(pack_of(copy_of(store.keep(PNG, "image/png", "png"))), store).files.values()
    path.write_bytes(archive.replace(b"dots", b"dust"))
    assert list(kolibri_zips.copies(path)) == []
    path.write_bytes(b"no archive")
    assert kolibri_zips.held(path) == frozenset()


def test_what_kolibri_cannot_show_is_a_card_that_says_so(store: Store):
    files = store.keep(b"one", "application/msword", "doc"), store.keep(b"two", "text/csv", "csv")
    found = Made(pack_of(copy_of(*files)), store)
    assert "Kolibri cannot show files of this kind (doc, csv)." in found.page()
    assert found.nodes["Lesson 1"]["learner_needs"] == "Hsw9k7Bz.G4h2UBuK"


def test_what_kolibri_cannot_show_beside_what_it_can_is_named(store: Store):
    files = (
        store.keep(PDF, "application/pdf", "pdf"),
        store.keep(b"x", "text/csv", "csv", name="Data"),
    )
    node = Made(pack_of(copy_of(*files)), store).nodes["Lesson 1"]
    assert node["kind"] == "document"
    assert node["description"] == (
        "Halves and quarters.\n\nKolibri cannot show these files, so they are not here: Data"
    )


def test_card_says_what_whose_where_and_why(store: Store):
    item = made(
        why="no-licence", note="Try the second task.", terms=Terms(), creators=("Ada", "Emmy")
    )
    found = Made(pack_of(item), store)
    assert found.archive().namelist() == ["index.html"]
    page = found.page()
    elements = Strict(page).found
    assert (elements["h1"], elements["script"]) == (1, 0)
    for said in (
        '<html lang="en" dir="ltr">',
        "<title>Lesson 1</title>",
        '<h1 lang="en" dir="ltr">Lesson 1</h1>',
        "by Ada, Emmy",
        "Nobody stated a licence for it, so that it could not be copied.",
        "Halves and quarters.",
        "Try the second task.",
        "No licence is stated.",
        '<a href="https://elsewhere.example/1"><bdi dir="ltr">https://elsewhere.example/1</bdi></a>',
        '<bdi dir="ltr">https://site.example/resources/1/</bdi>',
    ):
        assert said in page
    node = found.nodes["Lesson 1"]
    assert (node["kind"], node["learner_needs"]) == ("html5", "Hsw9k7Bz.G4h2UBuK")
    assert node["description"] == "Halves and quarters.\n\nTry the second task."


def test_card_of_a_resource_from_right_to_left_in_a_pack_from_left_to_right(store: Store):
    page = Made(pack_of(made(language="ar", title="كسور", note="See here.")), store).page()
    assert '<h1 lang="ar" dir="rtl">كسور</h1>' in page
    assert '<blockquote><p lang="en" dir="ltr">See here.</p></blockquote>' in page


def test_card_speaks_the_language_of_the_pack(store: Store):
    pack = pack_of(
        made(why="budget", language=""),
        language="ar",
        direction="rtl",
        words={"why_budget": "كبير جدا."},
    )
    page = Made(pack, store).page()
    assert '<html lang="ar" dir="rtl">' in page
    assert "<aside><p>كبير جدا.</p></aside>" in page
    assert '<h1 dir="auto">Lesson 1</h1>' in page


@pytest.mark.parametrize("why", sorted(WHYS - {""}))
def test_every_reason_for_a_card_has_words(store: Store, why: str):
    assert WORDS[f"why_{why.replace('-', '_')}"] in Made(pack_of(made(why=why)), store).page()


@pytest.mark.parametrize(
    ("terms", "name", "description"),
    [
        (BY, "CC BY", "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"),
        (Terms("cc-by-sa-3.0-igo", "CC BY-SA 3.0 IGO"), "CC BY-SA", "CC BY-SA 3.0 IGO"),
        (Terms("cc-by-nc-nd-4.0", "x"), "CC BY-NC-ND", "x"),
        (Terms("cc-by-nc-sa"), "CC BY-NC-SA", ""),
        (Terms("cc0-1.0", "CC0 1.0"), "Public Domain", "CC0 1.0"),
        (Terms("copyrighted", "All rights reserved"), "All Rights Reserved", "All rights reserved"),
        (
            Terms("gfdl-1.3", "GNU FDL 1.3", "https://gnu.example/"),
            "Special Permissions",
            "GNU FDL 1.3 https://gnu.example/",
        ),
        (Terms(), "Special Permissions", "No licence is stated."),
    ],
)
def test_licence_is_kolibris_and_ours(store: Store, terms: Terms, name: str, description: str):
    node = Made(pack_of(made(terms=terms, publisher="A School")), store).nodes["Lesson 1"]
    assert (node["license_name"], node["license_owner"]) == (name, "A School")
    assert node["license_description"] == description


def test_labels_are_the_codes_of_kolibri(store: Store):
    item = copy_of(
        store.keep(PDF, "application/pdf", "pdf"),
        subjects=("fractions", "decimals-and-percentages", "stem-careers", "optics"),
        levels=("primary", "bachelor", "master", "adult"),
        types=("worksheet", "lesson-plan", "other"),
        keywords=("half", "half", "  a   third ", "x" * 31, ""),
        creators=("Ada",),
        publisher="A School",
    )
    found = Made(pack_of(item), store)
    node = found.nodes["Lesson 1"]
    assert {
        name: node[name]
        for name in ("categories", "grade_levels", "resource_types", "learning_activities")
    } == {
        "categories": "d&WXdXWF.qs0Xlaxq.nG96nHDc,d&WXdXWF.i1IdaNwr.r#wbt#jF,ziJ6PCuU.lOBPr5ix",
        "grade_levels": "wnarlxKo,BkGYi3lD,FYxwbxts",
        "resource_types": "WEEETopZ,OqyPqhxW",
        "learning_activities": "VwRCom7G",
    }
    assert (node["author"], node["license_owner"]) == ("Ada", "Ada")
    assert [row["tag_name"] for row in found.rows("contenttag")] == ["half", "a third"]
    assert {row["contentnode_id"] for row in found.rows("contentnode_tags")} == {node["id"]}


@pytest.mark.parametrize(
    ("audiences", "is_hidden"),
    [((), 0), (("teacher",), 1), (("teacher", "learner"), 0), (("teacher", "teacher-educator"), 1)],
)
def test_what_is_for_teachers_alone_is_not_shown_to_learners(
    store: Store, audiences: tuple[str, ...], is_hidden: int
):
    assert (
        Made(pack_of(made(audiences=audiences)), store).nodes["Lesson 1"]["coach_content"]
        == is_hidden
    )


def test_languages_have_their_own_names(store: Store):
    items = [
        made(place, languages=(tag,))
        for place, tag in enumerate(["zh-hans", "pt-br", "nso", "in German", "9"], 1)
    ]
    found = Made(pack_of(*items, language="fr", names={"languages": {"nso": "Sepedi"}}), store)
    assert sorted(
        tuple(row[name] for name in ("id", "lang_code", "lang_subcode", "lang_name"))
        for row in found.rows("language")
    ) == [
        ("en", "en", None, "English"),
        ("fr", "fr", None, "Français, langue française"),
        ("nso", "nso", None, "Sepedi"),
        ("pt-BR", "pt", "BR", "Português (Brasil)"),
        ("zh-CN", "zh", "CN", "中文（中国）"),
    ]
    assert found.nodes["Lesson 5"]["lang_id"] == "en"
    assert found.nodes["Fractions"]["lang_id"] == "fr"


def test_one_resource_is_the_same_content_in_two_packs(store: Store):
    one = Made(pack_of(made()), store).nodes["Lesson 1"]
    other = Made(pack_of(made(), id="another"), store).nodes["Lesson 1"]
    assert (
        one["content_id"]
        == other["content_id"]
        == uuid5(NAMESPACE_URL, "https://site.example/resources/1/").hex
    )
    assert one["id"] == uuid5(CHANNEL, "item1").hex
    assert one["id"] != other["id"]
    assert one["channel_id"] != other["channel_id"]


def test_same_list_makes_the_same_bytes_and_rows(store: Store, tmp_path: Path):
    pack = pack_of(
        made(1, keywords=("b", "a")), copy_of(store.keep(PAGE, "text/html", "html"), number=2)
    )
    one = Made(pack, store)
    first = {table: one.rows(table) for table in ("contentnode", "file", "contenttag", "language")}
    other = Made(pack, store)
    assert one.files == other.files
    assert first == {table: other.rows(table) for table in first}


def test_bytes_of_archives_are_the_same_on_every_machine():
    body = kolibri_zips.zipped([kolibri_zips.Member("index.html", b"<p>Half", "a" * 64, 1, 2)])
    assert (
        hashlib.sha256(body).hexdigest()
        == "63456c23eebdc47964319b9861c3a6b2027822457ccc4a8b57482f529cdc100d"
    )


def test_file_of_two_resources_lies_once(store: Store):
    stored = store.keep(PDF, "application/pdf", "pdf")
    other = dataclasses.replace(stored, media_type="audio/mpeg")
    pack = pack_of(copy_of(stored), copy_of(stored, number=2), copy_of(other, number=3))
    places = [entry.place for entry in KOLIBRI.entries(pack, store.find)]
    assert len(places) == len(set(places)) == 2
    found = Made(pack, store)
    assert [row["extension"] for row in found.rows("localfile")] == ["pdf"]
    assert len(found.rows("file")) == 3


def test_resource_that_is_twice_in_a_list_is_once_in_the_channel(store: Store):
    assert len(Made(pack_of(made(), made()), store).rows("contentnode")) == 2


def test_files_are_looked_for_when_their_turn_comes(store: Store):
    one, two = (store.keep(body, "text/html", "html") for body in (PAGE, PAGE + b"more"))
    walk = KOLIBRI.entries(pack_of(copy_of(one), copy_of(two, number=2)), store.find)
    next(walk)
    assert store.asked == [one.sha256]
    next(walk)
    assert store.asked == [one.sha256, two.sha256]
    walk.close()


def test_file_that_is_not_there_is_an_error_and_no_channel(store: Store):
    stored = dataclasses.replace(store.keep(PDF, "application/pdf", "pdf"), sha256="0" * 64)
    with pytest.raises(FileNotFoundError):
        list(KOLIBRI.entries(pack_of(copy_of(stored)), store.find))


HOSTILE = "\x00\x1b</script><script>alert(1)</script>\ud800 '\"&<b>\u202e\uffff " + "كسر " * 2_500


def test_hostile_texts_make_a_channel_like_any_other(store: Store):
    terms = Terms("x" * 300, HOSTILE, f"javascript:{HOSTILE}")
    texts = {
        **dict.fromkeys(
            ("title", "text", "address", "page", "note", "publisher", "section"), HOSTILE
        ),
        **dict.fromkeys(
            ("creators", "keywords", "subjects", "levels", "types", "languages"), (HOSTILE,)
        ),
        "terms": terms,
        "language": HOSTILE,
    }
    pack = pack_of(
        made(1, **texts),
        copy_of(store.keep(PAGE, "text/html", "html", name=HOSTILE), number=2, **texts),
        copy_of(
            store.keep(PNG, "image/png", "png", name=HOSTILE),
            store.keep(PDF, "application/pdf", "pdf", name=HOSTILE),
            number=3,
            **texts,
        ),
        title=HOSTILE, text=HOSTILE, publisher=HOSTILE, address=HOSTILE, language=HOSTILE,
        words={"by": HOSTILE}, names={"languages": {HOSTILE: HOSTILE}}, sections=sections(HOSTILE, "B"),
    )  # fmt: skip
    found = Made(pack, store)
    for body in found.files.values():
        if body.startswith(b"PK"):
            page = zipfile.ZipFile(io.BytesIO(body)).read("index.html").decode()
            assert Strict(page).found["script"] == 0
    [channel] = found.rows("channelmetadata")
    assert (len(channel["name"]), len(channel["description"]), len(channel["author"])) == (
        200,
        400,
        400,
    )
    for node in found.rows("contentnode"):
        assert 0 < len(node["title"]) <= 200
        assert max(len(node["author"]), len(node["license_owner"])) <= 200
        assert not {"\0", "\x1b", "\u202e"} & set(node["title"] + node["description"])
    assert found.rows("contenttag") == []


def test_address_that_would_be_run_is_no_link(store: Store):
    item = made(address="javascript:alert(1)", terms=Terms("x", "X", "JavaScript:alert(2)"))
    page = Made(pack_of(item), store).page()
    assert "avascript:alert(1)" in page
    assert Strict(page).found["a"] == 1  # of the page of the site


def test_resource_without_a_title_has_its_address_for_one(store: Store):
    assert set(Made(pack_of(made(title=" ")), store).nodes) == {
        "Fractions",
        "https://elsewhere.example/1",
    }


def test_our_own_reader_reads_it_back(store: Store):
    stored = store.keep(PDF, "application/pdf", "pdf")
    item = copy_of(
        stored, section="halves", subjects=("fractions",), levels=("primary",), types=("textbook",),
        keywords=("sharing",), creators=("Ada",), publisher="A School", languages=("fr",), minutes=3,
    )  # fmt: skip
    pack = pack_of(item, made(2, section="quarters"), sections=sections("Halves", "Quarters"))
    channel, one, _other = resources_of(Made(pack, store).path.read_bytes())
    assert channel.identifier == f"channel:{CHANNEL.hex}"
    assert read_kolibri(channel.payload).titles == [Text("Fractions", "en")]
    read = read_kolibri(one.payload, storage="https://box.example/content/storage/")
    content = uuid5(NAMESPACE_URL, "https://site.example/resources/1/")
    assert read.identifiers == [f"urn:uuid:{content}"]
    assert read.titles == [Text("Lesson 1", "fr")]
    assert read.descriptions == [Text("Halves and quarters.", "fr")]
    assert (read.subjects, read.levels, read.types) == (
        ["Mathematics", "Arithmetic"],
        ["Primary"],
        ["Textbook", "Text"],
    )
    assert (read.keywords, read.languages, read.durations) == (
        ["Halves", "sharing"],
        ["fr"],
        ["PT180S"],
    )
    assert read.licences == ["CC BY", "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/"]
    assert (read.creators, read.publishers) == ([StatedAgent("Ada")], [StatedAgent("Ada")])
    md5 = stored.md5
    address = f"https://box.example/content/storage/{md5[0]}/{md5[1]}/{md5}.pdf"
    assert read.files == [StatedFile(address, "application/pdf", len(PDF))]
    assert read.relations == [StatedRelation("isPartOf", f"urn:uuid:{CHANNEL}")]


def test_modules_that_travel_need_nothing_but_python():
    for path in sorted(Path(kolibri.__file__).parent.glob("kolibri*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.startswith("armillary.formats.packs") or (
                    name.partition(".")[0] in sys.stdlib_module_names
                )
