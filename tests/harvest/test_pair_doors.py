"""Possible duplicates and merges at the desk, over the API and in a terminal."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from typer.testing import CliRunner, Result

from armillary.catalogue.merging.queries import latest_merges
from armillary.catalogue.models import Merge, Resource
from armillary.core.errors import ArmillaryError, InvalidInput
from armillary.harvest.duplicates.queries import decided_pairs, waiting_pairs
from armillary.harvest.interfaces.cli import app
from armillary.harvest.interfaces.pair_labels import reason_views, sure_in_words
from armillary.harvest.models import Source, Suspicion
from armillary.harvest.operations import decide_suspicion
from armillary.harvest.suspecting import compare_everything
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person
from armillary.vocabularies.queries import label

from .copies import ENGLISH, FRENCH, copy

pytestmark = pytest.mark.django_db

Make = Callable[..., Resource]
ClientOf = Callable[[Person], Client]
API = "/api/v1"


@pytest.fixture
def desk(client_of: ClientOf, curator: Person) -> Client:
    return client_of(curator)


@pytest.fixture
def merged(new_resource: Make) -> Merge:
    """By the machine."""
    for number in (1, 2):
        new_resource(**copy(number))
    compare_everything(by=SYSTEM)
    return Merge.objects.get()


@pytest.fixture
def asked(new_resource: Make) -> Suspicion:
    """A translation that waits for a decision."""
    new_resource(**ENGLISH)
    new_resource(**FRENCH)
    compare_everything(by=SYSTEM)
    return Suspicion.objects.get()


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"{API}{path}", body or {}, content_type="application/json")


def harvest(*words: str, fails: type[BaseException] | None = None) -> Result:
    result = CliRunner().invoke(app, list(words))
    if fails is None:
        assert result.exit_code == 0, result.output
    else:
        assert isinstance(result.exception, fails)
    return result


def queries_of(action: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        action()
    return len(seen)


class TestDesk:
    def test_pair_says_what_it_may_be_how_likely_and_why(self, desk: Client, asked: Suspicion):
        page = desk.get(reverse("harvest:suspicions")).content.decode()
        assert "1 pair waits for a decision." in page
        assert "Perhaps a translation: " in page
        assert "Addresses that differ in the language only" in page
        assert "speaks strongly for it" in page
        for verdict in ("same", "translation", "version", "different"):
            assert page.count(f'value="{verdict}"') == 1

    def test_pairs_of_one_kind(self, desk: Client, asked: Suspicion):
        address = reverse("harvest:suspicions")
        assert "waits for a decision" in desk.get(f"{address}?tie=translation").content.decode()
        assert "Nothing waits" in desk.get(f"{address}?tie=same").content.decode()
        assert desk.get(f"{address}?tie=cousin").status_code == 400

    def test_translation_becomes_an_edition_and_back(self, desk: Client, asked: Suspicion):
        address = reverse("harvest:decide", args=[asked.pk])
        page = desk.post(address, {"verdict": "translation"}, follow=True).content.decode()
        assert "The two are editions of one work now." in page
        assert "Cura Tor" in page
        undo = reverse("harvest:undo-decision", args=[asked.pk])
        assert "the pair waits again" in desk.post(undo, follow=True).content.decode()

    def test_merge_is_told_with_reasons_and_sources(self, desk: Client, merged: Merge):
        decided = desk.get(reverse("harvest:decided-pairs")).content.decode()
        assert "The machine" in decided
        address = reverse("harvest:merge", args=[merged.pk])
        assert address in decided
        assert address in desk.get(reverse("harvest:merges")).content.decode()
        page = desk.get(address).content.decode()
        assert "The machine" in page
        assert "The same creator" in page
        assert "Jane Roe" in page
        assert "library" in page

    def test_merge_is_parted_from_its_page(self, desk: Client, merged: Merge):
        address = reverse("harvest:part", args=[merged.pk])
        page = desk.post(address, follow=True).content.decode()
        assert "nobody will ask about them again" in page
        assert "Part them again" not in page
        assert "Cura Tor" in page
        assert desk.post(address).status_code == 409

    def test_undoing_what_the_machine_merged_parts_for_good(self, desk: Client, merged: Merge):
        pair = Suspicion.objects.get()
        undo = reverse("harvest:undo-decision", args=[pair.pk])
        assert "The two are parted" in desk.post(undo, follow=True).content.decode()
        pair.refresh_from_db()
        assert pair.state == "different"

    def test_search_through_everything_is_asked_for(
        self, desk: Client, new_resource: Make, run_tasks: Callable[[], None]
    ):
        for number in (1, 2):
            new_resource(**copy(number))
        assert desk.post(reverse("harvest:compare")).status_code == 302
        run_tasks()
        assert Merge.objects.count() == 1

    def test_unknown_merge_is_not_found(self, desk: Client):
        assert desk.get(reverse("harvest:merge", args=[404])).status_code == 404

    @pytest.mark.parametrize("page", ["suspicions", "decided-pairs", "merges"])
    def test_pages_are_for_curators(self, page: str, client_of: ClientOf, member: Person):
        assert client_of(member).get(reverse(f"harvest:{page}")).status_code == 403

    def test_buttons_are_for_curators(self, client_of: ClientOf, member: Person, merged: Merge):
        client = client_of(member)
        pair = Suspicion.objects.get().pk
        assert client.get(reverse("harvest:merge", args=[merged.pk])).status_code == 403
        assert client.post(reverse("harvest:part", args=[merged.pk])).status_code == 403
        assert client.post(reverse("harvest:compare")).status_code == 403
        for name in ("decide", "undo-decision"):
            sent = client.post(reverse(f"harvest:{name}", args=[pair]), {"verdict": "same"})
            assert sent.status_code == 403
        # Whether there is such a pair is nobody's business either.
        assert client.post(reverse("harvest:decide", args=[404])).status_code == 403


class TestLists:
    @pytest.fixture
    def plant(self, new_resource: Make) -> Callable[[int], None]:
        """Pairs that wait, pairs that are decided, and their merges."""

        def make(count: int) -> None:
            for number in range(count):
                several = [new_resource() for _each in range(4)]
                rows = [
                    Suspicion.objects.create(first=a, second=b, probability=0.6 + number / 100)
                    for a, b in (several[:2], several[2:])
                ]
                decide_suspicion(rows[0], same=True, by=OPERATOR)

        return make

    @pytest.mark.parametrize(
        "address",
        ["/desk/suspicions/", "/desk/suspicions/decided/", "/desk/merges/", f"{API}/duplicates",
         f"{API}/duplicates/decided", f"{API}/merges"],
    )  # fmt: skip
    def test_as_many_queries_for_three_as_for_one(
        self, address: str, desk: Client, plant: Callable[[int], None]
    ):
        plant(1)
        desk.get(address)
        once = queries_of(lambda: desk.get(address))
        plant(2)
        assert queries_of(lambda: desk.get(address)) == once

    def test_every_row_is_on_one_page_exactly(self, plant: Callable[[int], None]):
        plant(5)
        for read in (waiting_pairs, decided_pairs, latest_merges):
            whole = [row.pk for row in read(size=50).rows]
            assert len(whole) == 5
            found, after = [], ""
            while True:
                page = read(size=2, after=after)
                found += [row.pk for row in page.rows]
                after = page.after
                if not after:
                    break
            assert found == whole

    def test_cursor_of_another_list_is_refused(self, plant: Callable[[int], None]):
        plant(3)
        after = decided_pairs(size=1).after
        with pytest.raises(InvalidInput):
            waiting_pairs(after=after)

    def test_pages_follow_one_another_at_the_desk(self, desk: Client, plant: Callable[[int], None]):
        plant(21)
        first = desk.get("/desk/suspicions/").content.decode()
        [following] = [part.split('"')[0] for part in first.split('rel="next" href="')[1:]]
        second = desk.get(f"/desk/suspicions/{following.replace('&amp;', '&')}").content.decode()
        assert second.count('value="different"') == 1


class TestApi:
    def test_pair_is_listed_and_decided(self, desk: Client, asked: Suspicion):
        listed = desk.get(f"{API}/duplicates?tie=translation").json()
        assert [row["id"] for row in listed["items"]] == [asked.pk]
        assert listed["next"] is None
        row = desk.get(f"{API}/duplicates/{asked.pk}").json()
        assert row == listed["items"][0]
        assert row["reasons"][0]["weight"] > 0
        done = post(desk, f"/duplicates/{asked.pk}", {"verdict": "translation"}).json()
        assert (done["state"], done["merge"]) == ("editions", None)
        assert post(desk, f"/duplicates/{asked.pk}", {"verdict": "same"}).status_code == 409
        assert post(desk, f"/duplicates/{asked.pk}/undo").json()["state"] == "open"

    def test_merge_has_its_whole_story(self, desk: Client, merged: Merge):
        [row] = desk.get(f"{API}/merges").json()["items"]
        assert (row["id"], row["by"], row["made_by"]) == (merged.pk, "machine", "system")
        story = desk.get(f"{API}/merges/{merged.pk}").json()
        [titles] = [each for each in story["fields"] if each["field"] == "titles"]
        assert titles["origin"]["ref"].startswith("library:")
        assert titles["absorbed_origin"]["ref"] != titles["origin"]["ref"]
        assert titles["absorbed_value"] == titles["value"]
        assert sorted(story["family"]) == sorted([story["kept"]["id"], story["absorbed"]["id"]])

    def test_merge_is_parted(self, desk: Client, merged: Merge):
        parted = post(desk, f"/merges/{merged.pk}/undo").json()
        assert parted["undone_at"] is not None
        [pair] = desk.get(f"{API}/duplicates/decided").json()["items"]
        assert pair["state"] == "different"

    def test_search_is_asked_for(
        self, desk: Client, new_resource: Make, run_tasks: Callable[[], None]
    ):
        for number in (1, 2):
            new_resource(**copy(number))
        assert post(desk, "/duplicates/search", {"rebuild": True}).status_code == 202
        run_tasks()
        assert Merge.objects.count() == 1

    def test_nothing_of_it_is_for_members(self, client_of: ClientOf, member: Person):
        client = client_of(member)
        for path in ("/duplicates", "/duplicates/decided", "/duplicates/1", "/merges", "/merges/1"):
            assert client.get(f"{API}{path}").status_code == 403
        for path in ("/duplicates/1/undo", "/merges/1/undo", "/duplicates/search"):
            assert post(client, path).status_code == 403
        assert post(client, "/duplicates/1", {"verdict": "same"}).status_code == 403

    def test_unknown_words_are_refused(self, desk: Client, asked: Suspicion):
        assert post(desk, f"/duplicates/{asked.pk}", {"verdict": "cousin"}).status_code == 400
        assert desk.get(f"{API}/duplicates?tie=cousin").status_code == 400
        assert desk.get(f"{API}/merges/404").json()["type"].endswith("no-such-merge")


class TestTerminal:
    def test_whole_catalogue_is_compared(self, new_resource: Make):
        for number in (1, 2):
            new_resource(**copy(number))
        found = json.loads(harvest("duplicates", "--json", "--no-wait").stdout)
        assert found == {"merged": 1, "asked": 0, "dropped": 0}
        assert (
            harvest("duplicates", "--rebuild", "--no-wait").stdout
            == "merged: 0, asked: 0, dropped: 0\n"
        )

    def test_pair_is_shown_and_decided(self, asked: Suspicion):
        [row] = json.loads(harvest("suspicions", "--tie", "translation", "--json").stdout)
        assert row["id"] == asked.pk
        assert "translation" in harvest("suspicions").stdout
        assert harvest("decide", str(asked.pk), "translation", "--no-wait").stdout.endswith(
            ": editions\n"
        )
        harvest("decide", str(asked.pk), "same", "--no-wait", fails=ArmillaryError)
        assert harvest("undo-decision", str(asked.pk), "--no-wait").stdout.endswith(": open\n")
        harvest("decide", str(asked.pk), "cousin", "--no-wait", fails=InvalidInput)

    def test_merge_is_explained_and_parted(self, merged: Merge):
        [row] = json.loads(harvest("merges", "--json").stdout)
        assert row["id"] == merged.pk
        of = harvest("merges", "--of", merged.absorbed.public_id, "--json").stdout
        assert json.loads(of) == [row]
        assert merged.kept.public_id in harvest("merges").stdout
        story = harvest("explain", str(merged.pk)).stdout
        assert "The same creator" in story
        assert json.loads(harvest("explain", str(merged.pk), "--json").stdout)["fields"]
        assert "is parted from" in harvest("part", str(merged.pk), "--no-wait").stdout
        harvest("part", str(merged.pk), "--no-wait", fails=ArmillaryError)


class TestSources:
    """Whether a machine may merge what a source brings is said of the source, by every door."""

    def test_at_the_desk(self, desk: Client):
        added = {"kind": "oai", "address": "https://a.example/oai", "name": "a"}
        desk.post("/desk/sources/add/", {**added, "ask_before_merging": "on"})
        source = Source.objects.get()
        assert source.asks_before_merging
        page = desk.get("/desk/sources/a/").content.decode()
        assert "What it brings is merged with nothing without asking." in page
        desk.post("/desk/sources/a/change/", {"address": source.address, "relist_days": "30"})
        source.refresh_from_db()
        assert not source.asks_before_merging

    def test_over_the_api(self, desk: Client):
        stated = {"kind": "oai", "address": "https://a.example/oai", "name": "a"}
        added = post(desk, "/sources", {**stated, "ask_before_merging": True}).json()
        assert added["ask_before_merging"] is True
        changed = desk.patch(
            f"{API}/sources/a", {"ask_before_merging": False}, content_type="application/json"
        )
        assert changed.json()["ask_before_merging"] is False

    def test_in_a_terminal(self):
        words = ["oai", "https://a.example/oai", "--name", "a"]
        harvest("add", *words, "--ask-before-merging")
        assert Source.objects.get().asks_before_merging
        harvest("change", "a", "--title", "A")
        assert Source.objects.get().asks_before_merging
        harvest("change", "a", "--merge")
        assert not Source.objects.get().asks_before_merging


def test_what_speaks_for_a_pair_is_said_in_the_reader_s_language():
    reasons = [{"name": "same-kind", "value": "lesson-plan", "weight": 0.3}]
    [view] = reason_views(reasons)
    assert (str(view.label), view.value) == ("The same type", "Lesson plan")
    with translation.override("fr"):
        [view] = reason_views(reasons)
        assert (str(view.label), view.value) == (
            "Le même type",
            label("types", "lesson-plan", "fr"),
        )
        assert sure_in_words(0.9999) == "plus de 99,9\u00a0%"
