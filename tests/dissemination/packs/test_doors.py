"""The desk, the API, the command line and the public pages do the same, and say in one line what is wrong."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.dissemination.packs.conftest import collect, made, output, planned, unpacked
from tests.faulty_site import FaultySite
from typer.testing import CliRunner

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.cli.application import app
from armillary.core.tasks import LONG, drain
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.operations import ask_for_release, publish_pack
from armillary.dissemination.packs.queries import offered_release, outputs_of
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

API = "/api/v1/packs"
DESK = "/desk/packs/"


@pytest.fixture
def browser(client_of, curator) -> Client:
    return client_of(curator)


def send(browser: Client, method: str, path: str, document: object = None) -> tuple[int, Any]:
    answer = browser.generic(method.upper(), path, json.dumps(document or {}), "application/json")
    return answer.status_code, answer.json() if answer.content else None


def status_of(browser: Client, address: str) -> int:
    """Read to the end, so that no file stays open."""
    answer = browser.get(address)
    b"".join(answer)
    return answer.status_code


def command(*words: str):
    return CliRunner().invoke(app, ["packs", *words])


@pytest.fixture
def offered(pack: Pack) -> Pack:
    made(pack)
    publish_pack(pack, by=OPERATOR)
    return pack


def site_of(pack: Pack) -> tuple[str, bytes]:
    """Address and content of the kit for a stick."""
    release = offered_release(pack)
    assert release is not None
    path = output(release, "site")
    return f"/packs/{pack.slug}/files/{path.name}", path.read_bytes()


# Fetching


def test_file_is_fetched_whole(client: Client, offered: Pack):
    address, content = site_of(offered)
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert b"".join(answer) == content
    assert answer["Content-Type"] == "application/zip"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(content))
    assert "Content-Encoding" not in answer
    assert address.rpartition("/")[2] in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "cut"),
    [("bytes=100-", slice(100, None)), ("bytes=0-9", slice(0, 10)), ("bytes=-7", slice(-7, None))],
)
def test_fetch_that_broke_off_goes_on(client: Client, offered: Pack, asked: str, cut: slice):
    address, content = site_of(offered)
    etag = client.head(address)["ETag"]
    answer = client.get(address, headers={"Range": asked, "If-Range": etag})
    assert answer.status_code == 206
    assert b"".join(answer) == content[cut]
    assert answer["Content-Range"].endswith(f"/{len(content)}")
    whole = client.get(address, headers={"Range": asked, "If-Range": '"another"'})
    assert (whole.status_code, b"".join(whole)) == (200, content)


def test_range_behind_the_end_is_refused_and_nonsense_is_the_whole(client: Client, offered: Pack):
    address, content = site_of(offered)
    answer = client.get(address, headers={"Range": f"bytes={len(content)}-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(content)}")
    for asked in ("bytes=9-3", "lines=1-2", "bytes=0-1,5-6", "bytes=-"):
        answer = client.get(address, headers={"Range": asked})
        assert (answer.status_code, len(b"".join(answer))) == (200, len(content))


def test_file_that_has_not_changed_is_not_sent_again(client: Client, offered: Pack):
    address, _content = site_of(offered)
    etag = client.head(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", ["pack.json", "..%2fpack.json", "nothing.zip"])
def test_nothing_else_is_handed_out(client: Client, offered: Pack, name: str):
    assert client.get(f"/packs/{offered.slug}/files/{name}").status_code == 404


def test_pack_that_is_not_published_is_for_curators_only(
    client: Client, browser: Client, pack: Pack
):
    made(pack)
    address, _content = site_of(pack)
    assert status_of(client, address) == 404
    assert client.get(f"/packs/{pack.slug}/").status_code == 404
    assert client.get(f"{API}/{pack.slug}").status_code == 404
    assert status_of(browser, address) == 200


def test_withdrawal_closes_every_door_at_once(client: Client, offered: Pack):
    address, _content = site_of(offered)
    row = Resource.objects.get(titles__icontains="Boiling")
    withdraw_resources([row.pk], by=OPERATOR, reason="asked")
    assert status_of(client, address) == 404
    assert client.get(f"{API}/{offered.slug}").json()["release"] is None
    assert "It is being made." in client.get(f"/packs/{offered.slug}/").content.decode()
    drain(LONG)
    assert status_of(client, address) == 404  # the file of the release before
    address, content = site_of(offered)
    assert status_of(client, address) == 200
    assert b"Boiling" not in content


# Pages


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_page_says_what_there_is_and_how_to_check_it(client: Client, offered: Pack, prefix: str):
    page = client.get(f"{prefix}/packs/{offered.slug}/").content.decode()
    address, _content = site_of(offered)
    assert f'href="{address}"' in page
    assert "armillary-pack.pyz verify" in page
    assert f"/packs/{offered.slug}/" in client.get(f"{prefix}/packs/").content.decode()


def test_collection_leads_to_its_packs(client: Client, offered: Pack, water: Collection):
    assert f'href="/packs/{offered.slug}/"' in client.get("/collections/water/").content.decode()


def test_query_count_is_the_same_with_one_pack_and_with_three(client: Client, water: Collection):
    counts = []
    for _number in range(3):
        made(one := planned(water))
        publish_pack(one, by=OPERATOR)
        for path in ("/packs/", API):
            client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get("/packs/")
            client.get(API)
        counts.append(len(found))
    assert counts[0] == counts[2]


# Desk


def test_life_of_a_pack_on_the_desk(browser: Client, client: Client, water: Collection):
    sent = {
        "title": "To go",
        "collection": "water",
        "language": "en",
        "budget": "3700000000",
        "video": "small",
        "copies": "on",
    }
    answer = browser.post(DESK, sent)
    assert answer["Location"] == f"{DESK}to-go/"
    page = browser.get(answer["Location"]).content.decode()
    assert "Its licence allows no changes" in page
    assert "2 copies" in " ".join(page.split())
    browser.post(f"{DESK}to-go/do/", {"do": "make"})
    assert "being made" in browser.get(f"{DESK}to-go/").content.decode()
    drain(LONG)
    page = browser.get(f"{DESK}to-go/").content.decode()
    assert "Release 1 was made" in page
    assert "/packs/to-go/files/to-go-1-site-" in page
    browser.post(f"{DESK}to-go/do/", {"do": "publish"})
    assert client.get("/packs/to-go/").status_code == 200
    browser.post(f"{DESK}to-go/", {"title": "Away", "budget": "700000000", "video": "none"})
    pack = Pack.objects.get()
    assert (str(pack.title), pack.budget, pack.video, pack.copies) == (
        "Away",
        700000000,
        "none",
        False,
    )
    assert browser.post(f"{DESK}to-go/do/", {"do": "delete"})["Location"] == DESK
    assert not Pack.objects.exists()


SENT = {
    "title": "A",
    "collection": "water",
    "language": "en",
    "budget": "3700000000",
    "video": "small",
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "\u202e"}, "A pack needs a title."),
        ({"collection": ""}, "say one of them"),
        ({"collection": "nothing"}, "Select a valid choice."),
        ({"search": "q=water"}, "say one of them"),
        ({"collection": "", "search": "q=" + "x" * 2000}, "words that matter most"),
        ({"budget": "1"}, "Select a valid choice."),
        ({"video": "huge"}, "Select a valid choice."),
        ({"language": "xx"}, "Select a valid choice."),
    ],
)
def test_desk_says_what_is_wrong(
    browser: Client, water: Collection, wrong: dict[str, str], said: str
):
    answer = browser.post(DESK, SENT | wrong)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Pack.objects.exists()


def test_change_that_makes_no_sense_changes_nothing(browser: Client, pack: Pack):
    address = f"{DESK}{pack.slug}/"
    assert (
        browser.post(
            address, {"title": "\u202e", "budget": "700000000", "video": "all"}
        ).status_code
        == 400
    )
    pack.refresh_from_db()
    assert (str(pack.title), pack.budget) == ("Water to go", 100_000_000)


def test_trouble_is_said_on_the_desk(browser: Client, db: None):
    pack = planned(collect("nothing"))
    ask_for_release(pack, by=OPERATOR)
    drain(LONG)
    page = browser.get(f"{DESK}{pack.slug}/").content.decode()
    assert "There is nothing to pack" in page


def test_asked_for_twice_it_is_made_once(pack: Pack, server: FaultySite):
    for _time in range(2):
        ask_for_release(pack, by=OPERATOR)
    drain(LONG)
    assert pack.releases.count() == 1
    assert server.paths.count("/water.pdf") == 1


def test_desk_is_for_curators(client: Client, client_of, member, pack: Pack):
    assert client.get(DESK).status_code == 302
    signed = client_of(member)
    assert signed.get(DESK).status_code == 403
    assert signed.get(f"{DESK}{pack.slug}/").status_code == 403
    assert signed.post(f"{DESK}{pack.slug}/do/", {"do": "delete"}).status_code in {403, 404}
    assert Pack.objects.exists()


# API


def test_life_of_a_pack_over_the_api(browser: Client, client: Client, water: Collection):
    status, told = send(
        browser, "post", API, {"title": "To go", "collection": "water", "budget": 10**8}
    )
    assert (status, told["name"], told["release"]) == (201, "to-go", None)
    plan = browser.get(f"{API}/to-go/plan").json()
    assert (plan["copies"], plan["cards"]) == (2, 2)
    assert plan["reasons"] == {"adapts": 1, "no-licence": 1}
    status, _told = send(browser, "post", f"{API}/to-go/releases")
    assert status == 202
    drain(LONG)
    send(browser, "put", f"{API}/to-go/published")
    [told] = client.get(API).json()["items"]
    assert told["release"]["number"] == 1
    assert {file["kind"] for file in told["release"]["files"]} == {"site", "kolibri", "booklet"}
    for file in told["release"]["files"]:
        path = file["address"].removeprefix("http://127.0.0.1:8000")
        assert len(b"".join(client.get(path))) == file["size"]
    status, _told = send(browser, "delete", f"{API}/to-go/published")
    assert client.get(API).json()["items"] == []
    assert send(browser, "delete", f"{API}/to-go") == (204, None)
    assert browser.get(f"{API}/to-go").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", ""),
        ("get", "/water-to-go/plan"),
        ("post", "/water-to-go/releases"),
        ("delete", "/water-to-go"),
    ],
)
def test_api_is_for_curators(client: Client, client_of, member, pack: Pack, method: str, path: str):
    document = {"title": "A", "budget": 10**8}
    assert send(client, method, API + path, document)[0] in {401, 404}
    assert send(client_of(member), method, API + path, document)[0] in {403, 404}
    assert Pack.objects.count() == 1


# Command


def test_life_of_a_pack_on_the_command_line(water: Collection, tmp_path, client: Client):
    said = command("add", "To go", "--collection", "water", "--budget", "16GB", "--publish")
    assert said.output == "to-go is planned. See `armillary packs plan to-go`.\n"
    assert "2 copies and 2 cards, about 2 MB of 16000 MB." in command("plan", "to-go").output
    assert json.loads(command("plan", "to-go", "--json").output)["copies"] == 2
    paths = [
        line.partition(": ")[0]
        for line in command("make", "to-go").output.split("\n")
        if "bytes" in line
    ]
    assert [path.rpartition("/")[2].split("-1-")[1][:4] for path in paths] == [
        "site",
        "koli",
        "book",
    ]
    assert "Nothing has changed since release 1." in command("make", "to-go").output
    assert "to-go  release 1  To go" in command("list").output
    unpacked(tmp_path / paths[0], tmp_path / "stick")
    assert "all as they were signed" in command("verify", str(tmp_path / "stick/to-go")).output
    assert "BEGIN PUBLIC KEY" in command("key").output
    command("publish", "to-go", "--undo")
    assert client.get("/packs/to-go/").status_code == 404
    command("delete", "to-go")
    assert not Pack.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["make", "nothing"], "There is no pack of this name"),
        (["add", "A"], "say one of them"),
        (["add", "A", "--collection", "nothing"], "no collection"),
        (["add", "A", "--search", "q=a", "--budget", "much"], "700 MB or 16 GB"),
    ],
)
def test_command_refuses_in_one_line(db: None, words: list[str], said: str):
    result = command(*words)
    assert result.exit_code == 1
    assert said in str(result.exception)


def test_outputs_are_in_the_order_in_which_they_are_made(pack: Pack):
    assert [each.kind for each in outputs_of(made(pack))] == ["site", "kolibri", "booklet"]


def test_administrators_may_do_what_curators_may(client_of, administrator, pack: Pack):
    assert client_of(administrator).get(DESK).status_code == 200
