"""What goes into a pack, and why."""

import pytest
from tests.dissemination.packs.conftest import collect, planned, with_files
from tests.faulty_site import FaultySite

from armillary.catalogue.models import Collection
from armillary.core.errors import InvalidInput, Refused
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.errors import InvalidPack
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.operations import add_pack, budget_of, change_pack
from armillary.dissemination.packs.planning import PAGES, plan_of
from armillary.people.actors import OPERATOR, VISITOR
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db


def whys(pack: Pack) -> list[tuple[str, str]]:
    return [(str(item.resource.titles), item.why) for item in plan_of(pack).items]


def test_licence_decides_what_is_copied_before_anything_is_fetched(pack: Pack, server: FaultySite):
    assert whys(pack) == [
        ("Water", ""),
        ("Boiling", ""),
        ("No changes", "adapts"),
        ("All rights reserved", "no-licence"),
    ]
    assert server.paths == []


def test_sizes_are_guessed_until_the_files_were_fetched(pack: Pack):
    plan = plan_of(pack)
    assert plan.is_guess
    assert plan.size == 2_000_000 + 300_000 + 4 * PAGES


def test_stated_sizes_are_believed(server: FaultySite):
    file = {"address": f"{server.address}/a.pdf", "media_type": "application/pdf", "size": 700}
    plan = plan_of(planned(collect("one", with_files(server, file))))
    assert (plan.size, plan.is_guess) == (700 + PAGES, False)


def test_of_a_document_in_several_formats_one_is_taken(server: FaultySite):
    names = ("a.docx", "a.html", "a.pdf", "a.epub")
    files = [{"address": f"{server.address}/{name}", "media_type": ""} for name in names]
    [item] = plan_of(planned(collect("one", with_files(server, *files)))).items
    assert [file.wanted.address for file in item.files] == [f"{server.address}/a.pdf"]


@pytest.mark.parametrize(
    ("profile", "taken"),
    [(VideoProfile.NONE, []), (VideoProfile.SMALL, ["/s.mp4"]), (VideoProfile.ALL, ["/l.mp4"])],
)
def test_videos_go_by_the_profile(server: FaultySite, profile: VideoProfile, taken: list[str]):
    sizes = {"/s.mp4": 50_000_000, "/l.mp4": 900_000_000}
    files = [
        {"address": server.address + path, "media_type": "video/mp4", "size": size}
        for path, size in sizes.items()
    ]
    pack = planned(collect("films", with_files(server, *files)), video=profile, budget=10**10)
    [item] = plan_of(pack).items
    assert [file.wanted.address for file in item.files] == [server.address + each for each in taken]
    assert item.why == ("" if taken else "video")


def test_what_does_not_fit_is_a_card_and_what_is_smaller_still_fits(server: FaultySite):
    sizes = {"a": 9_000_000, "b": 5_000_000, "c": 800_000}
    resources = [
        with_files(
            server, {"address": f"{server.address}/{name}.pdf", "media_type": "", "size": size}
        )
        for name, size in sizes.items()
    ]
    plan = plan_of(planned(collect("sizes", *resources), budget=10_000_000))
    assert [item.why for item in plan.items] == ["", "budget", ""]
    assert plan.size <= plan.budget


def test_pack_without_copies_has_cards(water: Collection):
    pack = planned(water, copies=False)
    assert {item.why for item in plan_of(pack).items} == {"not-fetched", "adapts", "no-licence"}


def test_pack_of_a_search_has_what_the_page_of_results_shows(water: Collection):
    drain_outbox(wait=True)
    pack = add_pack(
        "Boiling",
        search="http://127.0.0.1:8000/resources/?q=boiling&sort=newest",
        language="en",
        budget=10**8,
        by=OPERATOR,
    )
    assert pack.search == "q=boiling&sort=newest"
    assert [str(item.resource.titles) for item in plan_of(pack).items] == ["Boiling"]


def test_pack_of_a_search_that_cannot_be_made_is_refused(db: None):
    with pytest.raises(InvalidInput):
        add_pack("A", search="q=" + "x" * 2000, language="en", budget=10**8, by=OPERATOR)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"language": "not a language"},
        {"budget": 5},
        {"budget": 10**15},
        {"video": "huge"},
        {"slug": "!!!"},
    ],
)
def test_what_cannot_be_is_refused(water: Collection, wrong: dict[str, object]):
    options = {"title": "A", "language": "en", "budget": 10**8, **wrong}
    with pytest.raises(InvalidPack):
        add_pack(**options, collection=water, by=OPERATOR)  # type: ignore[arg-type]


def test_names_do_not_meet(water: Collection):
    names = [
        add_pack("ماء", collection=water, language="ar", budget=10**8, by=OPERATOR).slug
        for _ in range(2)
    ]
    assert len(set(names)) == 2
    first = planned(water, slug="water")
    assert first.slug == "water"
    with pytest.raises(InvalidPack, match="another pack"):
        planned(water, slug="water")


def test_visitors_put_nothing_together(pack: Pack, water: Collection):
    with pytest.raises(Refused):
        add_pack("A", collection=water, language="en", budget=10**8, by=VISITOR)
    with pytest.raises(Refused):
        change_pack(pack, title="B", by=VISITOR)


@pytest.mark.parametrize(
    ("stated", "size"),
    [("16GB", 16 * 10**9), ("700 mb", 7 * 10**8), ("1,5 GB", 15 * 10**8), ("9", 9)],
)
def test_sizes_as_people_write_them(stated: str, size: int):
    assert budget_of(stated) == size


def test_size_that_is_none_is_refused():
    with pytest.raises(InvalidPack, match="16 GB"):
        budget_of("plenty")
