"""Packages and cartridges: what counts as a resource in them, and archives made to do harm."""

import struct
import zipfile
from io import BytesIO

import pytest

from armillary.formats import cartridge
from armillary.formats.cartridge import Part, open_cartridge, read_part
from armillary.formats.errors import FormatError
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Statement, Text

CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
CC = "http://www.imsglobal.org/xsd/imsccv1p{}/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
FILE = "https://school.example/course.imscc"


def lom(inside: str, namespace: str = LOM) -> str:
    return f'<lom:lom xmlns:lom="{namespace}">{inside}</lom:lom>'


def title(text: str) -> str:
    return f"<lom:general><lom:title><lom:string language='en'>{text}</lom:string></lom:title></lom:general>"


def manifest(items: str = "", resources: str = "", metadata: str = "", namespace: str = CP) -> str:
    return (
        f'<manifest xmlns="{namespace}" identifier="M1"><metadata>{metadata}</metadata>'
        f'<organizations><organization identifier="O1">{items}</organization></organizations>'
        f"<resources>{resources}</resources></manifest>"
    )


def zipped(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def package(text: str, **files: str | bytes) -> bytes:
    named = {name.replace("__", "/").replace("_xml", ".xml"): body for name, body in files.items()}
    return zipped({"imsmanifest.xml": text, **named})


def statements(body: bytes, **where: str) -> dict[str, Statement]:
    return {
        part.identifier: read_part(part.payload, **(where or {"file": FILE}))
        for part in open_cartridge(body)
    }


WEB_LINK = (
    '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"><title>The tide table</title>'
    '<url href="https://harbour.example/tides?day=1" target="_blank"/></webLink>'
)
COURSE = manifest(
    items="""<item identifier="root">
        <item identifier="I1"><title>Week one</title>
            <item identifier="I2" identifierref="R1"><title>Look at the tides</title></item>
            <item identifier="I3" identifierref="R2"><title>Reading</title></item>
            <item identifier="I4" identifierref="R3"><title>A page of the course</title></item>
        </item>
        <item identifier="I5" identifierref="R1"><title>The tides again</title></item>
    </item>""",
    resources=f"""
        <resource identifier="R1" type="imswl_xmlv1p1"><file href="links/tides.xml"/></resource>
        <resource identifier="R2" type="webcontent" href="reading/one.html">
            <metadata>{
        lom(
            title("Moon and sea")
            + "<lom:technical><lom:format>text/html</lom:format></lom:technical>"
        )
    }</metadata>
            <file href="reading/one.html"/>
        </resource>
        <resource identifier="R3" type="webcontent" href="page.html"><metadata>{
        lom(
            "<lom:educational><lom:intendedEndUserRole><lom:source>x</lom:source>"
            "<lom:value>Instructor</lom:value></lom:intendedEndUserRole></lom:educational>"
        )
    }</metadata></resource>
        <resource identifier="R4" type="webcontent" href="https://museum.example/ships"><metadata>{
        lom(title("Ships"))
    }</metadata></resource>""",
    metadata="<schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion>"
    + lom(
        title("The sea")
        + "<lom:lifeCycle><lom:contribute><lom:role><lom:value>author</lom:value></lom:role>"
        "<lom:entity>BEGIN:VCARD&#10;FN:Ines Sá&#10;EMAIL:ines@school.example&#10;END:VCARD</lom:entity>"
        "</lom:contribute></lom:lifeCycle>",
        "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
    ),
    namespace=CC.format(1),
)


def test_package_and_what_is_described_in_it():
    body = zipped(
        {"imsmanifest.xml": COURSE, "links/tides.xml": WEB_LINK, "reading/one.html": "<p>x</p>"}
    )
    assert statements(body) == {
        "package": Statement(
            titles=[Text("The sea", "en")],
            creators=[StatedAgent("Ines Sá")],
            addresses=[FILE],
            files=[StatedFile(FILE, "application/zip", len(body))],
        ),
        "part:R1": Statement(
            titles=[Text("Look at the tides")],
            addresses=["https://harbour.example/tides?day=1"],
            relations=[StatedRelation("isPartOf", FILE)],
        ),
        "part:R2": Statement(
            titles=[Text("Moon and sea", "en")],
            addresses=[f"{FILE}#reading/one.html"],
            relations=[StatedRelation("isPartOf", FILE)],
        ),
        "part:R4": Statement(
            titles=[Text("Ships", "en")],
            addresses=["https://museum.example/ships"],
            relations=[StatedRelation("isPartOf", FILE)],
        ),
    }


def test_readers_may_be_sent_to_a_page_instead():
    body = zipped({"imsmanifest.xml": COURSE, "links/tides.xml": WEB_LINK})
    page = "https://school.example/courses/sea"
    said = statements(body, file=FILE, page=page)
    assert said["package"].addresses == [page, FILE]
    assert said["package"].files[0].address == FILE
    assert said["part:R2"].addresses == [f"{page}#reading/one.html"]
    assert said["part:R1"].relations == [StatedRelation("isPartOf", page)]


def test_package_of_this_machine_has_no_address():
    body = zipped({"imsmanifest.xml": COURSE, "links/tides.xml": WEB_LINK})
    said = statements(body, file="", page="")
    assert (said["package"].addresses, said["package"].files) == ([], [])
    assert (said["part:R2"].addresses, said["part:R2"].relations) == ([], [])
    assert said["part:R1"].addresses == ["https://harbour.example/tides?day=1"]


@pytest.mark.parametrize("minor", ["", "1", "2", "3"])
def test_versions_of_common_cartridge(minor: str):
    namespace = CC.format(minor) if minor else "http://www.imsglobal.org/xsd/imscc/imscp_v1p1"
    link = WEB_LINK.replace(
        "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1",
        f"http://www.imsglobal.org/xsd/imsccv1p{minor}/imswl_v1p{minor}"
        if minor
        else "http://www.imsglobal.org/xsd/imswl_v1p0",
    )
    text = manifest(
        '<item identifier="root"><title>Only title</title>'
        '<item identifier="I" identifierref="R"/></item>',
        f'<resource identifier="R" type="imswl_xmlv1p{minor or 0}"><file href="a.xml"/></resource>',
        namespace=namespace,
    )
    said = statements(package(text, a_xml=link))
    assert said["package"].titles == [Text("Only title")]
    assert said["part:R"].titles == [Text("The tide table")]
    assert said["part:R"].addresses == ["https://harbour.example/tides?day=1"]


def test_thin_cartridge_is_a_manifest_with_its_links_inside():
    text = manifest(
        '<item identifier="I" identifierref="R"><title>Tides</title></item>',
        f'<resource identifier="R" type="imswl_xmlv1p3">{WEB_LINK}</resource>',
        lom(title("Thin")),
    )
    said = statements(b"\xef\xbb\xbf" + text.encode())
    assert (said["package"].titles, said["package"].files) == ([Text("Thin", "en")], [])
    assert said["part:R"].addresses == ["https://harbour.example/tides?day=1"]


def test_metadata_may_lie_in_a_file_and_a_base_lead_there():
    text = manifest(
        '<item identifier="I" identifierref="R"><title>Item</title></item>',
        '<resource identifier="R" type="webcontent" xml:base="unit%201/" href="a.html"><metadata>'
        '<a:location xmlns:a="http://www.adlnet.org/xsd/adlcp_v1p3">meta/a.xml</a:location>'
        "</metadata></resource>",
    )
    body = zipped({"imsmanifest.xml": text, "unit 1/meta/a.xml": lom(title("From a file"))})
    said = statements(body)["part:R"]
    assert said.titles == [Text("From a file", "en")]
    assert said.addresses == [f"{FILE}#unit%201/a.html"]


def test_item_with_metadata_of_its_own_needs_no_resource():
    text = manifest(
        f'<item identifier="I"><title>t</title><metadata>{lom(title("Unit"))}</metadata></item>'
    )
    said = statements(package(text))
    assert said["part:I"].titles == [Text("Unit", "en")]
    assert said["part:I"].addresses == [f"{FILE}#I"]


def test_package_in_one_folder_is_read():
    text = manifest(
        resources='<resource identifier="R" type="imswl_xmlv1p1"><file href="a.xml"/></resource>'
    )
    body = zipped({"course/imsmanifest.xml": text, "course/a.xml": WEB_LINK})
    assert list(statements(body)) == ["package", "part:R"]


def refused(body: bytes) -> str:
    with pytest.raises(FormatError) as caught:
        list(open_cartridge(body))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def problems(body: bytes) -> dict[str, str]:
    return {part.identifier: part.problem for part in open_cartridge(body) if part.problem}


def test_what_is_no_package_says_so():
    assert refused(b"") == "This is neither a zip archive nor a manifest in XML."
    assert refused(b"\x89PNG") == "This is neither a zip archive nor a manifest in XML."
    assert refused(b"<!doctype html><p>") == "This is an HTML page where XML was expected."
    assert "declares a document type" in refused(
        b"<!DOCTYPE manifest [<!ENTITY a 'b'>]><manifest/>"
    )
    assert "where 'manifest' is expected" in refused(b"<course/>")
    assert refused(zipped({"a.txt": "x"})) == "The package has no imsmanifest.xml."
    two = {"a/imsmanifest.xml": "<manifest/>", "b/imsmanifest.xml": "<manifest/>"}
    assert refused(zipped(two)) == "The package has no imsmanifest.xml."
    assert "can't be read" in refused(zipped({"imsmanifest.xml": "<manifest>"}))
    assert "can't be read" in refused(zipped({"imsmanifest.xml": "words"}))


def test_archives_that_are_broken_say_so():
    whole = package(manifest(metadata=lom(title("T"))))
    assert "its list of files cannot be read" in refused(whole[:-30])
    assert "its list of files cannot be read" in refused(b"PK\x03\x04" + b"x" * 100)
    place = whole.index(b"imsmanifest.xml") + 30
    garbled = whole[:place] + b"\xff" * 20 + whole[place + 20 :]
    assert refused(garbled) == "A file of the package is broken: imsmanifest.xml."


def test_encrypted_packages_are_refused():
    body = bytearray(package(manifest()))
    local, central = body.index(b"PK\x03\x04"), body.index(b"PK\x01\x02")
    body[local + 6] |= 1
    body[central + 8] |= 1
    assert refused(bytes(body)) == "The package is encrypted, and cannot be read."


def test_other_compression_is_refused():
    body = zipped({"imsmanifest.xml": manifest()}, zipfile.ZIP_BZIP2)
    assert refused(body) == "The package is compressed in a way that is not read here."


def test_zip_bombs_are_not_unpacked():
    bomb = package(manifest() + " " * cartridge.LONGEST_MANIFEST)
    assert len(bomb) < 100_000
    assert refused(bomb) == "A file of the package is too large to be read: imsmanifest.xml."
    resource = '<resource identifier="R" type="imswl_xmlv1p1"><file href="a.xml"/></resource>'
    link = package(manifest(resources=resource), a_xml=" " * (cartridge.LONGEST_FILE + 1))
    assert problems(link) == {"part:R": "A file of the package is too large to be read: a.xml."}


def test_size_that_lies_does_not_help_a_bomb():
    """The directory says that the manifest is small; what is unpacked is no more than that."""
    text = manifest() + " " * cartridge.LONGEST_MANIFEST
    body = bytearray(package(text))
    central = body.index(b"PK\x01\x02")
    struct.pack_into("<L", body, central + 24, 500)
    assert refused(bytes(body)) == "A file of the package is broken: imsmanifest.xml."


def test_all_files_together_are_limited(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cartridge, "MOST_UNPACKED", 4000)
    resources = "".join(
        f'<resource identifier="R{number}" type="imswl_xmlv1p1"><file href="a{number}.xml"/></resource>'
        for number in range(3)
    )
    text = manifest(resources=resources)
    files = {f"a{number}.xml": WEB_LINK + " " * 1500 for number in range(3)}
    body = zipped({"imsmanifest.xml": text, **files})
    assert problems(body) == {"part:R2": "A file of the package is too large to be read: a2.xml."}


def test_directories_of_too_many_files_are_not_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cartridge, "MOST_FILES", 20)
    body = zipped({"imsmanifest.xml": manifest(), **{str(n): "" for n in range(20)}})
    assert refused(body) == "The package holds more than 20 files."


