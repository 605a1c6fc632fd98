"""Editions of one work are one result, in the reader's language, with the others beside it."""

from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    edit_resource,
    gather_collection,
    list_resources,
    merge_resources,
    publish_collection,
    withdraw_resources,
)
from armillary.catalogue.works.operations import tie_editions, untie_editions
from armillary.core.texts import TranslatedText
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.search.documents import BUILDERS
from armillary.search.interfaces.cli import app
from armillary.search.operations import drain_outbox, rebuild

from .conftest import texts

EN = {"titles": {"en": "Volcano atlas"}, "languages": ["en"], "descriptions": {"en": "Lava."}}
FR = {"titles": {"fr": "Atlas des volcans"}, "languages": ["fr"], "levels": ["tertiary"]}
AR = {"titles": {"ar": "أطلس البراكين"}, "languages": ["ar"], "licence": None}
PLAIN = {"descriptions": None, "keywords": None, "subjects": ["physics"]}


@pytest.fixture
def atlas(publish: Any) -> list[Resource]:
    """An original in English, and what was translated from it."""
    editions = publish(*({**PLAIN, **each} for each in (EN, FR, AR)))
    for other in editions[1:]:
        tie_editions(other, editions[0], kind="translation", original=editions[0], by=OPERATOR)
    drain_outbox()
    return editions


def titles(root: Any) -> list[str]:
    return texts(root.xpath("//ol[@class='hits']/li/h3"))


def found(text: str, **more: Any) -> Any:
    return Client().get("/api/v1/resources", {"q": text, **more}).json()


def counts(answer: Any, facet: str) -> dict[str, int]:
    return {each["value"]: each["count"] for each in answer["facets"][facet]}


@pytest.mark.parametrize("word", ["volcano", "volcan", "lava"])
def test_they_are_one_result_by_the_words_of_any_of_them(page: Any, atlas: Any, word: str):
    html = page(f"/resources/?q={word}")
    assert titles(html) == ["Volcano atlas"]
    others = html.xpath("//ol[@class='hits']/li/ul[last()]//a")
    assert texts(others) == ["Arabic · Translation", "French · Translation"]
    assert [link.get("hreflang") for link in others] == ["ar", "fr"]
    assert others[1].get("href") == f"/resources/{atlas[1].public_id}/"


def test_each_reader_sees_their_own(page: Any, atlas: Any):
    assert titles(page("/fr/resources/?q=lava")) == ["Atlas des volcans"]
    assert titles(page("/ar/resources/?q=lava")) == ["أطلس البراكين"]
    assert titles(page("/ru/resources/?q=lava")) == ["Volcano atlas"]


@pytest.mark.parametrize("query", ["lava&language=ar", "lava+language:ar", "lava+language:arabic"])
def test_who_asks_for_a_language_sees_that(page: Any, atlas: Any, query: str):
    assert titles(page(f"/resources/?q={query}")) == ["أطلس البراكين"]


def test_they_are_counted_once_under_what_any_of_them_has(atlas: Any):
    answer = found("lava")
    assert answer["total"] == len(answer["items"]) == 1
    assert counts(answer, "language") == {"en": 1, "fr": 1, "ar": 1}
    assert counts(answer, "level") == {"primary": 1, "tertiary": 1}
    assert found("lava", level="tertiary")["total"] == 1


def test_the_api_and_the_command_line_tell_the_others(atlas: Any):
    [item] = found("lava")["items"]
    assert item["id"] == atlas[0].public_id
    assert {each["id"] for each in item["editions"]} == {row.public_id for row in atlas[1:]}
    said = CliRunner().invoke(app, ["find", "lava", "--language", "fr"]).stdout
    assert f"{atlas[1].public_id}  Atlas des volcans" in said.splitlines()
    assert f"  {atlas[0].public_id}  en  Volcano atlas" in said.splitlines()
    assert "1 of 1" in said


def test_a_change_of_any_of_them_is_found(atlas: Any):
    edit_resource(atlas[2], changes={"keywords": ["magma"]}, by=OPERATOR)
    drain_outbox()
    assert found("magma")["items"][0]["id"] == atlas[0].public_id


def test_one_that_is_withdrawn_is_no_longer_part_of_it(atlas: Any):
    withdraw_resources([atlas[0].pk], by=SYSTEM, reason="Gone")
    drain_outbox()
    assert found("lava")["total"] == 0
    [item] = found("atlas")["items"]
    assert item["id"] == atlas[2].public_id  # Arabic and French, in the order of their tags
    assert [each["id"] for each in item["editions"]] == [atlas[1].public_id]
    withdraw_resources([atlas[2].pk], by=SYSTEM, reason="Gone")
    drain_outbox()
    assert [each["editions"] for each in found("atlas")["items"]] == [[]]


