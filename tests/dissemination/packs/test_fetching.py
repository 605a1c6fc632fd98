"""What is fetched for packs: how much of it, what is made of it, and what strange files do."""

import io
import shutil
import struct
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler

import pytest
from PIL import Image
from tests.dissemination.packs.conftest import PDF, WORDS, picture, with_files
from tests.faulty_site import FaultySite, Page

from armillary.core.http import MEGABYTE
from armillary.dissemination.packs import copying, fetching, store
from armillary.dissemination.packs.copying import Wanted
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.errors import NoRoom
from armillary.dissemination.packs.fetching import MOST_PICTURE, fetch_all, smaller
from armillary.dissemination.packs.media import PAGE, kind_of_type
from armillary.dissemination.packs.models import PackedFile
from armillary.formats.page_copy import MOST_PICTURES

pytestmark = pytest.mark.django_db


def wanted(server: FaultySite, path: str, media_type: str = "application/pdf") -> Wanted:
    return Wanted(server.address + path, kind_of_type(media_type) or PAGE, 0, is_verbatim=False)


def fetched(
    server: FaultySite, path: str, body: bytes | str, media_type: str, status: int = 200
) -> PackedFile:
    server.pages[path] = Page(body, status=status, headers={"Content-Type": media_type})
    fetch_all([wanted(server, path, media_type)])
    return PackedFile.objects.get(address=server.address + path)


def page_with(server: FaultySite, main: str) -> PackedFile:
    return fetched(server, "/page.html", f"<main>{WORDS}{main}</main>", "text/html; charset=utf-8")


def kept(row: PackedFile) -> bytes:
    return store.object_path(row.sha256).read_bytes()


# How much


@pytest.mark.parametrize(
    ("status", "media_type", "begins"),
    [
        (200, "text/html", b""),
        (200, "image/jpeg", b"\xff\xd8\xff"),
        (206, "application/pdf", b"%PDF-"),
        (404, "application/pdf", b"%PDF-"),
    ],
)
def test_what_is_too_large_stays_out_of_memory(
    server: FaultySite, status: int, media_type: str, begins: bytes
):
    size = 100 * MEGABYTE

    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(size))
        handler.end_headers()
        try:
            handler.wfile.write(begins.ljust(MEGABYTE, b"x"))
            for _piece in range(size // MEGABYTE - 1):
                handler.wfile.write(b"x" * MEGABYTE)
        except OSError:
            pass  # nobody reads on

    server.pages["/large"] = pour
    tracemalloc.start()
    fetch_all([wanted(server, "/large", media_type)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * MEGABYTE
    row = PackedFile.objects.get()
    assert (row.sha256, row.why) == ("", "failed")
    assert "broke off" not in row.problem


def test_picture_that_is_too_large_is_refused(server: FaultySite):
    body = b"\xff\xd8\xff".ljust(MOST_PICTURE + 1, b"x")
    row = fetched(server, "/a.jpg", body, "image/jpeg")
    assert "too large to be looked at" in row.problem


def test_no_file_is_larger_than_the_caller_says(server: FaultySite):
    server.pages["/large.pdf"] = Page(
        b"%PDF-" + b"x" * 2_000_000, headers={"Content-Type": "application/pdf"}
    )
    fetch_all([wanted(server, "/large.pdf")], lambda _count: None, most=MEGABYTE)
    row = PackedFile.objects.get()
    assert (row.sha256, row.why) == ("", "failed")
    assert "larger than 1.0 MB" in row.problem
    assert list(store.objects().iterdir()) == []


def test_small_video_is_small_where_nobody_says_its_size(
    server: FaultySite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(copying, "SMALL_VIDEO", 1000)
    server.pages["/v.mp4"] = Page(
        b"\0\0\0\x18ftyp" + b"x" * 5000, headers={"Content-Type": "video/mp4"}
    )
    file = {"address": server.address + "/v.mp4", "media_type": "video/mp4"}
    resource = with_files(server, file)
    fetch_all(copying.copying(resource, VideoProfile.SMALL).files)
    assert PackedFile.objects.get().sha256 == ""
    fetch_all(copying.copying(resource, VideoProfile.ALL).files)
    assert PackedFile.objects.get().size == 5008


@pytest.mark.parametrize(("size", "needed"), [(0, 100), (200_000_000, 250)])
def test_disk_that_is_too_full_is_noticed_before_anybody_is_asked(
    server: FaultySite, monkeypatch: pytest.MonkeyPatch, size: int, needed: int
):
    usage = shutil.disk_usage("/")._replace(free=20_000_000)
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _path: usage)
    kind = wanted(server, "/").kind
    with pytest.raises(NoRoom, match=f"{needed} MB are needed, and 20 MB are free"):
        fetch_all([Wanted(server.address + "/water.pdf", kind, size, is_verbatim=False)])
    assert server.asked == []


def test_size_that_somebody_made_up_does_not_stop_the_rest(server: FaultySite):
    kind = wanted(server, "/").kind
    made_up = Wanted(server.address + "/water.pdf", kind, 10**18, is_verbatim=False)
    fetch_all([made_up], most=10 * MEGABYTE)
    assert PackedFile.objects.get().size == len(PDF)


# What is no file


def test_answer_of_a_proxy_is_as_good(server: FaultySite):
    assert kept(fetched(server, "/w.pdf", PDF, "application/pdf", status=203)) == PDF


def test_part_that_nobody_asked_for_is_refused(server: FaultySite):
    row = fetched(server, "/w.pdf", PDF, "application/pdf", status=206)
    assert (row.sha256, row.why) == ("", "failed")
    assert "answered with the status 206" in row.problem


def test_empty_file_is_refused(server: FaultySite):
    row = fetched(server, "/w.txt", b"", "text/plain")
    assert (row.sha256, row.why, row.problem) == (
        "",
        "failed",
        "The address gives an empty file.",
    )


@pytest.mark.parametrize(("body", "is_kept"), [(PDF, False), (PDF + b"\n%%EOF\n", True)])
def test_file_without_a_length_must_end_as_its_kind_does(
    server: FaultySite, body: bytes, is_kept: bool
):
    def unframed(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.send_header("Content-Type", "application/pdf")
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    server.pages["/w.pdf"] = unframed
    fetch_all([wanted(server, "/w.pdf")])
    row = PackedFile.objects.get()
    assert bool(row.sha256) == is_kept
    assert ("broke off" in row.problem) != is_kept


# Pictures


def test_photo_stands_upright(server: FaultySite):
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = io.BytesIO()
    Image.new("RGB", (3000, 1000), "red").save(drawn, "JPEG", exif=exif)
    with Image.open(
        io.BytesIO(kept(fetched(server, "/a.jpg", drawn.getvalue(), "image/jpeg")))
    ) as made:
        assert made.height > made.width
        assert dict(made.getexif()) == {}


def moving(form: str, side: int = 200) -> bytes:
    frames = [Image.effect_noise((side, side), 50 + n).convert("P") for n in range(4)]
    drawn = io.BytesIO()
    frames[0].save(drawn, form, save_all=True, append_images=frames[1:])
    return drawn.getvalue()


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_moving_picture_stays_as_it_is(server: FaultySite, form: str):
    body = moving(form)
    assert kept(fetched(server, "/a", body, f"image/{form.lower()}")) == body


def test_large_moving_picture_in_a_page_stands_still():
    body = moving("GIF", 400)
    assert smaller(body, 800, moving=len(body)).body == body
    assert smaller(body, 800, moving=len(body) - 1).media_type in {"image/png", "image/jpeg"}


def test_pictures_of_a_page_are_asked_for_a_few_times_and_once_each(server: FaultySite):
    page_with(server, "".join(f"<img src=/none{n}.png>" * 2 for n in range(300)))
    pictures = [path for path in server.paths if path.startswith("/none")]
    assert len(pictures) == len(set(pictures)) == MOST_PICTURES


# What is strange


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def strange_png() -> bytes:
    """With a chunk of no name amid the picture."""
    rows = zlib.compress(b"".join(b"\0" + picture(20)[:300] * 3 for _row in range(300)), 0)
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 300, 300, 8, 2, 0, 0, 0))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            header,
            _chunk(b"IDAT", rows[:20000]),
            _chunk(b"\x01\x02\x03\x04", rows),
        )
    )


