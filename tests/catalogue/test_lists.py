"""Reading lists: what can be kept, by whom, who sees it, and what is never told."""

import json

import pytest
from django.test import Client
from typer.testing import CliRunner

from armillary.catalogue.errors import InvalidList, NoSuchList, NoSuchResource
from armillary.catalogue.interfaces.lists_cli import app
from armillary.catalogue.lists.entries import LONGEST_NOTE, MOST_ENTRIES, Entry
from armillary.catalogue.lists.operations import (
    change_list,
    delete_list,
    make_list,
    publish_list,
    unpublish_list,
)
from armillary.catalogue.lists.queries import (
    entries_of,
    list_by_public_id,
    lists_of,
    shown_entries,
)
from armillary.catalogue.models import ReadingList
from armillary.catalogue.operations import merge_resources, unlist_resources, withdraw_resources
from armillary.core.errors import Refused
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.models import LogEntry
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

pytestmark = pytest.mark.django_db

SECRET = "A title that nobody may read any more"


@pytest.fixture
def resources(new_resource):
    return [new_resource(listed=True) for _ in range(3)]


@pytest.fixture
def kept(member, resources):
    """A list of a member with two of the three."""
    entries = [
        Entry(resources[0].public_id, "Read page 3.", 10),
        Entry(resources[1].public_id, minutes=5),
    ]
    return make_list("Fractions on Monday", entries=entries, owner=member, by=member)


def shown(found):
    return [row.resource and row.resource.public_id for row in shown_entries(entries_of(found))]


def test_list_keeps_order_notes_and_minutes(kept, resources):
    assert (kept.title, kept.is_published) == ("Fractions on Monday", False)
    assert entries_of(kept) == [
        Entry(resources[0].public_id, "Read page 3.", 10),
        Entry(resources[1].public_id, "", 5),
    ]


def test_change_writes_the_whole_list(kept, resources, member):
    order = [Entry(resources[2].public_id), Entry(resources[0].public_id, "Twice", 1)]
    change_list(kept, title="On Tuesday", entries=order, by=member)
    assert entries_of(kept) == order
    assert ReadingList.objects.get().title == "On Tuesday"


def test_resource_named_twice_is_kept_in_its_first_place(member, resources):
    first, second = (resource.public_id for resource in resources[:2])
    entries = [Entry(first, "here"), Entry(second), Entry(first, "not here")]
    made = make_list("Twice", entries=entries, owner=member, by=member)
    assert entries_of(made) == [Entry(first, "here"), Entry(second)]


def test_two_that_were_merged_are_one_entry(member, resources):
    first, second, third = resources
    entries = [Entry(each.public_id) for each in (third, first, second)]
    made = make_list("Merged", entries=entries, owner=member, by=member)
    merge_resources(first, third, by=OPERATOR)
    assert shown(made) == [first.public_id, second.public_id]
    change_list(made, title="Merged", entries=entries_of(made), by=member)
    assert [entry.resource for entry in entries_of(made)] == [first.public_id, second.public_id]


@pytest.mark.parametrize(
    ("title", "entry"),
    [
        ("", {}),
        ("\x00 \n", {}),
        ("x" * 201, {}),
        ("Good", {"note": "x" * (LONGEST_NOTE + 1)}),
        ("Good", {"minutes": 0}),
        ("Good", {"minutes": -5}),
        ("Good", {"minutes": 601}),
    ],
)
def test_what_no_list_can_be_is_refused(member, resources, title, entry):
    entries = [Entry(resources[0].public_id, **entry)]
    with pytest.raises(InvalidList):
        make_list(title, entries=entries, owner=member, by=member)
    assert not ReadingList.objects.exists()


def test_more_than_a_list_holds_is_refused_before_anything_is_looked_up(
    member, django_assert_max_num_queries
):
    many = [Entry(f"{number:012}") for number in range(10_000)]
    with django_assert_max_num_queries(6), pytest.raises(InvalidList):
        make_list("Everything", entries=many, owner=member, by=member)


def test_ten_thousand_times_the_same_is_one_entry(member, resources):
    same = [Entry(resources[0].public_id)] * 10_000
    assert len(entries_of(make_list("Same", entries=same, owner=member, by=member))) == 1