def test_a_candidate_is_nobodys_edition(describe: Any, atlas: Any):
    [draft] = describe({**PLAIN, "titles": {"es": "Borrador de volcanes"}, "languages": ["es"]})
    tie_editions(draft, atlas[0], kind="translation", original=atlas[0], by=OPERATOR)
    drain_outbox()
    assert found("borrador")["total"] == 0
    assert len(found("lava")["items"][0]["editions"]) == 2
    list_resources([draft.pk], by=SYSTEM)
    drain_outbox()
    assert len(found("borrador")["items"][0]["editions"]) == 3


def test_what_is_untied_is_found_alone_again(atlas: Any):
    untie_editions(atlas[0], atlas[1], by=OPERATOR)
    drain_outbox()
    assert found("volcans")["items"][0]["id"] == atlas[1].public_id
    assert found("volcans")["items"][0]["editions"] == []
    assert found("atlas")["total"] == 2


def test_an_edition_that_was_merged_stands_where_the_other_does(publish: Any, atlas: Any):
    [other] = publish({**PLAIN, "titles": {"fr": "Les volcans"}, "languages": ["fr"]})
    merge_resources(other, atlas[1], by=SYSTEM)
    drain_outbox()
    answer = found("lava")
    assert answer["total"] == 1
    assert other.public_id in {each["id"] for each in answer["items"][0]["editions"]}
    assert found("volcans")["total"] == 1


def test_building_anew_comes_to_the_same(atlas: Any):
    before = found("atlas")
    rebuild()
    after = found("atlas")
    assert [(row["id"], row["editions"]) for row in before["items"]] == [
        (row["id"], row["editions"]) for row in after["items"]
    ]
    assert before["facets"] == after["facets"]


def test_as_many_questions_for_many_works_as_for_one(
    publish: Any,
    atlas: Any,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
):
    build = BUILDERS["resource"]
    list(build([row.pk for row in atlas]))
    more = publish(*({**PLAIN, "titles": {"en": f"Rocks {n}"}} for n in range(6)))
    for one, other in zip(more[::2], more[1::2], strict=True):
        tie_editions(one, other, kind="version", by=OPERATOR)
    with django_assert_max_num_queries(17) as asked:
        list(build([atlas[0].pk]))
    with django_assert_num_queries(len(asked)):
        assert len(list(build([row.pk for row in (*atlas, *more)]))) == 4


SIMILAR = "//h2[.='{}']/following-sibling::ul[1]/li"


def test_it_is_not_similar_to_itself(page: Any, publish: Any, atlas: Any):
    publish({**PLAIN, **FR, "titles": {"fr": "Roches"}})
    html = page(f"/resources/{atlas[1].public_id}/")
    assert texts(html.xpath(SIMILAR.format("Similar resources"))) == ["Roches"]


def test_whatever_lists_what_was_found_shows_the_edition_for_its_reader(page: Any, atlas: Any):
    sent = {"q": "atlas", "language": "fr"}
    told = Client().get("/api/v1/suggestions", sent).json()["items"]
    assert [each["text"] for each in told if each["kind"] == "title"] == ["Atlas des volcans"]
    said = CliRunner().invoke(app, ["find", "lava language:ar"]).stdout
    assert said.splitlines()[0] == f"{atlas[2].public_id}  أطلس البراكين"
    assert found("lava language:ar")["items"][0]["id"] == atlas[2].public_id
    assert "Atlas des volcans" in titles(page("/fr/topics/physics/"))


def test_the_newest_in_a_language_are_shown_in_it(page: Any, publish: Any, atlas: Any):
    publish(*({**PLAIN, **FR, "titles": {"fr": f"Roche {n}"}} for n in range(3)))
    newest = texts(page("/fr/").xpath("//ul[@class='hits']/li/h3"))
    assert "Atlas des volcans" in newest
    assert "Volcano atlas" not in newest


def test_what_is_similar_is_shown_in_the_readers_language(page: Any, publish: Any, atlas: Any):
    [rock] = publish({**PLAIN, **FR, "titles": {"fr": "Roches"}})
    html = page(f"/fr/resources/{rock.public_id}/")
    assert texts(html.xpath(SIMILAR.format("Ressources semblables"))) == ["Atlas des volcans"]


def test_a_collection_in_a_language_gathers_the_editions_in_it(atlas: Any):
    document = {"slug": "ar", "title": {"en": "Arabic"}, "filters": {"language": ["ar"]}}
    made = gather_collection(document, by=OPERATOR)
    assert [item.resource_id for item in made.items.all()] == [atlas[2].pk]


def test_a_topic_names_collections_that_have_another_edition(page: Any, atlas: Any):
    made = create_collection("french", title=TranslatedText.of(en="French"), by=OPERATOR)
    add_to_collection(made, atlas[1], by=OPERATOR)
    publish_collection(made, by=OPERATOR)
    assert page("/topics/physics/").xpath("//ul[@class='grid']//a/@href") == [
        "/collections/french/"
    ]
