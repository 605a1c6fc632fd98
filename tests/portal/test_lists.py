"""Reading lists: in an address for everybody, under an account for members, as a sheet for a lesson."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from armillary.catalogue.lists.entries import MOST_ENTRIES, Entry
from armillary.catalogue.lists.operations import make_list, publish_list
from armillary.catalogue.lists.queries import entries_of, lists_of
from armillary.catalogue.models import ReadingList
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    merge_resources,
    publish_collection,
    unlist_resources,
    withdraw_resources,
)
from armillary.catalogue.pausing import pause_resource
from armillary.core.languages import INTERFACE_LANGUAGES, direction
from armillary.core.texts import TranslatedText
from armillary.people.actors import OPERATOR, SYSTEM

from .conftest import markup_faults, texts

SECRET = "A title that nobody may read any more"


@pytest.fixture
def three(publish):
    return publish(*({"titles": {"en": f"Lesson {n}"}} for n in "ABC"))


def ids(*resources):
    return ",".join(resource.public_id for resource in resources)


def titles(root):
    return texts(root.xpath("//ol/li/h3"))


def redirected(client, address):
    response = client.get(address)
    assert response.status_code == 302, response.content.decode()[:500]
    return response["Location"]


# In an address


def test_list_is_in_its_address_and_needs_nothing_else(page, client, three):
    a, b, _c = three
    address = f"/list/?ids={ids(b, a)}&note.{a.public_id}=Read+page+3.&minutes.{a.public_id}=10"
    root = page(address)
    assert titles(root) == ["Lesson B", "Lesson A"]
    assert texts(root.xpath("//h2[@id='entries-title']")) == ["2 resources · 10 minutes"]
    assert [field.text for field in root.xpath("//textarea")] == [None, "Read page 3."]
    assert root.xpath("//input[@type='number']/@value") == ["", "10"]
    assert texts(root.xpath("//bdi[@id='page-address']")) == [f"http://127.0.0.1:8000{address}"]
    assert client.cookies == {}


def test_form_that_is_sent_becomes_an_address_with_what_there_is_to_say(client, three):
    a, b, _c = three
    sent = {
        "ids": ids(a, b),
        f"note.{a.public_id}": " Draw it. ",
        f"note.{b.public_id}": "",
        f"minutes.{a.public_id}": "",
        f"minutes.{b.public_id}": "5",
        "add": "",
    }
    response = client.get("/ar/list/", sent)
    found = urlsplit(response["Location"])
    assert (response.status_code, found.path) == (302, "/ar/list/")
    assert parse_qs(found.query) == {
        "ids": [ids(a, b)],
        f"note.{a.public_id}": ["Draw it."],
        f"minutes.{b.public_id}": ["5"],
    }
    assert client.get(response["Location"]).status_code == 200


def test_buttons_move_and_remove(client, three):
    a, b, c = three
    asked = f"/list/?ids={ids(a, b, c)}"
    assert redirected(client, f"{asked}&down={a.public_id}") == f"/list/?ids={ids(b, a, c)}"
    assert redirected(client, f"{asked}&up={c.public_id}") == f"/list/?ids={ids(a, c, b)}"
    assert redirected(client, f"{asked}&remove={b.public_id}") == f"/list/?ids={ids(a, c)}"
    for nothing in (f"up={a.public_id}", f"down={c.public_id}", "remove=zzzz", "up="):
        assert redirected(client, f"{asked}&{nothing}") == asked


def test_last_one_removed_leaves_an_empty_list(client, page, three):
    asked = f"/list/?ids={ids(three[0])}&remove={three[0].public_id}"
    assert redirected(client, asked) == "/list/"
    assert "There is nothing on this list yet." in page("/list/").text_content()


def test_resource_is_added_by_its_id_or_its_page(client, three):
    a, b, c = three
    page_of_c = f"http://127.0.0.1:8000/ar/resources/{c.public_id}/"
    response = client.get("/list/", {"ids": ids(a), "add": b.public_id})
    assert response["Location"] == f"/list/?ids={ids(a, b)}"
    response = client.get("/list/", {"ids": ids(a), "add": page_of_c})
    assert response["Location"] == f"/list/?ids={ids(a, c)}"


@pytest.mark.parametrize(
    "stated", ["zzzzzzzzzzzz", "https://elsewhere.example/", "\x00", "a" * 999]
)
def test_addition_that_is_not_there_is_said_on_the_page(client, three, stated):
    response = client.get("/list/", {"ids": ids(three[0]), "add": stated})
    assert response.status_code == (400 if stated.strip() else 302)
    assert markup_faults(response.content.decode()) == []
    assert "Lesson A" in response.content.decode()


def test_what_is_not_offered_is_told_as_such_and_by_no_title(page, publish, describe):
    gone, unlisted, paused = publish(*[{"titles": {"en": SECRET}}] * 3)
    [candidate] = describe({"titles": {"en": SECRET}})
    withdraw_resources([gone.pk], by=SYSTEM, reason="Gone.")
    unlist_resources([unlisted.pk], by=SYSTEM)
    pause_resource(paused, by=SYSTEM)
    asked = f"ids={ids(gone, unlisted, paused, candidate)},zzzzzzzzzzzz"
    for path in ("/list/", "/list/sheet/"):
        root = page(f"{path}?{asked}")
        assert texts(root.xpath("//*[@class='gone']")) == ["No longer available here"] * 5
        assert SECRET not in root.text_content()
        assert texts(root.xpath("//h2[@id='entries-title']")) == ["0 resources"]


def test_merged_resources_are_shown_once(page, three):
    a, b, c = three
    merge_resources(a, b, by=OPERATOR)
    assert titles(page(f"/list/?ids={ids(c, b, a)}")) == ["Lesson C", "Lesson A"]


def test_ten_thousand_ids_are_refused_with_a_sentence(client, db, django_assert_max_num_queries):
    many = ",".join(f"{number:012}" for number in range(10_000))
    for path in ("/list/", "/list/sheet/"):
        with django_assert_max_num_queries(3):
            response = client.get(path, {"ids": many})
        assert response.status_code == 400
        assert f"at most {MOST_ENTRIES} resources" in response.content.decode()


def test_ten_thousand_times_one_id_is_one_entry(client, three):
    response = client.get("/list/", {"ids": ",".join([three[0].public_id] * 10_000)})
    assert response["Location"] == f"/list/?ids={ids(three[0])}"


@pytest.mark.parametrize(
    "forged",
    [
        "<script>alert(1)</script>",
        "a b",
        "../../etc",
        "ÿ",
        "%00",
        "a\x00b",
        "A" * 5000,
        ",,,",
        "'--",
    ],
)
def test_forged_ids_are_passed_over(client, three, forged):
    response = client.get("/list/", {"ids": f"{forged},{three[0].public_id}"})
    assert response["Location"] == f"/list/?ids={ids(three[0])}"


@pytest.mark.parametrize("minutes", ["-1", "0", "1e9", "٣", "²", "ten", "99999999999", " "])
def test_time_that_is_none_is_passed_over(client, three, minutes):
    a = three[0].public_id
    response = client.get("/list/", {"ids": a, f"minutes.{a}": minutes})
    assert response["Location"] == f"/list/?ids={a}"


def test_markup_and_unseen_signs_in_a_note_are_shown_and_not_obeyed(client, three):
    a = three[0].public_id
    hostile = '</textarea><script>alert("1")</script>\u202e\x00'
    response = client.get("/list/", {"ids": a, f"note.{a}": hostile}, follow=True)
    html = response.content.decode()
    assert markup_faults(html) == []
    assert "<script>alert" not in html
    assert "\u202e" not in html
    sheet = client.get("/list/sheet/", {"ids": a, f"note.{a}": hostile}).content.decode()
    assert "<script>alert" not in sheet


def test_note_that_is_too_long_is_refused(client, three):
    a = three[0].public_id
    assert client.get("/list/", {"ids": a, f"note.{a}": "x" * 501}).status_code == 400


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8")), st.text(max_size=80))
def test_any_address_of_a_list_is_answered_and_never_redirects_twice(db, stated, note):
    client = Client()
    sent = {"ids": f"abc,{stated}", "note.abc": note.encode(errors="replace").decode()}
    response = client.get("/list/", sent)
    assert response.status_code in {200, 302}
    if response.status_code == 302:
        assert client.get(response["Location"]).status_code == 200


def test_number_of_queries_is_the_same_for_one_and_for_three(
    client, three, django_assert_num_queries
):
    client.get(f"/list/?ids={ids(*three)}")
    for asked in (ids(three[0]), ids(*three)):
        for path in ("/list/", "/list/sheet/"):
            with django_assert_num_queries(4):
                client.get(f"{path}?ids={asked}")


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("path", ["/list/", "/list/?ids={}", "/list/sheet/?ids={}"])
def test_page_of_a_list_stands_in_every_language(page, three, path, language):
    prefix = "" if language == "en" else f"/{language}"
    root = page(prefix + path.format(ids(*three)))
    assert (root.get("lang"), root.get("dir")) == (language, direction(language))
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]


# Keep


def test_every_result_and_resource_can_be_kept_without_a_script(page, lesson):
    address = f"/list/?ids={lesson.public_id}"
    collected(lesson)
    pages = ("/", "/resources/", "/collections/numbers/", "/topics/fractions/")
    for path in (*pages, f"/resources/{lesson.public_id}/"):
        root = page(path)
        [link] = root.xpath(f"//a[@data-keep='{lesson.public_id}']")
        assert (link.get("href"), link.get("rel")) == (address, "nofollow")
        assert len(root.xpath("//script[contains(@src, '/lists.')]")) == 1
    assert titles(page(address)) == ["Fractions on a number line"]


def collected(resource):
    made = create_collection("numbers", title=TranslatedText.of(en="Numbers"), by=OPERATOR)
    add_to_collection(made, resource, by=OPERATOR)
    publish_collection(made, by=OPERATOR)


def test_keep_stays_in_the_readers_language(page, lesson):
    [link] = page("/ar/resources/").xpath("//a[@data-keep]")
    assert link.get("href") == f"/ar/list/?ids={lesson.public_id}"


# Sheet


def test_sheet_has_what_a_lesson_needs(page, three):
    a, b, _c = three
    here = f"ids={ids(a, b)}&note.{a.public_id}=Draw+it.&minutes.{a.public_id}=15"
    root = page(f"/list/sheet/?{here}")
    first, second = root.xpath("//article/ol/li")
    assert texts(first.xpath("./h3|./p[not(@class='qr')]")) == [
        "Lesson A",
        "15 minutes",
        "Draw it.",
        "CC BY 4.0. Copy it and change it.",
        f"http://127.0.0.1:8000/resources/{a.public_id}/",
    ]
    assert len(second.xpath(".//*[local-name()='svg']")) == 1
    assert texts(root.xpath("//h2")) == ["2 resources · 15 minutes"]
    assert "1 of them has no time." in texts(root.xpath("//article/p"))
    assert root.xpath("//p[@class='actions']/a/@href") == [f"/list/?{here}"]


def test_sheet_of_a_whole_list_is_light(client, publish):
    import gzip

    many = publish(*({"titles": {"en": f"Lesson {n} {'word ' * 20}"}} for n in range(MOST_ENTRIES)))
    notes = {f"note.{each.public_id}": f"Do {each.public_id} " * 20 for each in many}
    sent = {"ids": ids(*many), **notes}
    response = client.get("/list/sheet/", sent, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert len(gzip.decompress(response.content)) > len(response.content)
    assert len(response.content) < 45_000  # style sheet, scripts and icon have the rest of 60 kB


# Under an account


@pytest.fixture
def own(member, three):
    entries = [Entry(three[0].public_id, "Draw it.", 15), Entry(three[1].public_id)]
    return make_list("Monday", entries=entries, owner=member, by=member)


def address_of(found):
    return f"/lists/{found.public_id}/"


def sent_form(found, **changes):
    rows = entries_of(found)
    form = {"title": found.title, "ids": ",".join(entry.resource for entry in rows)}
    form |= {f"note.{entry.resource}": entry.note for entry in rows}
    form |= {f"minutes.{entry.resource}": entry.minutes or "" for entry in rows}
    return {**form, **changes}


def test_visitor_is_asked_to_sign_in_and_comes_back_to_the_list(client, page, three):
    here = f"/list/?ids={ids(*three)}"
    [link] = page(here).xpath("//section[@aria-labelledby='save-title']//a/@href")
    assert parse_qs(urlsplit(link).query) == {"next": [here]}
    assert client.get("/lists/")["Location"] == "/accounts/login/?next=/lists/"
    assert client.post("/lists/", {"title": "X"}).status_code == 302
    assert not ReadingList.objects.exists()


def test_member_saves_the_list_of_an_address_without_what_is_not_offered(client_of, member, three):
    a, b, c = three
    withdraw_resources([b.pk], by=SYSTEM, reason="Gone.")
    sent = {"title": "Monday", "ids": f"{ids(a, b, c)},zzzz", f"note.{a.public_id}": "Draw it."}
    response = client_of(member).post("/lists/", sent)
    [made] = lists_of(member)
    assert response["Location"] == address_of(made)
    assert entries_of(made) == [Entry(a.public_id, "Draw it."), Entry(c.public_id)]


def test_list_without_a_title_is_not_saved_and_nothing_is_lost(client_of, member, three):
    a = three[0].public_id
    response = client_of(member).post("/lists/", {"title": " ", "ids": a, f"note.{a}": "Draw it."})
    assert response.status_code == 400
    assert 'value="Draw it."' in response.content.decode()
    assert markup_faults(response.content.decode()) == []
    assert not ReadingList.objects.exists()


def test_member_arranges_their_list(client_of, member, own, three):
    client, (a, b, c) = client_of(member), three
    changed = sent_form(own, title="Tuesday", down=a.public_id, add=c.public_id)
    assert client.post(address_of(own), changed)["Location"] == address_of(own)
    own.refresh_from_db()
    assert own.title == "Tuesday"
    assert entries_of(own) == [
        Entry(b.public_id),
        Entry(a.public_id, "Draw it.", 15),
        Entry(c.public_id),
    ]
    client.post(address_of(own), sent_form(own, remove=b.public_id))
    assert [entry.resource for entry in entries_of(own)] == [a.public_id, c.public_id]
    assert markup_faults(client.get(address_of(own)).content.decode()) == []


@pytest.mark.parametrize("wrong", [{"title": ""}, {"add": "zzzz"}, {"ids": "zzzz"}])
def test_what_cannot_be_saved_is_said_and_the_list_stays(client_of, member, own, wrong):
    before = entries_of(own)
    response = client_of(member).post(address_of(own), sent_form(own, **wrong), follow=True)
    assert 'class="message error' in response.content.decode()
    own.refresh_from_db()
    assert (own.title, entries_of(own)) == ("Monday", before)


def test_list_is_nobodys_business_until_it_is_opened(client, client_of, new_person, member, own):
    stranger, owner = client_of(new_person()), client_of(member)
    for path in (address_of(own), f"{address_of(own)}sheet/"):
        assert client.get(path).status_code == 404
        assert stranger.get(path).status_code == 404
        assert owner.get(path).status_code == 200
    assert stranger.post(address_of(own), {"delete": "yes"}).status_code == 404
    owner.post(address_of(own), {"publish": "yes"})
    for path in (address_of(own), f"{address_of(own)}sheet/"):
        response = client.get(path)
        assert response.status_code == 200
        assert "Draw it." in response.content.decode()
        assert response["Cache-Control"] == "no-store, private"
        assert markup_faults(response.content.decode()) == []
    owner.post(address_of(own), {"unpublish": "yes"})
    assert client.get(address_of(own)).status_code == 404


def test_reader_of_an_open_list_can_change_nothing(client, client_of, new_person, member, own):
    publish_list(own, by=member)
    assert client.post(address_of(own), {"delete": "yes"}).status_code == 403
    for sent in ({"delete": "yes"}, {"unpublish": "yes"}, sent_form(own, title="Mine")):
        client_of(new_person()).post(address_of(own), sent)
    own.refresh_from_db()
    assert (own.title, own.is_published) == ("Monday", True)


def test_curator_takes_an_open_list_from_readers(client_of, curator, member, own):
    publish_list(own, by=member)
    client = client_of(curator)
    assert 'name="unpublish"' in client.get(address_of(own)).content.decode()
    assert client.post(address_of(own), {"unpublish": "yes"})["Location"] == "/"
    assert client.get(address_of(own)).status_code == 404


def test_open_list_tells_nothing_of_what_is_not_offered(page, publish, member):
    [resource] = publish({"titles": {"en": SECRET}})
    entries = [Entry(resource.public_id, f"Words on {SECRET}")]
    made = make_list("Open", entries=entries, owner=member, by=member)
    publish_list(made, by=member)
    withdraw_resources([resource.pk], by=SYSTEM, reason="Gone.")
    for path in (address_of(made), f"{address_of(made)}sheet/"):
        root = page(path)
        assert texts(root.xpath("//*[@class='gone']")) == ["No longer available here"]
        assert SECRET not in root.text_content()


def test_words_on_what_is_not_offered_now_outlast_a_change(client_of, member, own, three):
    withdraw_resources([three[0].pk], by=SYSTEM, reason="Gone.")
    client = client_of(member)
    root = document_fromstring(client.get(address_of(own)).content)
    fields = root.xpath("//form[.//input[@name='ids']]//input[@name]|//form//textarea")
    sent = {field.get("name"): field.get("value") or field.text or "" for field in fields}
    client.post(address_of(own), {**sent, "title": "Later"})
    assert entries_of(own)[0] == Entry(three[0].public_id, "Draw it.", 15)


def test_deleted_list_is_gone(client_of, member, own):
    client = client_of(member)
    assert client.post(address_of(own), {"delete": "yes"})["Location"] == "/lists/"
    assert client.get(address_of(own)).status_code == 404
    assert markup_faults(client.get("/lists/").content.decode()) == []


def test_sheet_of_a_saved_list_has_its_title(client_of, member, own):
    html = client_of(member).get(f"{address_of(own)}sheet/").content.decode()
    assert "<h1><bdi>Monday</bdi></h1>" in html
    assert f"http://127.0.0.1:8000{address_of(own)}" in html


def test_title_is_shown_and_not_obeyed(client, member):
    made = make_list("<script>alert(1)</script>", owner=member, by=member)
    publish_list(made, by=member)
    for path in (address_of(made), f"{address_of(made)}sheet/"):
        assert "<script>alert" not in client.get(path).content.decode()