def test_huge_trees_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cartridge, "MOST_PARTS", 50)
    text = manifest('<item identifier="a"/>' * 30, '<resource identifier="b"/>' * 30)
    assert refused(package(text)) == "The manifest lists more than 50 parts."
    deep = manifest("<item>" * 5000 + "</item>" * 5000)
    assert "can't be read" in refused(package(deep))


@pytest.mark.parametrize(
    "href",
    ["../../etc/passwd", "/etc/passwd", "a/../../b.xml", "..%2f..%2fetc/passwd", "..\\..\\b.xml",
     "C:\\b.xml", "file:///etc/passwd"],
)  # fmt: skip
def test_files_outside_of_the_package_are_not_looked_for(href: str):
    resource = f'<resource identifier="R" type="imswl_xmlv1p1"><file href="{href}"/></resource>'
    body = zipped({"imsmanifest.xml": manifest(resources=resource), "../../etc/passwd": WEB_LINK})
    assert problems(body) == {
        "part:R": f"The manifest names a file outside of the package: {href}."
    }


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "The package lacks a file that its manifest names: a.xml."),
        (b"<webLink/>", "The web link does not say where it leads."),
        (b'<webLink><url href="javascript:alert(1)"/></webLink>', "does not say where it leads"),
        (b"<webLink>", "The XML can't be read"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><webLink/>", "declares a document type"),
    ],
)
def test_broken_part_costs_only_itself(content: bytes | None, problem: str):
    resources = (
        '<resource identifier="R" type="imswl_xmlv1p1"><file href="a.xml"/></resource>'
        '<resource identifier="S" type="imswl_xmlv1p1"><file href="b.xml"/></resource>'
    )
    item = '<item identifier="I" identifierref="R"><title>Broken one</title></item>'
    files: dict[str, str | bytes] = {} if content is None else {"a.xml": content}
    text = manifest(item, resources)
    parts = list(open_cartridge(zipped({"imsmanifest.xml": text, "b.xml": WEB_LINK, **files})))
    assert [part.identifier for part in parts] == ["package", "part:R", "part:S"]
    assert problem in parts[1].problem
    assert (parts[1].label, parts[1].payload) == ("Broken one", b"")
    assert parts[2] == Part("part:S", "S", parts[2].payload)


def test_manifest_that_stands_alone_has_no_files():
    resource = '<resource identifier="R" type="imswl_xmlv1p1"><file href="a.xml"/></resource>'
    assert problems(manifest(resources=resource).encode()) == {
        "part:R": "The manifest stands alone and names a file: a.xml."
    }


def test_payload_is_the_same_again_for_the_same_package():
    body = zipped({"imsmanifest.xml": COURSE, "links/tides.xml": WEB_LINK})
    assert [part.payload for part in open_cartridge(body)] == [
        part.payload for part in open_cartridge(body)
    ]
