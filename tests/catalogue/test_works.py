"""Translations and versions are editions of one work, by what records state and what people say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from typer.testing import CliRunner

from armillary.catalogue.errors import EditionConflict
from armillary.catalogue.interfaces.cli import app
from armillary.catalogue.models import Edition, EditionTie, Resource, StatedEdition, Work
from armillary.catalogue.operations import (
    Incoming,
    describe_resources,
    merge_resources,
    undo_merge,
    withdraw_resources,
)
from armillary.catalogue.works.operations import tie_editions, untie_editions
from armillary.catalogue.works.queries import work_of
from armillary.core.errors import InvalidInput, Refused
from armillary.dissemination.renditions import json_ld
from armillary.formats.values.editions import edition_in
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

pytestmark = pytest.mark.django_db

Make = Callable[..., Resource]
Tasks = Callable[[], None]
HOME = "https://books.example"


@pytest.fixture
def book(new_resource: Make) -> Make:
    """A listed book at an address of its own, perhaps an edition of others."""

    def make(name: str, *, language: str = "en", title: str = "", **of: str) -> Resource:
        relations = [
            {"kind": f"{kind}_of", "target": f"{HOME}/{target}"} for kind, target in of.items()
        ]
        more = {"relations": relations} if relations else {}
        return new_resource(
            listed=True,
            keys=(f"address:{HOME}/{name}",),
            titles={language: title or f"Book {name}"},
            languages=[language],
            addresses=[f"{HOME}/{name}"],
            **more,
        )

    return make


def say(resource: Resource, **facts: Any) -> None:
    """Its record says something else now."""
    description: Any = {"titles": resource.titles.texts, **facts}
    origins = dict.fromkeys(description, "library:1")
    describe_resources([Incoming(resource.pk, description, origins=origins)], by=SYSTEM)


def others(resource: Resource) -> list[tuple[int, str, str]]:
    found = work_of(Resource.objects.get(pk=resource.pk)).others
    return [(row.resource.pk, row.kind, row.language) for row in found]


def test_translation_that_a_record_states_is_an_edition(book: Make, run_tasks: Tasks):
    original = book("a")
    french = book("b", language="fr", translation="a")
    run_tasks()
    assert others(original) == [(french.pk, "translation", "fr")]
    assert others(french) == [(original.pk, "original", "en")]
    assert Work.objects.count() == 1


def test_original_may_come_after_its_translation(book: Make, run_tasks: Tasks):
    french = book("b", language="fr", translation="a")
    run_tasks()
    assert others(french) == []
    original = book("a")
    run_tasks()
    assert others(french) == [(original.pk, "original", "en")]


def test_everything_that_hangs_together_is_one_work(book: Make, run_tasks: Tasks):
    first = book("a", title="Calculus")
    second = book("b", title="Calculus, 2nd edition", version="a")
    arabic = book("c", language="ar", translation="b")
    book("d")
    run_tasks()
    assert others(first) == [(arabic.pk, "translation", "ar"), (second.pk, "version", "en")]
    assert second.edition.label == "2nd edition"
    assert Work.objects.count() == 1


def test_two_works_that_meet_become_one_and_part_again(book: Make, run_tasks: Tasks):
    a, b, c, d = book("a"), book("b", version="a"), book("c"), book("d", version="c")
    run_tasks()
    oldest = a.edition.work_id
    assert Work.objects.count() == 2
    tie_editions(b, d, kind="version", by=OPERATOR)
    assert {row.work_id for row in Edition.objects.all()} == {oldest}
    assert len(others(a)) == 3
    untie_editions(d, b, by=OPERATOR)
    assert [number for number, *_rest in others(a)] == [b.pk]
    assert [number for number, *_rest in others(c)] == [d.pk]
    assert Work.objects.count() == 2


def test_statement_that_is_withdrawn_ends_the_edition(book: Make, run_tasks: Tasks):
    original, french = book("a"), book("b", language="fr", translation="a")
    run_tasks()
    say(french, addresses=[f"{HOME}/b"])
    run_tasks()
    assert others(original) == []
    assert not Work.objects.exists()
    assert not Edition.objects.exists()
    assert not EditionTie.objects.exists()
    assert not StatedEdition.objects.exists()


def test_word_of_a_person_outlives_the_record(book: Make, run_tasks: Tasks):
    original, french = book("a"), book("b", language="fr", translation="a")
    run_tasks()
    tie_editions(original, french, kind="translation", original=original, by=OPERATOR)
    say(french, addresses=[f"{HOME}/b"])
    run_tasks()
    assert others(original) == [(french.pk, "translation", "fr")]


def test_taking_back_the_word_of_a_person_leaves_that_of_a_record(book: Make, run_tasks: Tasks):
    original, french = book("a"), book("b", language="fr", translation="a")
    run_tasks()
    tie_editions(original, french, kind="version", original=original, by=OPERATOR)
    assert others(original) == [(french.pk, "version", "fr")]
    untie_editions(original, french, by=OPERATOR)
    assert others(original) == [(french.pk, "translation", "fr")]
    with pytest.raises(EditionConflict, match="Nobody has said"):
        untie_editions(original, french, by=OPERATOR)


def test_other_relations_make_no_edition(new_resource: Make, book: Make, run_tasks: Tasks):
    book("a")
    new_resource(listed=True, relations=[{"kind": "part_of", "target": f"{HOME}/a"}])
    run_tasks()
    assert not Work.objects.exists()


def test_nothing_is_an_edition_of_itself(book: Make, run_tasks: Tasks):
    row = book("a", version="a")
    run_tasks()
    assert not EditionTie.objects.exists()
    with pytest.raises(EditionConflict, match="itself"):
        tie_editions(row, row, kind="version", by=OPERATOR)


def test_only_the_two_kinds_are_said(book: Make):
    with pytest.raises(InvalidInput):
        tie_editions(book("a"), book("b"), kind="original", by=OPERATOR)


def test_circle_of_statements_is_one_work(book: Make, run_tasks: Tasks):
    one = book("a", translation="b")
    other = book("b", language="fr", translation="a")
    run_tasks()
    assert others(one) == [(other.pk, "translation", "fr")]


def test_only_listed_editions_are_shown(book: Make, run_tasks: Tasks):
    original, french = book("a"), book("b", language="fr", translation="a")
    run_tasks()
    withdraw_resources([french.pk], by=OPERATOR, reason="Gone.")
    assert others(original) == []
    assert work_of(original).kind == "original"


def test_merge_changes_no_work_and_readers_follow_it(book: Make, run_tasks: Tasks):
    original, french = book("a"), book("b", language="fr", translation="a")
    copy, german = book("c"), book("d", language="de", translation="c")
    run_tasks()
    rows = list(Edition.objects.order_by("pk").values())
    merge_resources(original, copy, by=OPERATOR)
    run_tasks()
    assert [number for number, *_rest in others(french)] == [original.pk, german.pk]
    assert [number for number, *_rest in others(german)] == [original.pk, french.pk]
    assert list(Edition.objects.order_by("pk").values()) == rows
    undo_merge(Resource.objects.get(pk=copy.pk), by=OPERATOR)
    run_tasks()
    assert others(french) == [(original.pk, "original", "en")]
    assert others(german) == [(copy.pk, "original", "en")]


def test_editions_that_were_merged_into_one_are_not_told_twice(book: Make, run_tasks: Tasks):
    original, french = book("a"), book("b", language="fr", translation="a")
    run_tasks()
    merge_resources(original, french, by=OPERATOR)
    assert others(original) == []


def test_outside_hears_of_a_new_edition(book: Make, run_tasks: Tasks):
    original = book("a")
    run_tasks()
    stamp = Resource.objects.get(pk=original.pk).datestamp
    book("b", language="fr", translation="a")
    run_tasks()
    assert Resource.objects.get(pk=original.pk).datestamp > stamp


def test_outside_hears_of_an_edition_that_went(book: Make, run_tasks: Tasks):
    original, french = book("a"), book("b", language="fr", translation="a")
    run_tasks()
    stamp = Resource.objects.get(pk=original.pk).datestamp
    withdraw_resources([french.pk], by=OPERATOR, reason="Gone.")
    run_tasks()
    assert Resource.objects.get(pk=original.pk).datestamp > stamp


def test_doing_it_twice_changes_nothing(book: Make, run_tasks: Tasks):
    book("a")
    french = book("b", language="fr", translation="a")
    run_tasks()
    rows = list(Resource.objects.values()), list(Edition.objects.values())
    from armillary.catalogue.works.stated import heed_stated

    heed_stated([french.pk], by=SYSTEM)
    assert (list(Resource.objects.values()), list(Edition.objects.values())) == rows


def test_only_curators_say_so(book: Make, member: Person):
    one, other = book("a"), book("b")
    with pytest.raises(Refused):
        tie_editions(one, other, kind="version", by=member)
    with pytest.raises(Refused):
        untie_editions(one, other, by=member)


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Calculus, 2nd edition", "2nd edition"),
        ("Python notes v1.2", "v1.2"),
        ("Chimie, 3e édition", "3e édition"),
        ("Физика, 2-е издание", "2-е издание"),
        ("微积分 第2版", "第2版"),
        ("الفيزياء الطبعة الثانية", "الطبعة الثانية"),
        ("Grade 2 mathematics", ""),
        ("Windows 10", ""),
    ],
)
def test_label_is_what_the_title_says(title: str, label: str):
    assert edition_in(title) == label


class TestDoors:
    @pytest.fixture
    def pair(self, book: Make, run_tasks: Tasks) -> tuple[Resource, Resource]:
        made = book("a"), book("b", language="fr", title="Livre", translation="a")
        run_tasks()
        return made

    def test_page_shows_the_other_editions(self, client: Client, pair: Any):
        original, french = pair
        page = client.get(f"/resources/{original.public_id}/").content.decode()
        assert "Other editions" in page
        assert f'href="/resources/{french.public_id}/"' in page
        assert "<bdi>French</bdi> · <bdi>Translation</bdi>" in page

    def test_page_without_editions_has_no_such_heading(self, client: Client, new_resource: Make):
        row = new_resource(listed=True)
        assert "Other editions" not in client.get(f"/resources/{row.public_id}/").content.decode()

    def test_json_ld_names_the_work_and_the_translation(self, pair: Any):
        original, french = pair
        document = json_ld(original)
        [translation] = document["workTranslation"]
        assert translation["@id"].endswith(f"/resources/{french.public_id}/")
        assert translation["inLanguage"] == ["fr"]
        assert len(document["exampleOfWork"]["workExample"]) == 2
        back = json_ld(french)["translationOfWork"]
        assert any(each["@id"].endswith(f"/resources/{original.public_id}/") for each in back)

    def test_api_tells_them(self, client: Client, pair: Any):
        original, french = pair
        facts = client.get(f"/api/v1/resources/{original.public_id}/editions").json()
        assert facts["kind"] == "original"
        [other] = facts["others"]
        assert (other["id"], other["kind"], other["language"]) == (
            french.public_id, "translation", "fr"
        )  # fmt: skip
        whole = client.get(f"/api/v1/resources/{original.public_id}").json()
        assert whole["editions"] == facts

    def test_curator_ties_and_unties_by_api(
        self, book: Make, client_of: Callable[[Person], Client], curator: Person, member: Person
    ):
        one, other = book("a"), book("b")
        address = f"/api/v1/resources/{other.public_id}/editions"
        body = {"other": one.public_id, "kind": "version"}
        sent = client_of(member).post(address, body, content_type="application/json")
        assert sent.status_code == 403
        desk = client_of(curator)
        made = desk.post(address, body, content_type="application/json")
        assert (made.status_code, made.json()["kind"]) == (201, "version")
        gone = desk.delete(f"{address}/{one.public_id}").json()
        assert (gone["kind"], gone["others"]) == (None, [])
        assert desk.delete(f"{address}/{one.public_id}").status_code == 409

    def test_terminal_shows_ties_and_unties(self, book: Make):
        one, other = book("a"), book("b", language="fr", title="Livre")
        run = CliRunner().invoke
        words = ["tie-editions", other.public_id, one.public_id, "--kind", "translation"]
        assert run(app, words).exit_code == 0
        shown = run(app, ["editions", one.public_id]).stdout
        assert shown == f"{other.public_id} translation fr Livre\n"
        assert (
            f'"id": "{other.public_id}"' in run(app, ["editions", one.public_id, "--json"]).stdout
        )
        assert run(app, ["untie-editions", one.public_id, other.public_id]).exit_code == 0
        assert run(app, ["editions", one.public_id]).stdout == ""

    def test_as_many_queries_for_three_editions_as_for_one(
        self, client: Client, book: Make, pair: Any, run_tasks: Tasks
    ):
        address = f"/api/v1/resources/{pair[0].public_id}/editions"
        with CaptureQueriesContext(connection) as once:
            client.get(address)
        for name, language in (("c", "de"), ("d", "ar")):
            book(name, language=language, translation="a")
        run_tasks()
        with CaptureQueriesContext(connection) as thrice:
            assert len(client.get(address).json()["others"]) == 3
        assert len(thrice) == len(once)
