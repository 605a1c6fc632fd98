"""Descriptions as LOM: all that fits, in the order of the standard, and read back as it was."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree
from tests.formats.descriptions import FULL, any_description, labels

from armillary.formats.describe import describe
from armillary.formats.description import Description, SiblingEdition, Standard
from armillary.formats.labels import concept_address
from armillary.formats.lom import read_lom, write_lom
from armillary.formats.lom.vcards import without_mail
from armillary.formats.safe_xml import tree
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Text
from armillary.formats.values.audiences import AUDIENCES
from armillary.formats.values.levels import LEVELS
from armillary.formats.values.types import TYPES

LOM = "{http://ltsc.ieee.org/xsd/LOM}"
IDS = {"identifier": "oai:example.org:7", "landing": "https://example.org/resources/7/"}
STANDARD = Standard(
    framework="Common standards",
    code="6.NS.1",
    address="https://standards.example/6-ns-1",
    texts={"en": "Divide fractions.", "ar": "قسمة الكسور"},
)
TERMS = (
    "interactivityType learningResourceType intendedEndUserRole context cost role kind purpose "
    "copyrightAndOtherRestrictions"
)
# Every element of IEEE 1484.12.1 that is written, below its parent, in the order of the standard.
ORDER = {
    "lom": "general lifeCycle metaMetadata technical educational rights relation classification",
    "general": "identifier title language description keyword",
    "identifier": "catalog entry",
    "lifeCycle": "contribute",
    "contribute": "role entity date",
    "metaMetadata": "identifier metadataSchema language",
    "technical": "format size location",
    "educational": "interactivityType learningResourceType intendedEndUserRole context "
    "typicalLearningTime",
    "rights": "cost copyrightAndOtherRestrictions description",
    "relation": "kind resource",
    "resource": "identifier description",
    "classification": "purpose taxonPath keyword",
    "taxonPath": "source taxon",
    "taxon": "id entry",
    "typicalLearningTime": "duration",
    "date": "dateTime",
    **dict.fromkeys(TERMS.split(), "source value"),
    **dict.fromkeys(("title", "keyword"), "string"),
}
LEAVES = (
    "language string duration dateTime format size location metadataSchema catalog value entity id"
)
LANG_STRINGS = frozenset(("entry", "description", "source"))  # in some places, else bare texts
# IEEE 1484.12.1: at most one of each in its parent.
ONCE = (
    "general lifeCycle metaMetadata technical educational rights title catalog role date size cost "
    "interactivityType typicalLearningTime copyrightAndOtherRestrictions kind resource purpose taxon "
    "duration dateTime source value id entry"
)
SAME = (
    "titles descriptions types levels grades audiences languages licence creators publisher "
    "published minutes free relations"
)


def written(description: Description, **more: object) -> etree._Element:
    content = write_lom(description, **IDS, labels=labels, **more)  # type: ignore[arg-type]
    root = etree.fromstring(content)
    assert root.tag == f"{LOM}lom"
    return root


def below(root: etree._Element, path: str) -> list[etree._Element]:
    return root.findall("/".join(f"{LOM}{part}" for part in path.split("/")))


def words(root: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in below(root, path)]


def at(description: Description, path: str, **more: object) -> list[str]:
    return words(written(description, **more), path)


def lom_values(description: Description, path: str) -> list[str]:
    """The values that are words of LOMv1.0."""
    terms = below(written(description), path)
    return [words(e, "value")[0] for e in terms if words(e, "source") == ["LOMv1.0"]]


def name(element: etree._Element) -> str:
    return str(element.tag).removeprefix(LOM)


def assert_in_order(root: etree._Element) -> None:
    """Known elements, in the order of the standard, as often as it allows, and none of them empty."""
    for element in root.iter():
        children = [name(child) for child in element]
        if not children:
            assert name(element) in {*LEAVES.split(), *LANG_STRINGS}
            assert element.text
            continue
        bare = set(children) == {"string"} and name(element) in LANG_STRINGS
        order = ["string"] if bare else ORDER[name(element)].split()
        assert children == sorted(children, key=order.index)
        assert [each for each in ONCE.split() if children.count(each) > 1] == []


def test_elements_stand_in_the_order_of_the_standard() -> None:
    root = written(FULL, language="en", standards=[STANDARD])
    assert_in_order(root)
    assert [name(child) for child in root] == [
        "general", "lifeCycle", "metaMetadata", "technical", "educational", "rights",
        *["relation"] * 4, *["classification"] * 3,
    ]  # fmt: skip
    assert [name(child) for child in root[0]] == [
        "identifier", "title", "language", "language", "description", "keyword",
    ]  # fmt: skip


def test_order_that_is_not_the_standards_is_found() -> None:
    root = written(FULL)
    root[0].append(root[0][0])  # the identifier, behind the keyword
    with pytest.raises(AssertionError):
        assert_in_order(root)


def test_what_is_written_is_read_as_it_was() -> None:
    said = read_lom(tree(write_lom(FULL, **IDS, labels=labels, language="en")))

    assert said.identifiers == ["https://example.org/resources/7/"]
    assert said.titles == [
        Text("Fractions & <decimals>", "en"), Text("الكسور", "ar"), Text("分数", "zh-hans"),
    ]  # fmt: skip
    assert said.descriptions == [Text("Cut a cake.", "en"), Text("Coupez un gâteau.", "fr")]
    assert said.languages == ["en", "zh-hans"]
    assert said.subjects == [concept_address("subjects", "fractions"), "Fractions", "分数"]
    assert said.keywords == ["cake"]
    assert said.licences == ["https://creativecommons.org/licenses/by/4.0/"]
    assert said.creators == [
        StatedAgent("Ada", "person", "https://orcid.org/0000-0002-1825-0097"),
        StatedAgent("Escuela 7", "organization"),
    ]
    assert said.publishers == [StatedAgent("UNESCO", "organization", "https://www.unesco.org/")]
    assert (said.published, said.durations) == (["2019-05-03"], ["PT1H30M"])
    assert said.addresses == [
        "https://example.org/fractions", "https://mirror.example/fractions",
        "https://example.org/f.pdf", "https://example.org/f.mp4",
    ]  # fmt: skip
    assert said.relations == [
        StatedRelation("isbasedon", "https://example.org/old"),
        StatedRelation("ispartof", "isbn:9780306406157"),
        StatedRelation("translationOfWork", "https://example.org/fr"),
        StatedRelation("isversionof", "https://example.org/v1"),
    ]


def read_back(description: Description) -> Description:
    statement = read_lom(tree(write_lom(description, **IDS, labels=labels)))
    found = describe(statement, subject={concept_address("subjects", "fractions"): "fractions"}.get)
    # The names that stand beside a subject's address are of no use to this table of one address.
    assert set(found.unknown) <= {"subjects"}
    return found.description


def test_description_survives_the_way_through_lom() -> None:
    back = read_back(FULL)
    assert {key: back[key] for key in SAME.split()} == {key: FULL[key] for key in SAME.split()}  # type: ignore[literal-required]
    assert back["subjects"] == ["fractions"]
    assert back["addresses"][:2] == FULL["addresses"]
    assert back["addresses"][-1] == IDS["landing"]


@pytest.mark.parametrize(
    ("kind", "keys"), [("types", TYPES), ("levels", LEVELS), ("audiences", AUDIENCES)]
)
def test_every_term_of_ours_survives_alone(kind: str, keys: list[str]) -> None:
    """`school` of LOMv1.0 stands for three levels: read alone it would be more than was said."""
    for key in keys:
        assert read_back({kind: [key]})[kind] == [key]  # type: ignore[misc,literal-required]


def test_file_survives_where_it_is_the_resource() -> None:
    file = {"address": "https://example.org/f.mp4", "media_type": "video/mp4", "size": 2048}
    said = read_lom(
        tree(write_lom({"addresses": [file["address"]], "files": [file]}, **IDS))  # type: ignore[typeddict-item,list-item]
    )
    assert said.files == [StatedFile("https://example.org/f.mp4", "video/mp4", 2048)]
    assert said.addresses == ["https://example.org/f.mp4"]


def test_size_of_several_files_is_nobodys() -> None:
    assert "size" not in [name(child) for child in below(written(FULL), "technical")[0]]
    assert at(FULL, "technical/format") == ["application/pdf"]


def test_bare_description_still_identifies() -> None:
    root = written({})
    assert [name(child) for child in root] == ["general", "metaMetadata"]
    assert words(root, "general/identifier/entry") == ["https://example.org/resources/7/"]
    assert words(root, "metaMetadata/identifier/entry") == ["oai:example.org:7"]
    assert words(root, "metaMetadata/metadataSchema") == ["LOMv1.0"]
    assert read_lom(tree(write_lom({}, **IDS))).identifiers == ["https://example.org/resources/7/"]


@pytest.mark.parametrize(
    ("stated", "language"), [("ar", ["ar"]), ("und", []), ("", []), ('en" x="', [])]
)
def test_record_is_in_the_language_it_was_first_written_in(stated: str, language: list[str]):
    assert at({}, "metaMetadata/language", language=stated) == language


def test_text_whose_language_nobody_stated_is_in_none() -> None:
    said = read_lom(tree(write_lom({"titles": {"und": "X", "en": "Y"}}, **IDS, language="en")))
    assert said.titles == [Text("X"), Text("Y", "en")]


def test_words_of_the_standard_stand_beside_ours() -> None:
    assert lom_values({"levels": ["primary", "lower-secondary", "adult"]}, "educational/context") == [
        "school", "training",
    ]  # fmt: skip
    assert lom_values({"levels": ["early-childhood", "doctoral"]}, "educational/context") == [
        "other", "higher education",
    ]  # fmt: skip
    path = "educational/learningResourceType"
    assert lom_values({"types": ["worksheet", "exercise", "map"]}, path) == ["exercise"]
    assert at({"types": ["map"]}, f"{path}/source") == ["https://w3id.org/armillary/types"]
    assert at({"types": ["map"]}, f"{path}/value") == [concept_address("types", "map")]
    path = "educational/intendedEndUserRole"
    assert lom_values({"audiences": ["school-leader", "public"]}, path) == ["manager"]


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["simulation", "exercise"], ["active"]),
        (["video"], ["expositive"]),
        (["video", "game"], ["mixed"]),
        (["video", "course"], []),
        (["lesson-plan"], []),
    ],
)
def test_interactivity_is_stated_where_types_leave_no_doubt(types: list[str], expected: list[str]):
    assert lom_values({"types": types}, "educational/interactivityType") == expected


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", ["yes"]),
        ("https://creativecommons.org/publicdomain/zero/1.0/", ["no"]),
        ("", []),
    ],
)
def test_rights_are_reserved_unless_in_the_public_domain(licence: str, expected: list[str]):
    description: Description = {"licence": licence} if licence else {}
    path = "rights/copyrightAndOtherRestrictions"
    assert lom_values(description, path) == expected
    assert at(description, "rights/description/string") == [licence] * bool(licence)


@pytest.mark.parametrize(("free", "cost"), [(True, "no"), (False, "yes")])
def test_cost_is_said_where_it_is_known(free: bool, cost: str):
    assert lom_values({"free": free}, "rights/cost") == [cost]
    assert read_back({"free": free})["free"] is free
    assert lom_values({}, "rights/cost") == []


@pytest.mark.parametrize(
    "target", ["isbn:9780306406157", "doi:10.5555/a:b", "hdl:2200/77", "https://x.example:80/a"]
)
def test_identifier_of_a_relation_survives(target: str):
    relations = [{"kind": "part_of", "target": target}]
    said = read_lom(tree(write_lom({"relations": relations}, **IDS)))  # type: ignore[typeddict-item]
    assert said.relations == [StatedRelation("ispartof", target)]


@pytest.mark.parametrize(
    ("kind", "other", "value"),
    [
        ("original", "version", ["hasversion"]),
        ("version", "original", ["isversionof"]),
        ("translation", "original", ["translationOfWork"]),
        ("original", "translation", ["workTranslation"]),
        ("translation", "translation", []),
    ],
)
def test_editions_are_related_by_what_they_are(kind: str, other: str, value: list[str]):
    edition = SiblingEdition(
        address="https://example.org/resources/8/",
        kind=other,
        language="fr",
        label="",
        titles={"fr": "Les fractions", "zh-hans": "分数"},
    )
    root = written({}, editions=[edition], kind=kind)
    assert words(root, "relation/kind/value") == value
    entry = words(root, "relation/resource/identifier/entry")
    assert entry == ["https://example.org/resources/8/"] * len(value)
    titles = words(root, "relation/resource/description/string")
    assert titles == ["Les fractions", "分数"] * len(value)


def test_standards_are_educational_objectives() -> None:
    root = written({}, standards=[STANDARD, {**STANDARD, "texts": {}}])
    [found] = below(root, "classification")
    assert words(found, "purpose/value") == ["educational objective"]
    assert words(found, "taxonPath/source/string") == ["Common standards"] * 2
    assert words(found, "taxonPath/taxon/id") == ["https://standards.example/6-ns-1"] * 2
    entries = below(found, "taxonPath/taxon/entry/string")
    assert [(entry.get("language"), entry.text) for entry in entries] == [
        ("en", "Divide fractions."), ("ar", "قسمة الكسور"), ("und", "6.NS.1"),
    ]  # fmt: skip
    assert words(found, "keyword/string") == ["6.NS.1"]


HOSTILE = "a\x00b\x0bc\ud800d\uffffe\U0001f600 ]]> <!-- & \"'\r\n"


def test_characters_that_xml_forbids_never_leave() -> None:
    description: Description = {
        "titles": {"en": HOSTILE, 'x" y="': "T"},
        "descriptions": {"en": "\x00"},
        "keywords": [HOSTILE, "\x01"],
        "creators": [{"name": HOSTILE, "kind": "person", "address": HOSTILE}],
        "publisher": {"name": "\x00", "kind": "organization", "address": ""},
        "addresses": [HOSTILE],
        "files": [{"address": HOSTILE, "media_type": HOSTILE}],
        "relations": [{"kind": "part_of", "target": HOSTILE}],
    }
    root = written(description, standards=[{**STANDARD, "framework": HOSTILE, "code": HOSTILE}])
    assert_in_order(root)
    assert words(root, "general/title/string") == ["abcde\U0001f600 ]]> <!-- & \"' \n", "T"]
    assert below(root, "general/description") == []
    assert len(below(root, "general/keyword")) == 1


@given(any_description)
def test_any_description_is_well_formed_and_in_order(description: Description) -> None:
    assert_in_order(written(description, standards=[STANDARD]))


_names = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=2, max_size=40)


@given(_names, st.sampled_from(["person", "organization"]))
def test_any_name_survives_its_card(text: str, kind: str) -> None:
    """But for what readers never keep of names: mail addresses, and brackets around them."""
    expected = without_mail(text)
    assume(len(expected) > 1)
    agent = {"name": text, "kind": kind, "address": "https://orcid.org/0000-0002-1825-0097"}
    said = read_lom(tree(write_lom({"creators": [agent]}, **IDS)))  # type: ignore[typeddict-item,list-item]
    assert said.creators == [StatedAgent(expected, kind, agent["address"])]


@pytest.mark.parametrize(
    "named", ["Works, Engine; Sons", "C:\\Ada", "FN: Ada", "END:VCARD", "محمد بن موسى", "祖冲之"]
)
def test_name_cannot_break_out_of_its_card(named: str):
    agent = {"name": f"{named}\nURL:https://evil.example", "kind": "person", "address": ""}
    said = read_lom(tree(write_lom({"creators": [agent]}, **IDS)))  # type: ignore[typeddict-item,list-item]
    assert said.creators == [StatedAgent(f"{named} URL:https://evil.example", "person")]
