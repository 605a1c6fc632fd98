"""A collection whose resources lie on a server of its own, some of them free to copy."""

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.dissemination.conftest import publish
from tests.faulty_site import FaultySite, Page

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import add_to_collection, create_collection, publish_collection
from armillary.core.texts import TranslatedText
from armillary.dissemination.packs import outputs
from armillary.dissemination.packs.making import make_release
from armillary.dissemination.packs.models import Pack, PackRelease
from armillary.dissemination.packs.operations import add_pack
from armillary.dissemination.packs.queries import outputs_of, release_folder
from armillary.people.actors import OPERATOR

BY = "https://creativecommons.org/licenses/by/4.0/"
ND = "https://creativecommons.org/licenses/by-nd/4.0/"
PDF = b"%PDF-1.7 a lesson on water\n" + bytes(range(256)) * 40
WORDS = (
    "<p>Water boils at a lower temperature on a mountain, because the air is thinner there.</p>" * 6
)


@cache
def picture(side: int, form: str = "JPEG") -> bytes:
    drawn = Image.effect_noise((side, side), 80).convert("RGB")
    written = io.BytesIO()
    drawn.save(written, form)
    return written.getvalue()


@pytest.fixture(autouse=True)
def _at_home(settings: Any, tmp_path: Path) -> None:
    settings.PACKS_ROOT = tmp_path / "packs"
    settings.ALLOW_PRIVATE_ADDRESSES = True


@pytest.fixture(autouse=True)
def _no_zim(monkeypatch: pytest.MonkeyPatch) -> None:
    """ZIM and PDF are slow to write, and have tests of their own."""
    monkeypatch.setattr(outputs, "_zim", lambda *_: iter(()))
    monkeypatch.setattr(outputs, "booklet_pdf", lambda *_: False)


@pytest.fixture
def server() -> Iterator[FaultySite]:
    site = FaultySite()
    site.pages["/water.pdf"] = Page(
        PDF, headers={"Content-Type": "application/pdf", "ETag": '"w1"'}
    )
    page = f'<html lang=en><title>Boiling</title><nav>Menu</nav><main>{WORDS}<img src="/kettle.jpg" alt="A kettle"><script>x()</script></main>'
    site.pages["/boiling.html"] = Page(page, headers={"Content-Type": "text/html; charset=utf-8"})
    site.pages["/kettle.jpg"] = Page(picture(1200), headers={"Content-Type": "image/jpeg"})
    yield site
    site.close()


def at(server: FaultySite, path: str, title: str, *, licence: str = BY, **changes: Any) -> Resource:
    address = server.address + path
    [pk] = publish(
        1,
        titles={"en": title, "ar": f"{title} بالعربية"},
        addresses=[address],
        files=[],
        licence=licence,
        **changes,
    )
    return Resource.objects.get(pk=pk)


def with_files(server: FaultySite, *files: dict[str, object]) -> Resource:
    [pk] = publish(1, addresses=[f"{server.address}/page"], files=list(files), licence=BY)
    return Resource.objects.get(pk=pk)


def collect(name: str, *resources: Resource) -> Collection:
    made = create_collection(name, title=TranslatedText.of(en="Water", ar="ماء"), by=OPERATOR)
    for each in resources:
        add_to_collection(made, each, by=OPERATOR, note=TranslatedText.of(en="Begin here"))
    publish_collection(made, by=OPERATOR)
    return made


@pytest.fixture
def water(db: None, server: FaultySite) -> Collection:
    """A file, a page, and two of which no copy may be made."""
    return collect(
        "water",
        at(server, "/water.pdf", "Water"),
        at(server, "/boiling.html", "Boiling"),
        at(server, "/boiling.html?nd", "No changes", licence=ND),
        at(server, "/secret.pdf", "All rights reserved", licence=""),
    )


def planned(collection: Collection, **changes: Any) -> Pack:
    options: dict[str, Any] = {"language": "en", "budget": 100_000_000, **changes}
    return add_pack("Water to go", collection=collection, by=OPERATOR, **options)


@pytest.fixture
def pack(water: Collection) -> Pack:
    return planned(water)


def made(pack: Pack, **options: Any) -> PackRelease:
    return make_release(pack, by=OPERATOR, **options).release


def output(release: PackRelease, kind: str, since: int = 0) -> Path:
    for each in outputs_of(release):
        if (each.kind, each.since) == (kind, since):
            return release_folder(release) / each.name
    raise AssertionError(f"no {kind} among {release.outputs}")


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    return folder
