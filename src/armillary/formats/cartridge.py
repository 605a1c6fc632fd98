"""Read IMS content packages and Common Cartridges: what is in them, as far as it is described.

Sources: IMS Content Packaging 1.1.4, Common Cartridge 1.0 to 1.3 (the thin one, a bare manifest,
too). A package gives a part for itself, and one for every item or resource that has metadata of its
own or is a link to the web; a page that is only a page of the package is no resource. Nothing is
unpacked to the disk: the few files that are needed are read in memory, each up to a limit.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any, Final
from urllib.parse import quote, unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from armillary.formats.errors import FormatError
from armillary.formats.lom import is_lom, read_lom
from armillary.formats.safe_xml import XML_NAMESPACE, tree
from armillary.formats.statement import StatedFile, StatedRelation, Statement, Text

MEGABYTE: Final = 1_000_000
MANIFEST: Final = "imsmanifest.xml"
MOST_FILES: Final = 50_000  # in the zip archive
MOST_PARTS: Final = 50_000  # items and resources of the manifest
LONGEST_MANIFEST: Final = 20 * MEGABYTE
LONGEST_FILE: Final = 2 * MEGABYTE  # of metadata or a web link
MOST_UNPACKED: Final = 200 * MEGABYTE  # in all
PACKAGE: Final = "package"  # the identifier of the package itself

_ENTRY: Final = b"PK\x01\x02"  # what an entry of a zip directory begins with
_BROKEN: Final = (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, OverflowError)
_BROKEN_TOO: Final = (RuntimeError, struct.error, ValueError, zlib.error)


@dataclass(frozen=True, slots=True)
class Part:
    """The package itself or something in it. `payload` is read by `read_part`; `problem` is a
    sentence where there is none."""

    identifier: str
    label: str
    payload: bytes = b""
    problem: str = ""


def open_cartridge(body: bytes) -> Iterator[Part]:
    """The parts of a package, itself first. Raises FormatError for what is no package.

    `body` is a zip archive with a manifest in it, or a manifest alone.
    """
    if body[:2] == b"PK":
        archive = _Archive(body)
        name = archive.manifest()
        manifest = _Manifest(_xml(archive.read(name, limit=LONGEST_MANIFEST)), archive, name)
        size: int | None = len(body)
    elif body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        manifest, size = _Manifest(_xml(body[: LONGEST_MANIFEST + 1]), None, MANIFEST), None
    else:
        raise FormatError("This is neither a zip archive nor a manifest in XML.")
    return manifest.parts(size)


def read_part(payload: bytes, *, file: str = "", page: str = "") -> Statement:
    """The statement of a part's payload. `file` is the address of the package on the web, and `page`
    one that readers are sent to instead; either may be empty.

    What is inside a package and has no address of its own is found at a place in the package.
    """
    address = page or file
    stored = json.loads(payload)
    statement = _stated(stored.get("lom", ""))
    _link(statement, stored)
    if not statement.titles:
        statement.titles.extend(Text(title) for title in stored["titles"][:1])
    if not address:
        return statement
    if stored["part"] == PACKAGE:
        statement.addresses.extend(dict.fromkeys(filter(None, (page, file))))
        if file and stored["size"] is not None:
            statement.files.append(StatedFile(file, "application/zip", stored["size"]))
        return statement
    if not statement.addresses:
        statement.addresses.append(f"{address}#{quote(stored['place'], safe='/')}")
    statement.relations.append(StatedRelation("isPartOf", address))
    return statement


def _link(statement: Statement, stored: dict[str, Any]) -> None:
    """Where a web link leads, which is the resource, whatever its metadata say beside."""
    if address := stored.get("link", ""):
        if address in statement.addresses:
            statement.addresses.remove(address)
        statement.addresses.insert(0, address)


def _stated(lom: str) -> Statement:
    try:
        return read_lom(tree(lom.encode())) if lom else Statement()
    except FormatError:  # metadata that say nothing: the rest stands
        return Statement()


class _Archive:
    """A stranger's zip archive. Only what is asked for is unpacked, and never too much of it."""

    def __init__(self, body: bytes) -> None:
        if body.count(_ENTRY) > MOST_FILES:
            raise FormatError(f"The package holds more than {MOST_FILES} files.")
        try:
            self._zip = ZipFile(BytesIO(body))
            entries = self._zip.infolist()
        except (*_BROKEN, *_BROKEN_TOO) as error:
            raise FormatError("The package is broken: its list of files cannot be read.") from error
        self._entries = {entry.filename.replace("\\", "/"): entry for entry in entries}
        self._left = MOST_UNPACKED

    def manifest(self) -> str:
        """The name of the manifest: at the top, or in the one folder that everything is in."""
        if MANIFEST in self._entries:
            return MANIFEST
        nested = [name for name in self._entries if name.endswith(f"/{MANIFEST}")]
        shallow = [name for name in nested if name.count("/") == 1]
        if len(shallow) != 1:
            raise FormatError(f"The package has no {MANIFEST}.")
        return shallow[0]

    def read(self, name: str, *, limit: int) -> bytes:
        """The bytes of a file. Raises FormatError where it is absent, too large or broken."""
        entry = self._entries.get(name)
        if entry is None:
            raise FormatError(f"The package lacks a file that its manifest names: {name[:200]}.")
        if entry.flag_bits & 1:
            raise FormatError("The package is encrypted, and cannot be read.")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise FormatError("The package is compressed in a way that is not read here.")
        limit = min(limit, self._left)
        content = self._unpacked(entry, limit) if entry.file_size <= limit else b""
        if entry.file_size > limit or len(content) > limit:
            raise FormatError(f"A file of the package is too large to be read: {name[:200]}.")
        self._left -= len(content)
        return content

    def _unpacked(self, entry: ZipInfo, limit: int) -> bytes:
        try:
            with self._zip.open(entry) as file:
                return file.read(limit + 1)
        except (*_BROKEN, *_BROKEN_TOO) as error:
            raise FormatError(
                f"A file of the package is broken: {entry.filename[:200]}."
            ) from error


