"""Saved searches on the pages: from the search that is seen to the mail that is stopped."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml.html import document_fromstring

from armillary.core.languages import INTERFACE_LANGUAGES, direction
from armillary.dissemination.enums import HowOften
from armillary.dissemination.models import SavedSearch
from armillary.dissemination.searches import operations
from armillary.dissemination.searches.asked import AskedSearch
from armillary.dissemination.searches.operations import save_search
from armillary.dissemination.searches.queries import searches_of
from armillary.dissemination.searches.stopping import stop_address, stop_all_address

from .conftest import markup_faults

BASE = "http://127.0.0.1:8000"
FRACTIONS = AskedSearch.of("fractions", {"level": ["primary"]})


def save(owner, asked=FRACTIONS, *, name="Fractions", how_often=HowOften.NEVER, language="en"):
    return save_search(name, asked, language=language, how_often=how_often, owner=owner, by=owner)


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    assert markup_faults(response.content.decode()) == []
    return document_fromstring(response.content)


def path(address):
    return address.removeprefix(BASE)


# On the search page


def test_search_page_offers_to_save_and_to_follow_what_is_seen(page, lesson):
    asked = "q=fractions&sort=newest&across=no&level=primary&type=lesson-plan"
    root = page(f"/resources/?{asked}")
    links = {link.text: link.get("href") for link in root.xpath("//nav[@class='follow']/a")}
    feed = f"{BASE}/feeds/search.atom?q=fractions&across=no&level=primary&type=lesson-plan"
    assert links["Save this search"] == f"/searches/save/?{asked}"
    assert links["New results as a feed"] == feed
    assert root.xpath("//head/link[@type='application/atom+xml']/@href") == [feed]
    assert "Your saved searches" not in links


def test_feed_of_the_page_lists_what_the_page_finds(page, client, lesson, index_root):
    root = page("/ar/resources/?q=الكسور")
    [address] = root.xpath("//head/link[@type='application/atom+xml']/@href")
    body = client.get(path(address)).content.decode()
    assert f"<id>{BASE}/resources/{lesson.public_id}/</id>" in body
    assert 'xml:lang="ar"' in body


def test_member_has_a_link_to_what_they_saved(client_of, member, lesson):
    root = read(client_of(member), "/fr/resources/")
    assert root.xpath("//nav[@class='follow']/a/@href")[-1] == "/fr/searches/"


def test_account_has_a_link_to_what_they_saved(client_of, member):
    root = read(client_of(member), "/desk/account/")
    assert "/searches/" in root.xpath("//main//a/@href")


# Saving


def test_visitor_signs_in_and_comes_back_to_the_search(client, db):
    response = client.get("/ar/searches/save/?q=fractions&level=primary")
    assert response.status_code == 302
    asked = parse_qs(urlsplit(response["Location"]).query)
    assert asked == {"next": ["/ar/searches/save/?q=fractions&level=primary"]}
    for address in ("/searches/", "/searches/zzzz/"):
        assert client.get(address).status_code == 302


def test_name_is_proposed_from_how_the_search_is_read(client_of, member):
    client = client_of(member)
    query = "?q=fractions+-worksheet+author:curie&level=primary&language=fr&classroom=offline"
    [name] = read(client, f"/searches/save/{query}").xpath("//input[@name='name']/@value")
    assert name == (
        "fractions · Without: worksheet · By: curie · Primary education"
        " · Works without internet · French"
    )
    [name] = read(client, "/searches/save/").xpath("//input[@name='name']/@value")
    assert name == "All resources"


def test_member_saves_the_search_they_see(client_of, member):
    client = client_of(member)
    here = "/ar/searches/save/?q=fractions&level=primary&sort=reviewed&across=no"
    response = client.post(here, {"name": "الكسور", "how_often": "weekly"})
    assert (response.status_code, response["Location"]) == (302, "/ar/searches/")
    [made] = searches_of(member)
    assert (made.name, made.language, made.how_often) == ("الكسور", "ar", "weekly")
    assert made.query == "q=fractions&sort=reviewed&across=no&level=primary"
    root = read(client, "/searches/")
    [link] = root.xpath("//h2/a")
    assert link.get("href") == f"{BASE}/ar/resources/?{made.query}"
    assert "fractions · Primary education" in root.text_content()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": " ", "how_often": "daily"}, "This field is required."),
        ({"name": "X", "how_often": "hourly"}, "hourly"),
        ({"name": "x" * 201, "how_often": "daily"}, "200"),
        ({}, ""),
        ({"name": "Again", "how_often": "daily"}, "You have saved this search already"),
    ],
)
def test_what_cannot_be_saved_is_said_on_the_page(client_of, member, sent, said):
    made = save(member)
    response = client_of(member).post(f"/searches/save/?{FRACTIONS.query}", sent)
    html = response.content.decode()
    assert response.status_code == (400 if sent else 200)
    assert said in html
    assert markup_faults(html) == []
    assert searches_of(member) == [made]


def test_more_than_a_member_may_keep_is_said_on_the_page(client_of, member, monkeypatch):
    monkeypatch.setattr(operations, "MOST_SEARCHES", 1)
    save(member)
    response = client_of(member).post("/searches/save/?q=x", {"name": "X", "how_often": "never"})
    assert response.status_code == 400
    assert "You have 1 saved searches already" in response.content.decode()


@pytest.mark.parametrize("query", ["?q=" + "x" * 1001, "?level=" + "x" * 201])
def test_what_cannot_be_searched_cannot_be_saved(client_of, member, query):
    client = client_of(member)
    assert client.get(f"/searches/save/{query}").status_code == 400
    sent = {"name": "X", "how_often": "never"}
    assert client.post(f"/searches/save/{query}", sent).status_code == 400
    assert not SavedSearch.objects.exists()


def test_markup_in_a_name_is_shown_and_not_obeyed(client_of, member):
    client = client_of(member)
    hostile = '"><script>alert(1)</script>'
    made = save(member, AskedSearch.of(hostile), name=hostile)
    addresses = ("/searches/", f"/searches/{made.public_id}/", path(stop_address(made, "en")))
    for address in (*addresses, f"/searches/save/?{made.query}&level=x"):
        assert "<script>alert" not in client.get(address).content.decode()
        read(client, address)


# Keeping


def test_member_renames_chooses_and_deletes(client_of, member):
    client, made = client_of(member), save(member)
    here = f"/searches/{made.public_id}/"
    root = read(client, here)
    assert root.xpath("//select/option[@selected]/@value") == ["never"]
    response = client.post(here, {"name": "Halves", "how_often": "daily"})
    assert response["Location"] == "/searches/"
    made.refresh_from_db()
    assert (made.name, made.how_often) == ("Halves", "daily")
    assert "You asked for mail on" in read(client, here).text_content()
    wrong = client.post(here, {"name": "\x00", "how_often": "daily"})
    assert (wrong.status_code, markup_faults(wrong.content.decode())) == (400, [])
    assert client.post(here, {"delete": "yes"})["Location"] == "/searches/"
    assert client.get(here).status_code == 404
    assert "You have saved no search yet." in read(client, "/searches/").text_content()


def test_saved_search_is_nobody_elses_business(client_of, new_person, member):
    made = save(member)
    stranger = client_of(new_person())
    here = f"/searches/{made.public_id}/"
    assert stranger.get(here).status_code == 404
    assert stranger.post(here, {"delete": "yes"}).status_code == 404
    assert stranger.get("/searches/").content.decode().count("Fractions") == 0
    assert searches_of(member) == [made]


def test_pages_of_one_person_are_kept_by_no_cache(client_of, member):
    made = save(member)
    for address in ("/ar/searches/", f"/searches/{made.public_id}/", "/searches/save/"):
        response = client_of(member).get(address)
        assert response["Cache-Control"] == "no-store, private"
        assert 'content="noindex"' in response.content.decode()


def test_whoever_has_no_confirmed_address_is_told(client_of, member):
    said = "Mail goes only to a confirmed address."
    client = client_of(member)
    assert said not in client.get("/searches/save/").content.decode()
    member.emailaddress_set.update(verified=False)
    assert said in client.get("/searches/save/").content.decode()


def test_number_of_queries_is_the_same_for_one_and_for_three(
    client_of, member, django_assert_num_queries
):
    client = client_of(member)
    save(member)
    client.get("/searches/")
    for more in range(2):
        with django_assert_num_queries(4):
            client.get("/searches/")
        save(member, AskedSearch.of(f"forces {more}"))
        save(member, AskedSearch.of(f"cells {more}"))


# Stopping


def wanted():
    return list(SavedSearch.objects.exclude(how_often="never").values_list("name", flat=True))


def test_looking_at_the_address_stops_nothing_and_the_button_does(client, member):
    one = save(member, how_often=HowOften.DAILY)
    save(member, AskedSearch.of("forces"), name="Forces", how_often=HowOften.DAILY)
    here = path(stop_address(one, "ar"))
    assert here.startswith("/ar/searches/stop/")
    root = read(client, here)
    assert wanted() == ["Fractions", "Forces"]
    assert root.xpath("//main//form/@method") == ["post"]
    response = Client(enforce_csrf_checks=True).post(here)
    assert response.status_code == 200
    assert wanted() == ["Forces"]
    assert read(client, here).xpath("//main//form") == []
    read(client, path(stop_all_address(member, "en")))
    client.post(path(stop_all_address(member, "en")))
    assert wanted() == []
    assert [each.name for each in searches_of(member)] == ["Forces", "Fractions"]


def test_forged_address_is_not_there(client, member):
    made = save(member, how_often=HowOften.DAILY)
    good = path(stop_address(made, "en"))
    for forged in ("/searches/stop/x/", good.replace("search-", "person-"), f"{good[:-2]}/"):
        for ask in (client.get, client.post):
            response = ask(forged)
            assert response.status_code == 404
            assert markup_faults(response.content.decode()) == []
    assert wanted() == ["Fractions"]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_pages_stand_in_every_language(client_of, member, language):
    made = save(member, how_often=HowOften.WEEKLY)
    prefix = "" if language == "en" else f"/{language}"
    one = f"/searches/{made.public_id}/"
    pages = ("/searches/", "/searches/save/?q=x", one)
    for address in (*(prefix + each for each in pages), path(stop_address(made, language))):
        root = read(client_of(member), address)
        assert (root.get("lang"), root.get("dir")) == (language, direction(language))
