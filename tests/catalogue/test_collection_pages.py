"""The desk of whoever puts collections together, for each kind of person, in both directions."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import document_fromstring

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    edit_collection,
    publish_collection,
)
from armillary.catalogue.queries import items_of
from armillary.core.texts import Maker, TranslatedText, Version, digest
from armillary.people.actors import OPERATOR
from armillary.people.models import Person

from .conftest import TITLE

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Person], Client]
LIST, WATER = "/desk/collections/", "/desk/collections/water/"
LANGUAGES = pytest.mark.parametrize("prefix", ["", "/ar"])


@pytest.fixture
def two(water: Collection, new_resource: Callable[..., Resource]) -> list[Resource]:
    resources = [new_resource(listed=True), new_resource()]
    for resource in resources:
        add_to_collection(water, resource, by=OPERATOR)
    return resources


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def words_in(response: HttpResponse) -> dict[str, str]:
    """What the form of its words would send as it stands."""
    root = document_fromstring(response.content)
    [form] = root.xpath("//main//form[.//textarea]")
    found = {name: (value or "").lstrip("\n") for name, value in form.form_values()}
    return {**found, "texts": "yes"}


def words_form(client: Client) -> dict[str, str]:
    return words_in(client.get(WATER))


def ids_in(collection: Collection) -> list[int]:
    return list(collection.items.values_list("resource", flat=True))


@LANGUAGES
def test_pages_stand_in_both_directions(
    two: list[Resource], client_of: ClientOf, curator: Person, prefix: str
):
    client = client_of(curator)
    opening = '<html lang="ar" dir="rtl"' if prefix else '<html lang="en" dir="ltr"'
    title = "الماء" if prefix else "Water"
    for address in (prefix + LIST, prefix + WATER):
        page = text_of(client.get(address))
        assert opening in page
        assert title in page
    for resource in two:
        assert str(resource) in page
        assert f'name="remove" value="{resource.public_id}"' in page


def test_visitors_are_asked_to_sign_in(water: Collection, client: Client):
    for address in (LIST, WATER):
        for response in (client.get(address), client.post(address, {"publish": "yes"})):
            assert response.status_code == 302
            assert response["Location"].startswith("/accounts/login/")
    water.refresh_from_db()
    assert not water.is_published


def test_members_are_refused(water: Collection, client_of: ClientOf, member: Person):
    client = client_of(member)
    for address in (LIST, WATER, "/desk/collections/no-such/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"publish": "yes"}).status_code == 403
    assert f'href="{LIST}"' not in text_of(client.get("/desk/account/"))


def test_holder_of_a_grant_sees_that_collection_only(
    water: Collection, client_of: ClientOf, holder: Person
):
    create_collection("ice", title=TranslatedText.of(en="Ice"), by=OPERATOR)
    client = client_of(holder)
    page = text_of(client.get(LIST))
    assert f'href="{LIST}"' in page  # in the menu
    assert f'href="{WATER}"' in page
    assert "/desk/collections/ice/" not in page
    assert 'name="slug"' not in page
    assert client.post(LIST, {"slug": "sea", "title": "Sea"}).status_code == 403
    assert client.get("/desk/collections/ice/").status_code == 403
    assert client.post("/desk/collections/ice/", {"publish": "yes"}).status_code == 403
    assert client.post(WATER, {"publish": "yes"}).status_code == 302
    published = Collection.objects.filter(is_published=True)
    assert list(published) == [water]


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ar", "ar")])
def test_collection_is_made_in_the_language_of_the_page(
    client_of: ClientOf, curator: Person, prefix: str, language: str
):
    sent = {"slug": "water", "title": "Water", "introduction": "Wet."}
    response = client_of(curator).post(prefix + LIST, sent)
    assert (response.status_code, response["Location"]) == (302, prefix + WATER)
    made = Collection.objects.get()
    assert made.title == TranslatedText.of(**{language: "Water"})
    assert made.introduction == TranslatedText.of(**{language: "Wet."})
    assert not made.is_published


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"slug": "water", "title": "Again"}, "There is already a collection with this name."),
        ({"slug": "two words", "title": "Two"}, 'id="id_slug_error"'),
        ({"slug": "ice", "title": ""}, 'id="id_title_error"'),
        ({"slug": "ice", "title": "t" * 201}, 'id="id_title_error"'),
    ],
)
def test_what_cannot_be_made_is_said_on_the_form(
    water: Collection, client_of: ClientOf, curator: Person, sent: dict[str, str], message: str
):
    page = text_of(client_of(curator).post(LIST, sent))
    assert message in page
    assert f'value="{sent["slug"]}"' in page
    assert list(Collection.objects.all()) == [water]


def test_words_are_edited_in_every_language(
    water: Collection, client_of: ClientOf, curator: Person
):
    client = client_of(curator)
    changed = {"title-ar": "", "title-fr": "Eau", "introduction-en": "Wet,\r\nmostly."}
    response = client.post(WATER, {**words_form(client), **changed})
    assert (response.status_code, response["Location"]) == (302, WATER)
    water.refresh_from_db()
    french = Version("Eau", Maker.PERSON, digest("Water"))
    assert water.title == TranslatedText("en", {"en": Version("Water"), "fr": french})
    assert water.introduction == TranslatedText.of(en="Wet,\nmostly.")


def test_a_form_opened_before_a_translation_was_saved_leaves_it_there(
    water: Collection, client_of: ClientOf, curator: Person
):
    client = client_of(curator)
    edit_collection(water, title=TITLE, introduction=TranslatedText.of(en="Wet"), by=OPERATOR)
    sent = words_form(client)
    translated = TranslatedText.of(en="Wet").translate("ar", "مبلل", by=Maker.PERSON)
    title = TITLE.translate("ar", "مياه", by=Maker.PERSON)
    edit_collection(water, title=title, introduction=translated, by=OPERATOR)
    client.post(WATER, {**sent, "introduction-en": "Wet,"})
    water.refresh_from_db()
    assert water.introduction.texts == {"en": "Wet,", "ar": "مبلل"}
    assert water.title == title


def test_what_is_shown_again_still_knows_what_was_changed(
    water: Collection, client_of: ClientOf, curator: Person
):
    client = client_of(curator)
    sent = {**words_form(client), "title-en": "", "title-ar": ""}
    again = words_in(client.post(WATER, sent))
    assert (again["initial-title-en"], again.get("title-en", "")) == ("Water", "")
    client.post(WATER, {**again, "title-en": "", "title-ar": "مياه"})
    water.refresh_from_db()
    assert water.title.texts == {"ar": "مياه"}


def test_first_introduction_is_the_original_in_the_language_of_the_page(
    water: Collection, client_of: ClientOf, curator: Person
):
    titles = {"title-en": "Water", "title-ar": "الماء"}
    introductions = {"introduction-en": "Wet.", "introduction-ar": "مبلل"}
    client_of(curator).post(f"/ar{WATER}", {"texts": "yes", **titles, **introductions})
    water.refresh_from_db()
    assert water.introduction.original == "ar"
    assert water.title == TITLE


def test_title_cannot_be_taken_away(water: Collection, client_of: ClientOf, curator: Person):
    client = client_of(curator)
    emptied = {"title-en": "", "title-ar": "", "introduction-en": "Kept."}
    page = text_of(client.post(WATER, {**words_form(client), **emptied}))
    assert "A collection needs a title in at least one language." in page
    assert "Kept." in page
    water.refresh_from_db()
    assert water.title == TITLE


@pytest.mark.parametrize("written", ["{id}", " {id} ", "https://a.example/ar/resources/{id}/"])
def test_resource_is_added_by_id_or_address(
    water: Collection,
    new_resource: Callable[..., Resource],
    client_of: ClientOf,
    curator: Person,
    written: str,
):
    resource = new_resource(listed=True)
    sent = {"add": "yes", "resource": written.format(id=resource.public_id)}
    assert client_of(curator).post(WATER, sent).status_code == 302
    assert [item.resource for item in items_of(water)] == [resource]


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("nothing", "There is no resource with this address."),
        ("", 'id="id_resource_error"'),
    ],
)
def test_what_cannot_be_added_is_said_on_the_form(
    water: Collection, client_of: ClientOf, curator: Person, stated: str, message: str
):
    page = text_of(client_of(curator).post(WATER, {"add": "yes", "resource": stated}))
    assert message in page
    assert water.items.count() == 0


def test_resources_are_moved_and_removed(
    water: Collection, two: list[Resource], client_of: ClientOf, curator: Person
):
    first, second = two
    client = client_of(curator)
    client.post(WATER, {"down": first.public_id})
    assert ids_in(water) == [second.pk, first.pk]
    client.post(WATER, {"up": first.public_id})
    assert ids_in(water) == [first.pk, second.pk]
    client.post(WATER, {"remove": first.public_id})
    assert ids_in(water) == [second.pk]
    assert client.post(WATER, {"up": first.public_id}).status_code == 409
    assert client.post(WATER, {"up": "nothing"}).status_code == 404
    assert client.post(WATER, {"burn": first.public_id}).status_code == 400


def test_collection_is_published_and_taken_back(
    water: Collection, client_of: ClientOf, curator: Person
):
    client = client_of(curator)
    assert client.get("/collections/water/").status_code == 404
    client.post(WATER, {"publish": "yes"})
    assert client.get("/collections/water/").status_code == 200
    assert 'href="/collections/water/"' in text_of(client.get(WATER))
    client.post(WATER, {"unpublish": "yes"})
    assert client.get("/collections/water/").status_code == 404


def test_unknown_collection_is_not_found(client_of: ClientOf, curator: Person):
    assert client_of(curator).get("/desk/collections/no-such/").status_code == 404


def test_candidates_are_marked_and_lead_nowhere(
    water: Collection, two: list[Resource], client_of: ClientOf, curator: Person
):
    publish_collection(water, by=OPERATOR)
    page = text_of(client_of(curator).get(WATER))
    assert f'href="/resources/{two[0].public_id}/"' in page
    assert f'href="/resources/{two[1].public_id}/"' not in page
    assert '<span class="state candidate">Candidate</span>' in page


def test_queries_do_not_grow(
    water: Collection,
    new_resource: Callable[..., Resource],
    client_of: ClientOf,
    curator: Person,
):
    client = client_of(curator)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client.get(address))
        return len(queries)

    add_to_collection(water, new_resource(listed=True), by=OPERATOR)
    before = count(LIST), count(WATER)
    for number in range(3):
        create_collection(f"ice-{number}", title=TITLE, by=OPERATOR)
        add_to_collection(water, new_resource(listed=True), by=OPERATOR)
    assert (count(LIST), count(WATER)) == before
