"""Every public page, in every language of the interface."""

import pytest

from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    publish_collection,
    withdraw_resources,
)
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, direction
from armillary.core.texts import TranslatedText
from armillary.people.actors import OPERATOR, SYSTEM

from .conftest import markup_faults, texts

PATHS = ["/", "/resources/", "/resources/?q=fractions&level=primary", "/resources/?q=zzzz",
         "/collections/", "/collections/numbers/", "/about/", "/about/ranking/", "/offline/", "/accounts/login/",
         "/accounts/signup/", "/accounts/password/reset/"]  # fmt: skip


def localised(path, language):
    return path if language == "en" else f"/{language}{path}"


@pytest.fixture
def collection(lesson):
    found = create_collection("numbers", title=TranslatedText.of(en="Numbers"), by=OPERATOR)
    add_to_collection(found, lesson, by=OPERATOR)
    publish_collection(found, by=OPERATOR)
    return found


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_page_stands_in_every_language_and_says_which(page, collection, path, language):
    root = page(localised(path, language))
    assert (root.get("lang"), root.get("dir")) == (language, direction(language))
    assert root.xpath("//title/text()")[0].strip()


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_resource_stands_in_every_language(page, lesson, language):
    assert page(localised(f"/resources/{lesson.public_id}/", language)).get("lang") == language


def test_empty_site_says_so(page, publish):
    publish()
    assert "Nothing is listed yet." in texts(page("/").xpath("//main//li"))
    assert "There is no collection yet." in texts(page("/collections/").xpath("//main/div/p"))
    assert texts(page("/resources/").xpath("//h2"))[-1] == "0 resources"


def test_every_page_leads_to_itself_in_the_other_languages(page, lesson):
    root = page("/ar/resources/?q=fractions&level=primary")
    found = {link.get("lang"): link.get("href") for link in root.xpath("//details/ul/li/a[@lang]")}
    assert found == {
        language: localised("/resources/?q=fractions&level=primary", language)
        for language in ENDONYMS
    }


def test_home_shows_what_there_is_by_subject_and_level(page, publish):
    publish({}, {"levels": ["bachelor"], "subjects": ["physics"]})
    root = page("/")
    doors = dict(
        zip(
            texts(root.xpath("//main//ul[@class='chips']/li/a")),
            root.xpath("//main//ul[@class='chips']/li/a/@href"),
            strict=True,
        )
    )
    assert doors == {
        "Mathematics 1": "/topics/mathematics/",
        "Physics 1": "/topics/physics/",
        "Primary education 1": "/resources/?level=primary",
        "Bachelor's or equivalent 1": "/resources/?level=bachelor",
    }


def new_here(root):
    return texts(root.xpath("//ul[@class='hits']/li/h3"))


def test_home_prefers_the_readers_language_once_there_are_four(page, publish):
    chinese = [{"titles": {"zh": f"分数 {n}"}, "languages": ["zh"]} for n in range(1, 4)]
    publish(*chinese, *({"titles": {"en": f"Newer {n}"}} for n in range(1, 5)))
    assert new_here(page("/zh-hans/")) == ["Newer 4", "Newer 3", "Newer 2", "Newer 1"]
    publish({"titles": {"zh-hans": "分数 4"}, "languages": ["zh-hans"]})
    publish({"titles": {"en": "Newest"}})
    assert new_here(page("/zh-hans/")) == ["分数 4", "分数 3", "分数 2", "分数 1"]
    assert new_here(page("/"))[0] == "Newest"


def test_collection_shows_its_listed_resources_in_order(page, collection, lesson, publish):
    second, gone = publish({"titles": {"en": "Second"}}, {"titles": {"en": "Gone"}})
    add_to_collection(collection, gone, by=OPERATOR)
    add_to_collection(collection, second, by=OPERATOR)
    withdraw_resources([gone.pk], by=SYSTEM, reason="It moved.")
    root = page("/collections/numbers/")
    assert texts(root.xpath("//ol/li/h3")) == ["Fractions on a number line", "Second"]
    assert texts(root.xpath("//h2")) == ["2 resources"]


@pytest.mark.parametrize(
    "path", ["/collections/none/", "/nowhere/", "/resources/none/", "/ar/resources/none/x/"]
)
def test_wrong_address_is_a_page_with_a_way_on(page, db, path):
    root = page(path, status=404)
    assert root.xpath("//main//a[@class='button']/@href")[0].endswith("/resources/")


def test_desk_asks_a_visitor_to_sign_in(client, db):
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_desk_tells_a_member_without_tasks(client_of, member):
    html = client_of(member).get("/desk/", follow=True).content.decode()
    assert markup_faults(html) == []


def test_desk_of_an_administrator_lists_the_screens(client_of, administrator):
    response = client_of(administrator).get("/desk/")
    assert response.status_code == 200
    assert markup_faults(response.content.decode()) == []
    assert 'href="/desk/candidates/"' in response.content.decode()


def test_markup_check_finds_what_is_planted():
    html = (
        "<html><body><h1>A</h1><h3 id=a>B</h3><p id=a><input name=q></p><img src=x>"
        "<span aria-labelledby=none></p></body></html>"
    )
    assert sorted(markup_faults(html)) == sorted(
        [
            "</p>",
            *("id twice: a", "no such id: none", "h3 after h1", "no label: q"),
            "image without alt: x",
        ]
    )
