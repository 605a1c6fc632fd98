"""What servers do to whoever harvests them, one by one through a real run: a line that says it, what
came before stays, and a good source beside it is harvested as ever."""

import contextlib
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from tests.faulty_site import FaultySite, Page, drip, drop, pour, redirect

from armillary.catalogue.models import Resource
from armillary.core.http import HttpFetcher
from armillary.harvest.enums import RunState
from armillary.harvest.kinds import table
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.operations import add_source, run_source
from armillary.people.actors import OPERATOR

from .conftest import QUICK

pytestmark = pytest.mark.django_db

Harvest = Callable[..., Run]
TEXT = {"Content-Type": "text/csv; charset=utf-8"}
TABLE = "title,url\n" + "".join(f"Book {n},https://b.example/{n}\n" for n in range(1, 6))
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)


@pytest.fixture
def site() -> Iterator[FaultySite]:
    made = FaultySite()
    yield made
    made.close()


def sip(handler: BaseHTTPRequestHandler) -> None:
    """A byte of the body now and then, without end."""
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _tenth in range(100):
            handler.wfile.write(b"t")
            handler.wfile.flush()
            time.sleep(0.1)


def half(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(TABLE)))
    handler.end_headers()
    handler.wfile.write(TABLE[:60].encode())


FAULTS: dict[str, tuple[Any, str]] = {
    "slow to begin": (lambda _handler: time.sleep(1.0), "did not answer within 0 seconds."),
    "slow in the headers": (drip, "takes too long. Try again later."),
    "slow in the body": (sip, "takes too long. Try again later."),
    "cut off": (half, "broke off. Try again later."),
    "silent": (drop, "broke off. Try again later."),
    "busy": (Page("", 503, {"Retry-After": "3600"}), "has a problem of its own (503)."),
    "flooded": (Page("", 429, {"Retry-After": "3600"}), "has had too many requests (429)."),
    "a gigabyte": (pour, "larger than 1.0 MB, and was not read."),
    "unasked compression": (
        Page(TABLE, headers={"Content-Encoding": "br"}), "in a compression nobody asked for (br)."
    ),
    "broken compression": (
        Page(TABLE, headers={"Content-Encoding": "gzip"}), "cannot be unpacked."
    ),
    "a circle": (redirect("/books.csv"), "redirects too often. Check the address."),
    "another scheme": (redirect("file:///etc/passwd"), "Only addresses that start with http"),
    "a password": (redirect("http://a:b@127.0.0.1/"), "holds a user name or a password."),
    "nowhere": (redirect("http://[::1"), "This is not an address that can be fetched."),
    "no machine": (redirect("http://nothing.invalid/"), "There is no machine named nothing."),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_costs_nothing_that_came_before_and_no_other_source(
    site: FaultySite, harvest: Harvest, fault: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(table, "limit_of", lambda _address: 1_000_000)
    answer, line = FAULTS[fault]
    site.pages["/books.csv"] = site.pages["/good.csv"] = Page(TABLE, headers=TEXT)
    source = add_source("table", f"{site.address}/books.csv", "books", by=OPERATOR)
    harvest(source)
    site.pages["/books.csv"] = answer
    run = harvest(source)
    assert run.state == RunState.FAILED
    assert line in run.problem
    assert "\n" not in run.problem
    assert (Record.objects.filter(is_deleted=False).count(), Resource.objects.count()) == (5, 5)
    good = add_source("table", f"{site.address}/good.csv", "good", by=OPERATOR)
    assert harvest(good).state == RunState.FINISHED


@pytest.mark.parametrize(
    ("kind", "path"),
    [("oai", "/oai"), ("sitemap", "/sitemap.xml"), ("feed", "/feed"), ("package", "/a.xml")],
)
def test_entity_bomb_is_refused_in_a_line(site: FaultySite, harvest: Harvest, kind: str, path: str):
    site.otherwise = Page(BOMB, headers={"Content-Type": "text/xml"})
    run = harvest(add_source(kind, f"{site.address}{path}", "bomb", by=OPERATOR))
    assert (run.state, "\n" in run.problem) == (RunState.FAILED, False)
    assert "document type" in run.problem


def test_charset_that_lies_costs_no_letter(site: FaultySite, harvest: Harvest):
    body = "title,url\nGéométrie,https://b.example/1\n".encode("cp1252")
    site.pages["/books.csv"] = Page(body, headers=TEXT)
    harvest(add_source("table", f"{site.address}/books.csv", "books", by=OPERATOR))
    assert [str(row) for row in Resource.objects.all()] == ["Géométrie"]


def test_redirect_inward_is_refused(site: FaultySite, monkeypatch: pytest.MonkeyPatch):
    """The first address is a public one as far as anybody knows; the second is at home."""
    from armillary.core.http import targets

    inner = FaultySite()
    host = site.host.partition(":")[0]
    public = targets.is_public
    monkeypatch.setattr(targets, "is_public", lambda it: str(it) == host or public(it))
    fetcher = HttpFetcher(user_agent="Armillary/test", allow_private=False, manners=QUICK)
    site.pages["/books.csv"] = redirect(f"{inner.address}/books.csv")
    source = add_source("table", f"{site.address}/books.csv", "books", by=OPERATOR)
    run = run_source(source, by=OPERATOR, fetcher=fetcher)
    fetcher.close()
    assert "is a private address, which this installation does not fetch" in run.problem
    assert inner.asked == []
    inner.close()


# Certificates


def made(folder: Path, *, name: str, days: int = 2, begins: str = "") -> Path:
    """A key and a certificate of its own in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("The command openssl is not there, so that no certificate can be made.")
    key, certificate, both = (folder / each for each in ("key.pem", "cert.pem", "both.pem"))
    command = [
        openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
        "-nodes", "-keyout", str(key), "-subj", "/CN=Test", "-addext", f"subjectAltName={name}",
    ]  # fmt: skip
    subprocess.run(
        [*command, "-days", str(days), "-out", str(certificate)], check=True, capture_output=True
    )
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


def expired(folder: Path, *, name: str) -> Path:
    """As `made`, of two days in the year 2020."""
    both = made(folder, name=name)
    (folder / "index").touch()
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nnew_certs_dir=.\nserial=serial\n"
        "default_md=sha256\npolicy=any\ncopy_extensions=copy\n[any]\ncommonName=supplied\n"
    )
    (folder / "serial").write_text("01\n")
    request = ["openssl", "req", "-new", "-key", "key.pem", "-subj", "/CN=Test", "-out", "r.pem"]
    subprocess.run(
        [*request, "-addext", f"subjectAltName={name}"], cwd=folder, check=True, capture_output=True
    )
    sign = [
        "openssl", "ca", "-batch", "-config", "ca.cnf", "-selfsign", "-keyfile", "key.pem",
        "-in", "r.pem", "-out", "old.pem", "-startdate", "20200101000000Z",
        "-enddate", "20200103000000Z", "-notext",
    ]  # fmt: skip
    subprocess.run(sign, cwd=folder, check=True, capture_output=True)
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "old.pem").read_bytes())
    return both


@pytest.mark.parametrize("trouble", ["none", "self-signed", "expired", "wrong host"])
def test_certificate_that_proves_nothing(
    tmp_path: Path, harvest: Harvest, trouble: str, monkeypatch: pytest.MonkeyPatch
):
    """Trusted are those made here but for the self-signed one; the good one shows that it works."""
    machine = "127.2.0.1"
    name = "IP:127.2.0.9" if trouble == "wrong host" else f"IP:{machine}"
    make = expired if trouble == "expired" else made
    certificate = make(tmp_path, name=name)
    if trouble != "self-signed":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    site = FaultySite(machine=machine)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    secure = FaultySite(machine=machine)
    secure.server.socket = context.wrap_socket(secure.server.socket, server_side=True)
    secure.pages["/books.csv"] = Page(TABLE.replace("Book", "Other"), headers=TEXT)
    site.pages["/books.csv"] = Page(TABLE, headers=TEXT)
    source = add_source("table", f"{site.address}/books.csv", "books", by=OPERATOR)
    harvest(source)
    site.pages["/books.csv"] = redirect(f"https://{secure.host}/books.csv")
    run = harvest(Source.objects.get())
    titles = {str(row).split()[0] for row in Resource.objects.all()}
    if trouble == "none":
        assert (run.state, run.problem, titles) == (RunState.FINISHED, "", {"Other"})
    else:
        line = f"The certificate of {secure.host} is not valid, so nothing was fetched."
        assert (run.state, run.problem, titles) == (RunState.FAILED, line, {"Book"})
    site.close()
    secure.close()