def _xml(body: bytes) -> etree._Element:
    if len(body) > LONGEST_MANIFEST:
        raise FormatError(f"The manifest is larger than {LONGEST_MANIFEST // MEGABYTE} MB.")
    return tree(body)


@dataclass(slots=True)
class _Manifest:
    """A manifest, with the archive it describes or none, and where in the archive it lies."""

    root: etree._Element
    archive: _Archive | None
    name: str
    resources: dict[str, etree._Element] = field(init=False)
    items: list[etree._Element] = field(init=False)

    def __post_init__(self) -> None:
        if _local(self.root) != "manifest":
            raise FormatError(
                f"The manifest's root element is {_local(self.root)[:80]!r}, "
                "where 'manifest' is expected."
            )
        listed = self._at(self.root, "resources/resource")
        organizations = self._at(self.root, "organizations/organization")
        self.items = [item for each in organizations for item in self._all(each, "item")]
        if len(listed) + len(self.items) > MOST_PARTS:
            raise FormatError(f"The manifest lists more than {MOST_PARTS} parts.")
        self.resources = {}
        for number, resource in enumerate(listed):
            self.resources.setdefault(str(resource.get("identifier", f"#{number}")), resource)

    def _at(self, element: etree._Element, path: str) -> list[etree._Element]:
        """Elements at a path of names in the manifest's own namespace."""
        found = [element]
        for name in path.split("/"):
            tag = self._tag(name)
            found = [child for each in found for child in each if child.tag == tag]
        return found

    def _all(self, element: etree._Element, name: str) -> Iterable[etree._Element]:
        return element.iter(self._tag(name))

    def _tag(self, name: str) -> str:
        namespace, brace, _local_name = str(self.root.tag).rpartition("}")
        return f"{namespace}{brace}{name}"

    def _titles(self, element: etree._Element) -> list[str]:
        return [text for each in self._at(element, "title") if (text := _words(each))]

    def parts(self, size: int | None) -> Iterator[Part]:
        """The package, then its items in their order, then resources that no item shows."""
        yield self._package(size)
        seen: set[str] = set()
        for number, item in enumerate(self.items):
            reference = str(item.get("identifierref", ""))
            identifier = reference or str(item.get("identifier", f"#{number}"))
            if identifier not in seen:
                seen.add(identifier)
                yield from self._part(identifier, item, self.resources.get(reference))
        for identifier, resource in self.resources.items():
            if identifier not in seen:
                yield from self._part(identifier, None, resource)

    def _package(self, size: int | None) -> Part:
        roots = self._at(self.root, "organizations/organization")
        titles = [title for each in roots for title in self._titles(each)]
        tops = [item for each in roots for item in self._at(each, "item")]
        if len(tops) == 1:  # a cartridge's organization has no title, but its root item may
            titles += self._titles(tops[0])
        try:
            lom = self._lom(self.root, "")
        except FormatError as error:
            return Part(PACKAGE, PACKAGE, problem=str(error))
        stored = {"part": PACKAGE, "titles": titles[:1], "size": size, "lom": _text(lom)}
        return Part(PACKAGE, PACKAGE, _payload(stored))

    def _part(
        self, identifier: str, item: etree._Element | None, resource: etree._Element | None
    ) -> Iterator[Part]:
        """A part, or none where nothing is said of it that would make it a resource."""
        titles = self._titles(item) if item is not None else []
        label = titles[0] if titles else identifier
        try:
            stored = self._stored(item, resource)
        except FormatError as error:
            yield Part(f"part:{identifier}", label, problem=str(error))
            return
        if stored["link"] or _says_what_it_is(stored["lom"]):
            stored["titles"] = titles or stored["titles"]
            stored["place"] = stored["place"] or identifier
            yield Part(f"part:{identifier}", label, _payload(stored))

    def _stored(
        self, item: etree._Element | None, resource: etree._Element | None
    ) -> dict[str, Any]:
        base = self._base(resource)
        lom = self._lom(item, "") if item is not None else None
        if lom is None and resource is not None:
            lom = self._lom(resource, base)
        address, title, place = "", "", ""
        if resource is not None:
            address, title, place = self._link(resource, base)
        titles = [title] if title else []
        return {
            "part": "item",
            "titles": titles,
            "place": place,
            "link": address,
            "lom": _text(lom),
        }

    def _base(self, resource: etree._Element | None) -> str:
        """The `xml:base` of a resource, a folder of the package (CP 1.1.4 §4.4.2)."""
        if resource is None:
            return ""
        chain = [*reversed(list(resource.iterancestors())), resource]
        return "".join(str(each.get(f"{{{XML_NAMESPACE}}}base", "")) for each in chain)

    def _link(self, resource: etree._Element, base: str) -> tuple[str, str, str]:
        """Where a resource leads on the web and how it is called there, or its place in here."""
        href = str(resource.get("href", ""))
        if _is_web(href):
            return href, "", ""
        if not str(resource.get("type", "")).startswith("imswl"):
            return "", "", self._path(base, href) if href else ""
        inline = [child for child in resource if _local(child) == "webLink"]
        root = inline[0] if inline else tree(self._file(base, href or self._first_file(resource)))
        return _web_link(root)

    def _first_file(self, resource: etree._Element) -> str:
        return next((str(each.get("href", "")) for each in self._at(resource, "file")), "")

    def _lom(self, element: etree._Element, base: str) -> etree._Element | None:
        """The metadata of a manifest, an item or a resource: within, or in a file that it names."""
        for metadata in self._at(element, "metadata"):
            for child in metadata:
                if is_lom(child):
                    return child
                if _local(child) == "location" and (name := _words(child)):
                    root = tree(self._file(base, name))
                    return root if is_lom(root) else None
        return None

    def _file(self, base: str, href: str) -> bytes:
        path = self._path(base, href)
        if self.archive is None:
            raise FormatError(f"The manifest stands alone and names a file: {path[:200]}.")
        folder = self.name[: -len(MANIFEST)]
        return self.archive.read(f"{folder}{path}", limit=LONGEST_FILE)

    def _path(self, base: str, href: str) -> str:
        """The name of a file in the package. Raises FormatError for one outside of it."""
        named = unquote(base + href.partition("?")[0].partition("#")[0]).replace("\\", "/")
        path = normpath(named)
        if named.startswith("/") or PurePosixPath(path).parts[:1] == ("..",) or ":" in path[:8]:
            raise FormatError(f"The manifest names a file outside of the package: {href[:200]}.")
        return path


def _web_link(root: etree._Element) -> tuple[str, str, str]:
    """Address and title of an imswl document; an address that is not on the web leads nowhere."""
    urls = [str(child.get("href", "")).strip() for child in root if _local(child) == "url"]
    titles = [_words(child) for child in root if _local(child) == "title"]
    address = next(filter(_is_web, urls), "")
    if not address:
        raise FormatError("The web link does not say where it leads.")
    return address, next(filter(None, titles), ""), ""


def _says_what_it_is(lom: str) -> bool:
    """Metadata of cartridges often state a role and nothing else, which describes no resource."""
    said = _stated(lom)
    return bool(said.titles or said.descriptions or said.identifiers or said.addresses)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _text(element: etree._Element | None) -> str:
    return "" if element is None else etree.tostring(element, encoding="unicode", with_tail=False)


def _is_web(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://"))


def _payload(stored: dict[str, Any]) -> bytes:
    return json.dumps(stored, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