@pytest.mark.parametrize("forged", ["zzzzzzzzzzzz", "", "../x", "a\x00b", "x" * 500, "عربي", "%00"])
def test_forged_id_is_refused(member, forged):
    with pytest.raises(NoSuchResource):
        make_list("Forged", entries=[Entry(forged)], owner=member, by=member)


def test_candidate_cannot_be_put_on_a_list(member, new_resource):
    with pytest.raises(NoSuchResource):
        make_list("X", entries=[Entry(new_resource().public_id)], owner=member, by=member)


def test_signs_that_nobody_sees_are_taken_out(member, resources):
    entries = [Entry(resources[0].public_id, "one\r\ntwo\x00\u202ethree\ud800")]
    made = make_list("A\tb\x07\u2028c", entries=entries, owner=member, by=member)
    assert (made.title, entries_of(made)[0].note) == ("A b c", "one\ntwo three")


def test_what_is_not_offered_any_more_keeps_its_place_and_tells_nothing(kept, resources, member):
    withdraw_resources([resources[0].pk], by=SYSTEM, reason="Gone.")
    unlist_resources([resources[1].pk], by=SYSTEM)
    assert shown(kept) == [None, None]
    change_list(kept, title="Still", entries=entries_of(kept), by=member)
    assert len(entries_of(kept)) == 2


def test_list_is_its_owners_alone_until_it_is_published(kept, member, new_person, curator):
    for stranger in (VISITOR, new_person(), curator):
        with pytest.raises(NoSuchList):
            list_by_public_id(kept.public_id, by=stranger)
    publish_list(kept, by=member)
    assert list_by_public_id(kept.public_id, by=VISITOR) == kept


@pytest.mark.parametrize("published", [True, False])
def test_only_its_owner_changes_publishes_and_deletes_it(kept, new_person, published):
    if published:
        publish_list(kept, by=OPERATOR)
    for by in (VISITOR, new_person()):
        with pytest.raises(Refused):
            change_list(kept, title="Mine", entries=[], by=by)
        with pytest.raises(Refused):
            publish_list(kept, by=by)
        with pytest.raises(Refused):
            unpublish_list(kept, by=by)
        with pytest.raises(Refused):
            delete_list(kept, by=by)
        with pytest.raises(Refused):
            make_list("For another", owner=kept.owner, by=by)
    kept.refresh_from_db()
    assert (kept.title, kept.is_published) == ("Fractions on Monday", published)


def test_curator_takes_a_published_list_from_readers_and_nothing_more(kept, member, curator):
    publish_list(kept, by=member)
    unpublish_list(kept, by=curator)
    assert not ReadingList.objects.get().is_published
    with pytest.raises(Refused):
        delete_list(kept, by=curator)


def test_log_tells_of_what_readers_see_alone(kept, member):
    change_list(kept, title="Other", entries=[], by=member)
    assert not LogEntry.objects.filter(subject=kept.public_id).exists()
    publish_list(kept, by=member)
    publish_list(kept, by=member)
    unpublish_list(kept, by=member)
    actions = LogEntry.objects.filter(subject=kept.public_id).order_by("number")
    assert list(actions.values_list("action", flat=True)) == ["publish-list", "unpublish-list"]


def test_member_cannot_fill_the_database(member, monkeypatch):
    monkeypatch.setattr("armillary.catalogue.lists.operations.MOST_LISTS", 2)
    make_list("One", owner=member, by=member)
    make_list("Two", owner=member, by=member)
    with pytest.raises(InvalidList):
        make_list("Three", owner=member, by=member)


def test_lists_are_given_out_and_forgotten_with_their_owner(kept, member, new_person, resources):
    other = new_person()
    make_list("Somebody else's", owner=other, by=other)
    publish_list(kept, by=member)
    [exported] = personal_data_of(member)["catalogue.readinglist"]
    assert exported["title"] == "Fractions on Monday"
    assert exported["entries"][0] == {
        "resource": resources[0].public_id,
        "note": "Read page 3.",
        "minutes": 10,
    }
    erase_person(member, by=member)
    assert [found.title for found in ReadingList.objects.all()] == ["Somebody else's"]


