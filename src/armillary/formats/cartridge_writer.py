"""Write a Thin Common Cartridge: links in an order, for learning platforms to take in.

Source: IMS Common Cartridge 1.3, the thin profile: a manifest whose resources are web links, each a
file of its own. No folder is left for a platform to fill in, because their names for it differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from armillary.formats.markup import ILLEGAL

CP: Final = "http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
LINK: Final = "http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"
OF_MANIFEST: Final = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest"
OF_RESOURCE: Final = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM/resource"
LINK_TYPE: Final = "imswl_xmlv1p3"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # so that the same links make the same bytes

Texts = Mapping[str, str]  # language → text


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link: `identifier` is letters and digits; `licence` an address, or empty."""

    identifier: str
    address: str
    title: str
    descriptions: Texts = field(default_factory=dict)
    licence: str = ""


def write_cartridge(
    identifier: str,
    links: Sequence[WebLink],
    *,
    title: str,
    titles: Texts,
    descriptions: Texts,
) -> bytes:
    """The package, a zip archive. `title` names its one folder; `titles` say it in every language."""
    body = BytesIO()
    with ZipFile(body, "w") as archive:
        root = _manifest(identifier, links, title, titles, descriptions)
        _put(archive, "imsmanifest.xml", root)
        for link in links:
            _put(archive, _file(link), _link(link))
    return body.getvalue()


def _put(archive: ZipFile, name: str, root: etree._Element) -> None:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = ZIP_DEFLATED
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    archive.writestr(entry, content)


def _file(link: WebLink) -> str:
    return f"links/{link.identifier}.xml"


def _manifest(
    identifier: str, links: Sequence[WebLink], title: str, titles: Texts, descriptions: Texts
) -> etree._Element:
    names: dict[Any, str] = {None: CP, "lomm": OF_MANIFEST, "lom": OF_RESOURCE}
    root = etree.Element(f"{{{CP}}}manifest", {"identifier": f"M-{identifier}"}, nsmap=names)
    metadata = _add(root, CP, "metadata")
    _add(metadata, CP, "schema", "IMS Thin Common Cartridge")
    _add(metadata, CP, "schemaversion", "1.3.0")
    _general(_add(metadata, OF_MANIFEST, "lom"), OF_MANIFEST, titles, descriptions)
    organization = _add(_add(root, CP, "organizations"), CP, "organization")
    organization.attrib.update({"identifier": "O-1", "structure": "rooted-hierarchy"})
    folder = _add(_add(organization, CP, "item", identifier="I-root"), CP, "item", identifier="I-1")
    _add(folder, CP, "title", title)
    for link in links:
        item = _add(folder, CP, "item", identifier=f"I-{link.identifier}")
        item.set("identifierref", f"R-{link.identifier}")
        _add(item, CP, "title", link.title)
    resources = _add(root, CP, "resources")
    for link in links:
        _resource(resources, link)
    return root


def _resource(resources: etree._Element, link: WebLink) -> None:
    made = _add(resources, CP, "resource", identifier=f"R-{link.identifier}", type=LINK_TYPE)
    if link.descriptions or link.licence:
        lom = _add(_add(made, CP, "metadata"), OF_RESOURCE, "lom")
        _general(lom, OF_RESOURCE, {}, link.descriptions)
        if link.licence:
            _rights(lom, link.licence)
    _add(made, CP, "file", href=_file(link))


def _general(lom: etree._Element, namespace: str, titles: Texts, descriptions: Texts) -> None:
    if not titles and not descriptions:
        return
    general = _add(lom, namespace, "general")
    for name, texts in (("title", titles), ("description", descriptions)):
        if texts:
            _strings(_add(general, namespace, name), namespace, texts.items())


def _rights(lom: etree._Element, licence: str) -> None:
    rights = _add(lom, OF_RESOURCE, "rights")
    restricted = _add(rights, OF_RESOURCE, "copyrightAndOtherRestrictions")
    _add(restricted, OF_RESOURCE, "value", "yes")
    _strings(_add(rights, OF_RESOURCE, "description"), OF_RESOURCE, [("en", licence)])


def _strings(parent: etree._Element, namespace: str, texts: Iterable[tuple[str, str]]) -> None:
    for language, text in texts:
        _add(parent, namespace, "string", text, language=language)


def _link(link: WebLink) -> etree._Element:
    names: dict[Any, str] = {None: LINK}
    root = etree.Element(f"{{{LINK}}}webLink", nsmap=names)
    _add(root, LINK, "title", link.title)
    _add(root, LINK, "url", href=link.address, target="_blank")
    return root


def _add(
    parent: etree._Element, namespace: str, name: str, text: str = "", **attributes: str
) -> etree._Element:
    made = etree.SubElement(parent, f"{{{namespace}}}{name}", dict(attributes))
    if text:
        made.text = ILLEGAL.sub(" ", text)
    return made
