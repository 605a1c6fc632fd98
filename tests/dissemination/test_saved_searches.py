"""Saved searches: what is kept and by whom, through every operation, the API and the command line."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from typer.testing import CliRunner

from armillary.cli.application import app
from armillary.core.errors import InvalidInput, Refused
from armillary.dissemination.enums import HowOften
from armillary.dissemination.errors import InvalidSearch, NoSuchSearch, SavedAlready
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.searches import operations
from armillary.dissemination.searches.asked import AskedSearch, asked_again
from armillary.dissemination.searches.operations import (
    LONGEST_NAME,
    change_search,
    delete_search,
    save_search,
    stop_mail,
)
from armillary.dissemination.searches.queries import search_by_public_id, searches_of
from armillary.dissemination.searches.stopping import stop_address, stop_all_address
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.models import LogEntry
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FRACTIONS = AskedSearch.of("fractions", {"level": ["primary"]})


def save(owner, asked=FRACTIONS, *, name="Fractions", how_often=HowOften.NEVER, language="en"):
    return save_search(name, asked, language=language, how_often=how_often, owner=owner, by=owner)


@pytest.fixture
def saved(member):
    return save(member)


def deeds():
    return list(LogEntry.objects.filter(stream="searches").values_list("action", flat=True))


def token(address):
    return address.rstrip("/").rpartition("/")[2]


# What is kept


def test_search_is_kept_as_it_was_seen(member):
    asked = AskedSearch.of(
        "  frac*  games ",
        {"type": ["lesson-plan"], "level": ["primary", "master", "primary", ""]},
        sort="newest",
        is_across=False,
    )
    made = save(member, asked, language="ar")
    assert made.query == (
        "q=frac%2A+games&sort=newest&across=no&level=master&level=primary&type=lesson-plan"
    )
    assert made.language == "ar"
    assert asked_again(made.query) == asked
    assert asked.request("ar").filters == {"level": ["master", "primary"], "type": ["lesson-plan"]}
    assert (made.how_often, made.mail_asked_at) == ("never", None)


def test_everything_can_be_followed_too(member):
    made = save(member, AskedSearch.of())
    assert (made.query, asked_again(made.query)) == ("", AskedSearch.of())


def test_same_search_is_kept_once_for_a_member_and_a_language(member, new_person, saved):
    same = AskedSearch.of(" fractions", {"level": ["primary"]})
    with pytest.raises(SavedAlready, match="“Fractions”"):
        save(member, same, name="Once more")
    save(member, same, language="fr")
    save(new_person(), same)
    assert SavedSearch.objects.count() == 3


@pytest.mark.parametrize("name", ["", " \x00\n", "x" * (LONGEST_NAME + 1)])
def test_name_that_is_none_is_refused(member, saved, name):
    with pytest.raises(InvalidSearch):
        save(member, AskedSearch.of("other"), name=name)
    with pytest.raises(InvalidSearch):
        change_search(saved, name=name, how_often=HowOften.NEVER, by=member)
    assert [each.name for each in searches_of(member)] == ["Fractions"]


def test_name_is_one_line_without_signs_that_nobody_sees(member):
    assert save(member, name="A\tb\r\nBcc: c\u202e").name == "A b Bcc: c"


@pytest.mark.parametrize(
    "asked",
    [
        AskedSearch.of("x" * 1001),
        AskedSearch.of("", {"colour": ["red"]}),
        AskedSearch.of("", {"level": ["x" * 201]}),
        AskedSearch.of("", {"level": [str(n) for n in range(60)]}),
    ],
)
def test_what_cannot_be_searched_is_not_kept(member, asked):
    with pytest.raises(InvalidInput):
        save(member, asked)
    assert not SavedSearch.objects.exists()


def test_language_that_nobody_reads_here_is_refused(member):
    with pytest.raises(InvalidSearch, match="ar, en, es, fr, ru, zh-hans"):
        save(member, language="tlh")


def test_number_of_searches_is_bounded(member, new_person, monkeypatch):
    monkeypatch.setattr(operations, "MOST_SEARCHES", 2)
    save(member)
    save(member, AskedSearch.of("forces"))
    with pytest.raises(InvalidSearch, match="You have 2 saved searches already"):
        save(member, AskedSearch.of("cells"))
    save(new_person())


# By whom


def test_search_is_nobody_elses_business(member, new_person, administrator, saved):
    for stranger in (VISITOR, new_person(), administrator):
        with pytest.raises(NoSuchSearch):
            search_by_public_id(saved.public_id, by=stranger)
        with pytest.raises(Refused):
            save_search("X", FRACTIONS, language="en", owner=member, by=stranger)
        with pytest.raises(Refused):
            change_search(saved, name="X", how_often=HowOften.DAILY, by=stranger)
        with pytest.raises(Refused):
            delete_search(saved, by=stranger)
    saved.refresh_from_db()
    assert (saved.name, saved.how_often) == ("Fractions", "never")
    assert search_by_public_id(saved.public_id, by=member) == saved
    assert search_by_public_id(saved.public_id, by=OPERATOR) == saved


@pytest.mark.parametrize("forged", ["", "zzzzzzzzzzzz", "../x", "a\x00", "x" * 500])
def test_forged_id_is_not_there(member, forged):
    with pytest.raises(NoSuchSearch):
        search_by_public_id(forged, by=member)


# Mail is asked for


def test_asking_for_mail_is_recorded_with_its_time_and_so_is_stopping(member, saved):
    with time_machine.travel(NOON, tick=False):
        row = change_search(saved, name="Fractions", how_often=HowOften.WEEKLY, by=member)
    assert (row.how_often, row.mail_asked_at, row.told_at) == ("weekly", NOON, NOON)
    [entry] = LogEntry.objects.filter(stream="searches")
    assert (entry.action, entry.actor, entry.subject, entry.facts) == (
        "ask-for-mail",
        member.public_id,
        saved.public_id,
        {"how_often": "weekly"},
    )
    row = change_search(row, name="Fractions", how_often=HowOften.NEVER, by=member)
    assert row.mail_asked_at is None
    assert deeds() == ["ask-for-mail", "stop-mail"]


def test_another_rhythm_is_the_same_consent(member, saved):
    with time_machine.travel(NOON, tick=False) as clock:
        row = change_search(saved, name="F", how_often=HowOften.WEEKLY, by=member)
        clock.shift(3600)
        row = change_search(row, name="F", how_often=HowOften.DAILY, by=member)
    assert (row.how_often, row.mail_asked_at) == ("daily", NOON)


def test_saying_the_same_twice_writes_nothing(member, saved):
    for _twice in range(2):
        change_search(saved, name="Fractions", how_often=HowOften.DAILY, by=member)
    assert deeds() == ["ask-for-mail"]


def test_deleting_a_search_ends_the_mail_on_record(member):
    made = save(member, how_often=HowOften.DAILY)
    delete_search(made, by=member)
    assert not SavedSearch.objects.exists()
    assert deeds() == ["ask-for-mail", "stop-mail"]


def test_signed_address_stops_one_search_or_all_of_a_member(member, new_person):
    one = save(member, how_often=HowOften.DAILY)
    two = save(member, AskedSearch.of("forces"), how_often=HowOften.WEEKLY)
    others = save(new_person(), how_often=HowOften.DAILY)

    def wanted():
        rows = SavedSearch.objects.exclude(how_often="never").order_by("pk")
        return [each.pk for each in rows]

    stop_mail(token(stop_address(one, "en")))
    assert wanted() == [two.pk, others.pk]
    stop_mail(token(stop_all_address(member, "en")))
    stop_mail(token(stop_all_address(member, "ar")))
    assert wanted() == [others.pk]
    assert deeds().count("stop-mail") == 2
    assert LogEntry.objects.filter(action="stop-mail").first().actor == member.public_id


def test_address_of_a_deleted_search_still_answers(member):
    made = save(member, how_often=HowOften.DAILY)
    address = stop_address(made, "en")
    delete_search(made, by=member)
    stop_mail(token(address))


def test_forged_address_stops_nothing(member):
    made = save(member, how_often=HowOften.DAILY)
    good = token(stop_address(made, "en"))
    other = f"search-{'0' * 12}{good[good.index('.') :]}"
    forged = (made.public_id, good[:-1], f"{good}x", other, "", ".", "search-", "\x00", "ÿ" * 300)
    for each in forged:
        with pytest.raises(NoSuchSearch):
            stop_mail(each)
    made.refresh_from_db()
    assert made.how_often == "daily"


# Personal data


def test_searches_are_given_out_and_erased_with_their_owner(member, new_person):
    with time_machine.travel(NOON, tick=False):
        made = save(member, how_often=HowOften.DAILY)
    others = save(new_person())
    assert personal_data_of(member)["dissemination.savedsearch"] == [
        {
            "id": made.public_id,
            "name": "Fractions",
            "q": "fractions",
            "filters": {"level": ["primary"]},
            "sort": "relevance",
            "across": True,
            "language": "en",
            "mail": "daily",
            "mail_asked": "2026-03-02T12:00:00+00:00",
            "saved": "2026-03-02T12:00:00+00:00",
        }
    ]
    erase_person(member, by=member)
    assert list(SavedSearch.objects.all()) == [others]


# API


def send(client, method, path, document=None):
    body = json.dumps(document or {})
    return client.generic(method.upper(), f"/api/v1{path}", body, content_type="application/json")


def test_api_saves_reads_changes_and_deletes(client_of, member):
    client = client_of(member)
    sent = {
        "name": "Fractions",
        "q": "fractions",
        "filters": {"level": ["primary"]},
        "sort": "newest",
        "across": False,
        "language": "ar",
        "mail": "weekly",
    }
    with time_machine.travel(NOON, tick=False):
        made = send(client, "post", "/searches", sent)
    assert made.status_code == 201
    shown = made.json()
    public_id = shown["id"]
    assert shown == {
        **sent,
        "id": public_id,
        "mail_asked": "2026-03-02T12:00:00Z",
        "saved": "2026-03-02T12:00:00Z",
        "page": "http://127.0.0.1:8000/ar/resources/"
        "?q=fractions&sort=newest&across=no&level=primary",
        "feed": "http://127.0.0.1:8000/feeds/search.atom"
        "?q=fractions&across=no&level=primary&reader=ar",
    }
    assert client.get("/api/v1/searches").json() == {"items": [shown]}
    changed = send(client, "put", f"/searches/{public_id}", {"name": "Halves", "mail": "never"})
    assert changed.status_code == 200
    assert client.get(f"/api/v1/searches/{public_id}").json() == {
        **shown,
        "name": "Halves",
        "mail": "never",
        "mail_asked": None,
    }
    assert client.delete(f"/api/v1/searches/{public_id}").status_code == 204
    assert client.get(f"/api/v1/searches/{public_id}").status_code == 404


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"name": ""}, 400, "invalid-search"),
        ({"name": "x" * 201}, 400, "invalid"),
        ({"name": "X", "filters": {"colour": ["red"]}}, 400, "invalid"),
        ({"name": "X", "filters": {"level": "primary"}}, 400, "invalid"),
        ({"name": "X", "sort": "price"}, 400, "invalid"),
        ({"name": "X", "mail": "hourly"}, 400, "invalid"),
        ({"name": "X", "language": "tlh"}, 400, "invalid-search"),
        ({"name": "X", "q": "fractions", "filters": {"level": ["primary"]}}, 409, "saved-already"),
    ],
)
def test_api_says_what_is_wrong(client_of, member, saved, sent, status, code):
    response = send(client_of(member), "post", "/searches", sent)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == f"about:blank#{code}"
    assert searches_of(member) == [saved]


def test_api_is_for_their_owner(client, client_of, new_person, saved):
    path = f"/searches/{saved.public_id}"
    stranger = client_of(new_person())
    for method in ("get", "put", "delete"):
        assert send(client, method, path, {"name": "X"}).status_code == 401
        assert send(stranger, method, path, {"name": "X"}).status_code == 404
    assert send(client, "post", "/searches", {"name": "X"}).status_code == 401
    assert stranger.get("/api/v1/searches").json() == {"items": []}


def test_number_of_queries_is_the_same_for_one_and_for_three(
    client_of, member, saved, django_assert_num_queries
):
    client = client_of(member)
    client.get("/api/v1/searches")
    for _more in range(2):
        with django_assert_num_queries(3):
            client.get("/api/v1/searches")
        save(member, AskedSearch.of(f"forces {_more}"))
        save(member, AskedSearch.of(f"cells {_more}"))


# Command line


def run(*words):
    return CliRunner().invoke(app, ["searches", *words])


def test_commands_add_list_change_and_remove(member):
    added = run(
        "add", member.email, "Offline", "fractions", "--filter", "classroom:offline",
        "--sort", "newest", "--language", "fr", "--no-across", "--mail", "daily",
    )  # fmt: skip
    [made] = searches_of(member)
    assert added.stdout == f"{made.public_id}: saved.\n"
    assert made.query == "q=fractions&sort=newest&across=no&classroom=offline"
    assert (made.language, made.how_often) == ("fr", "daily")
    [told] = json.loads(run("list", member.email, "--json").stdout)["searches"]
    assert (told["id"], told["name"], told["mail"]) == (made.public_id, "Offline", "daily")
    assert "Offline" in run("list", member.email).stdout
    run("change", made.public_id, "--mail", "weekly")
    run("change", made.public_id, "--name", "Off the net")
    [made] = searches_of(member)
    assert (made.name, made.how_often) == ("Off the net", "weekly")
    assert run("remove", made.public_id).stdout == f"{made.public_id}: deleted.\n"
    assert searches_of(member) == []
    assert set(LogEntry.objects.filter(stream="searches").values_list("actor", flat=True)) == {
        "operator"
    }


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("list", "nobody@example.org"), "NoSuchPerson"),
        (("remove", "zzzz"), "NoSuchSearch"),
        (("change", "zzzz"), "NoSuchSearch"),
        (("add", "{member}", " ", "x"), "InvalidSearch"),
        (("add", "{member}", "X", "--filter", "offline"), "InvalidInput"),
        (("add", "{member}", "X", "--filter", "colour:red"), "InvalidInput"),
    ],
)
def test_command_that_cannot_be_done_says_why(member, words, error):
    done = run(*(word.format(member=member.email) for word in words))
    assert done.exit_code == 1
    assert type(done.exception).__name__ == error
    assert "\n" not in str(done.exception)


def test_visitor_reads_no_saved_search(saved):
    assert Client().get("/api/v1/searches").status_code == 401