def test_strange_picture_is_refused(server: FaultySite):
    row = fetched(server, "/a.png", strange_png(), "image/png")
    assert (row.why, row.problem) == (
        "failed",
        "The picture is damaged, or too large to be looked at.",
    )


def test_strange_picture_in_a_page_is_its_words(server: FaultySite):
    server.pages["/a.png"] = Page(strange_png(), headers={"Content-Type": "image/png"})
    assert b"[A kettle]" in kept(page_with(server, "<img src=/a.png alt='A kettle'>"))


def test_what_nobody_foresaw_stops_no_other_file(
    server: FaultySite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fails(*_given: object, **_options: object) -> bytes:
        raise RuntimeError("Nobody foresaw this.")

    monkeypatch.setattr(fetching, "page_copy", fails)
    told: list[int] = []
    fetch_all(
        [wanted(server, "/boiling.html", "text/html"), wanted(server, "/water.pdf")], told.append
    )
    assert told == [1, 1]
    rows = {row.address: row for row in PackedFile.objects.all()}
    strange, sound = rows[f"{server.address}/boiling.html"], rows[f"{server.address}/water.pdf"]
    assert (strange.why, strange.problem) == ("failed", "A copy could not be fetched.")
    assert kept(sound) == PDF
    assert "Nobody foresaw this." in caplog.text


def test_trouble_with_a_copy_that_was_had_before_leaves_it(server: FaultySite):
    page = wanted(server, "/boiling.html", "text/html")
    fetch_all([page])
    before = PackedFile.objects.get().sha256
    server.pages["/boiling.html"] = Page(b"", headers={"Content-Type": "text/html"})
    fetch_all([page])
    assert before
    assert PackedFile.objects.get().sha256 == before