def test_number_of_queries_does_not_grow_with_the_list(
    member, new_resource, django_assert_num_queries
):
    def asked(count):
        entries = [Entry(new_resource(listed=True).public_id) for _ in range(count)]
        made = make_list("Many", entries=entries, owner=member, by=member)
        with django_assert_num_queries(4):
            assert len(shown(made)) == count

    asked(1)
    asked(MOST_ENTRIES)


# The API


def sent(client, verb, address, **document):
    call = getattr(client, verb)
    return call(address, json.dumps(document), content_type="application/json")


def test_api_makes_reads_changes_and_deletes(client_of, member, resources):
    client = client_of(member)
    page = f"http://127.0.0.1:8000/resources/{resources[0].public_id}/"
    entries = [{"resource": page, "note": "Read.", "minutes": 7}]
    made = sent(client, "post", "/api/v1/lists", title="Water", entries=entries)
    assert made.status_code == 201
    document = made.json()
    assert (document["title"], document["published"], document["minutes"]) == ("Water", False, 7)
    [entry] = document["entries"]
    assert (entry["resource"], entry["page"]) == (resources[0].public_id, page)
    address = f"/api/v1/lists/{document['id']}"
    changed = {"title": "Rain", "published": True, "entries": []}
    assert sent(client, "put", address, **changed).json()["published"] is True
    assert Client().get(address).json()["title"] == "Rain"
    [listed] = client.get("/api/v1/lists").json()["items"]
    assert (listed["title"], listed["count"]) == ("Rain", 0)
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_api_keeps_what_is_not_offered_to_itself(client_of, member, new_resource):
    resource = new_resource(listed=True, titles={"en": SECRET})
    entries = [Entry(resource.public_id, "My words.")]
    made = make_list("Open", entries=entries, owner=member, by=member)
    publish_list(made, by=member)
    withdraw_resources([resource.pk], by=SYSTEM, reason="Gone.")
    answer = Client().get(f"/api/v1/lists/{made.public_id}")
    assert answer.json()["entries"] == [{"resource": resource.public_id, "available": False}]
    assert SECRET not in answer.content.decode()


def test_api_asks_who_one_is(client, kept, client_of, new_person):
    assert client.get("/api/v1/lists").status_code == 401
    assert sent(client, "post", "/api/v1/lists", title="X").status_code == 401
    stranger = client_of(new_person())
    for verb in ("put", "delete"):
        answer = sent(stranger, verb, f"/api/v1/lists/{kept.public_id}", title="X")
        assert answer.status_code == 404
    assert client.get(f"/api/v1/lists/{kept.public_id}").status_code == 404
    assert client.get("/api/v1/lists/%00").status_code == 404


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"title": ""},
        {"title": "X", "entries": [{"resource": "nope"}]},
        {"title": "X", "entries": [{"resource": f"{n:012}"} for n in range(10_000)]},
        {"title": "X", "entries": [{"resource": f"{n:012}"} for n in range(51)]},
        {"title": "X", "entries": [{"resource": "a", "minutes": "soon"}]},
        {"title": "\ud800"},
    ],
)
def test_api_refuses_what_cannot_be_kept(client_of, member, document):
    answer = sent(client_of(member), "post", "/api/v1/lists", **document)
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/problem+json"
    assert not ReadingList.objects.exists()


# The command line


def run(*words):
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_command_line_has_every_verb(member, resources):
    said = run("create", member.email, "Water", resources[0].public_id, resources[1].public_id)
    public_id = said.partition(":")[0]
    assert said == f"{public_id}: 2 resources.\n"
    assert json.loads(run("published", "--json")) == {"lists": []}
    run("publish", public_id)
    assert run("published") == f"{public_id}  published  Water\n"
    run("unpublish", public_id)
    assert run("of", member.email) == f"{public_id}  own  Water\n"
    withdraw_resources([resources[0].pk], by=SYSTEM, reason="Gone.")
    assert f"{resources[0].public_id}  not available" in run("show", public_id)
    assert json.loads(run("show", public_id, "--json"))["entries"][0]["available"] is False
    run("delete", public_id)
    assert lists_of(member) == []
