"""The page of one resource: what it says, to whom, in which clothes, and what it never does."""

import json

import pytest

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    Filling,
    edit_resource,
    fill_gaps,
    merge_resources,
    withdraw_resources,
)
from armillary.catalogue.provenance import from_machine
from armillary.harvest.models import Source
from armillary.harvest.operations.guessing import guess_resources
from armillary.harvest.queries import forget_source_titles
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.vocabularies.operations import load_shipped_schemes

from .conftest import texts

HOSTILE = '</script><script>alert("1")</script><img src=x onerror=alert(2)>'


def address(resource, language="en"):
    prefix = "" if language == "en" else f"/{language}"
    return f"{prefix}/resources/{resource.public_id}/"


def facts(root):
    """Name → value, as the list of facts has them."""
    names, values = root.xpath("//dl/dt"), root.xpath("//dl/dd")
    return dict(zip(texts(names), texts(values), strict=True))


def test_page_answers_what_it_is_and_for_whom(page, lesson):
    root = page(address(lesson))
    assert texts(root.xpath("//h1")) == ["Fractions on a number line"]
    assert facts(root) == {
        "Kind": "Lesson plan",
        "Subjects": "Fractions",
        "Levels": "Primary education",
        "For": "Teachers",
        "Languages": "English",
        "School grades": "3 to 5",
        "Published": "May 3, 2024",
        "Cost": "Free of charge",
        "Keywords": "number line",
        "Duration": "45 minutes according to lessons",
    }
    assert root.xpath("//a[@class='button']/@href")[0] == "https://lessons.example.org/fractions"


def test_term_leads_to_the_search_for_it(page, lesson):
    root = page(address(lesson, "ar"))
    [link] = [a for a in root.xpath("//dl//a/@href") if "level" in a]
    assert link == "/ar/resources/?level=primary"


@pytest.mark.parametrize(
    ("licence", "says"),
    [
        (None, "Nobody has stated a licence."),
        ("https://lessons.example.org/terms", "It has terms of its own"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC BY-NC-ND 4.0"),
    ],
)
def test_page_says_what_may_be_done(page, publish, licence, says):
    root = page(address(publish({"licence": licence})[0]))
    paragraphs = root.xpath("//h2[.='May I use it?']/following-sibling::p[1]")
    assert texts(paragraphs)[0].startswith(says)


def test_licence_without_derivatives_or_commerce_says_so(page, publish):
    terms = "https://creativecommons.org/licenses/by-nc-nd/4.0/"
    root = page(address(publish({"licence": terms})[0]))
    lines = root.xpath("//h2[.='May I use it?']/following-sibling::ul[1]/li")
    assert texts(lines) == [
        "You may copy it and pass it on.",
        "You may not pass on changed or translated versions.",
        "You may not use it commercially.",
        "Name its authors and its licence.",
    ]


def test_text_in_another_language_carries_language_and_direction(page, publish):
    only_arabic = {"titles": {"ar": "الكسور"}, "descriptions": {"ar": "نصف.\n\nثلث."}}
    root = page(address(publish(only_arabic)[0]))
    paragraphs = root.xpath("//article//p[@class='text']")
    assert [(p.get("lang"), p.get("dir")) for p in paragraphs] == [("ar", "rtl")] * 2
    assert root.xpath("//h1/span/@lang") == ["ar"]


def test_text_in_the_readers_language_is_not_marked(page, lesson):
    root = page(address(lesson, "ar"))
    assert texts(root.xpath("//h1")) == ["الكسور على خط الأعداد"]
    assert root.xpath("//h1/span") == []


def test_page_says_where_its_description_comes_from(page, lesson):
    root = page(address(lesson))
    assert texts(root.xpath("//p[bdi='lessons']")) == ["Sources of this description: lessons"]
    first = root.xpath("//table//tbody/tr[1]/*")
    assert texts(first)[:3] == ["Title", "Stated by the source", "lessons"]


def test_what_a_machine_guessed_is_marked(page, publish):
    [lesson] = publish({"subjects": None, "levels": None})
    fill_gaps({lesson.pk: {"subjects": Filling("labels", {"fractions": 0.83})}}, by=SYSTEM)
    root = page(address(lesson))
    assert facts(root)["Subjects"] == "Fractions (guessed by a machine, 83 % sure)"
    assert "Guessed by a machine" in texts(root.xpath("//td"))
    assert "about" not in json.loads(root.xpath("//script[not(@src)]/text()")[0])


def test_other_guesses_stand_apart_and_say_what_they_are(page, publish):
    load_shipped_schemes(by=SYSTEM)
    words = "Terms: Creative Commons Attribution 4.0 International (CC BY 4.0)"
    [lesson] = publish({"licence": None, "descriptions": {"en": words}})
    guess_resources([lesson.pk], by=SYSTEM)
    [line] = [
        text for text in texts(page(address(lesson)).xpath("//details//li")) if "CC BY" in text
    ]
    assert line.startswith("Licence: CC BY 4.0 (")
    assert "Nobody has checked this." in page(address(lesson)).text_content()


def test_json_ld_stands_in_the_page_and_says_the_same(page, client, lesson):
    [script] = page(address(lesson)).xpath("//script[not(@src)]")
    assert script.get("type") == "application/ld+json"
    alone = client.get(f"/resources/{lesson.public_id}.jsonld").json()
    assert json.loads(script.text) == alone
    assert alone["url"] == "https://lessons.example.org/fractions"


def test_nothing_in_a_description_leaves_the_json_ld(page, publish):
    [resource] = publish({"titles": {"en": HOSTILE}, "keywords": ["<!--", "]]>", "\u2028"]})
    [script] = page(address(resource)).xpath("//script[not(@src)]")
    document = json.loads(script.text)
    assert document["name"] == HOSTILE
    assert document["keywords"] == ["<!--", "]]>", "\u2028"]


def test_markup_in_a_description_is_shown_and_not_obeyed(page, publish):
    agent = {"name": HOSTILE, "kind": "person", "address": 'https://a.example/"><script>'}
    [resource] = publish(
        {
            "titles": {"en": HOSTILE},
            "descriptions": {"en": HOSTILE},
            "keywords": [HOSTILE],
            "creators": [agent],
            "publisher": {**agent, "address": ""},
        }
    )
    for path in (address(resource), "/resources/?q=script", "/"):
        root = page(path)
        assert root.xpath("//script[not(@src or @type='application/ld+json')]") == []
        assert root.xpath("//img[@onerror]") == []
        assert HOSTILE in [text.strip() for text in texts(root.xpath("//h1|//h3"))]


@pytest.mark.parametrize(
    "wrong",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", " javascript:alert(1)",
     "vbscript:x", "https://[", "//host/path"],
)  # fmt: skip
def test_only_web_addresses_are_ever_linked(page, publish, wrong):
    [resource] = publish(
        {
            "addresses": [wrong],
            "licence": wrong,
            "creators": [{"name": "A", "kind": "person", "address": wrong}],
            "relations": [{"kind": "based_on", "target": wrong}],
        }
    )
    root = page(address(resource))
    assert wrong not in root.xpath("//@href|//@src|//@action")
    assert wrong.strip() not in [found.strip() for found in root.xpath("//@href")]
    assert root.xpath("//a[@class='button']") == []


def test_page_carries_signposting_links_and_varies(client, lesson):
    response = client.get(address(lesson))
    assert f'/resources/{lesson.public_id}/> ; rel="cite-as"' in response["Link"]
    assert '<https://creativecommons.org/licenses/by/4.0/> ; rel="license"' in response["Link"]
    assert 'rel="describedby" ; type="application/ld+json"' in response["Link"]
    assert "Accept" in {part.strip() for part in response["Vary"].split(",")}


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        (None, "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
        ("image/png", "text/html; charset=utf-8"),
        ("nonsense", "text/html; charset=utf-8"),
        ("application/ld+json", "application/ld+json; charset=utf-8"),
        ("application/ld+json, text/html;q=0.5", "application/ld+json; charset=utf-8"),
        ("application/xml", "application/xml; charset=utf-8"),
    ],
)
def test_client_gets_the_kind_it_asks_for(client, lesson, accept, answer):
    headers = {"accept": accept} if accept else {}
    response = client.get(address(lesson), headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, answer)
    assert "Link" in response


def test_json_ld_by_negotiation_is_schema_org(client, lesson):
    response = client.get(address(lesson), headers={"accept": "application/ld+json"})
    assert response.json()["@context"] == "https://schema.org/"


def test_withdrawn_resource_leaves_a_notice(page, lesson):
    withdraw_resources([lesson.pk], by=SYSTEM, reason="Its publisher asked for it.")
    root = page(address(lesson), status=410)
    assert "The reason: Its publisher asked for it." in texts(root.xpath("//main/div/p"))
    assert root.xpath("//a[contains(@href, 'lessons.example.org')]") == []


def test_withdrawn_resource_has_no_other_clothes(client, lesson):
    withdraw_resources([lesson.pk], by=SYSTEM, reason="Its publisher asked for it.")
    response = client.get(address(lesson), headers={"accept": "application/ld+json"})
    assert response.status_code == 410
    assert "Fractions on a number line" not in response.headers.get("Link", "")


def test_candidate_is_nobodys_business(page, describe):
    page(address(describe({})[0]), status=404)


def test_merged_resource_leads_to_the_one_that_stands(client, publish):
    kept, absorbed = publish({}, {"titles": {"en": "The same again"}})
    merge_resources(kept, absorbed, by=OPERATOR)
    response = client.get(address(absorbed, "ar"))
    assert (response.status_code, response["Location"]) == (301, address(kept, "ar"))


def test_similar_resources_are_others_on_the_subject(page, publish):
    lesson, _other, _physics = publish(
        {}, {"titles": {"en": "More fractions"}}, {"subjects": ["physics"]}
    )
    links = page(address(lesson)).xpath("//h2[.='Similar resources']/following-sibling::ul[1]/li")
    assert texts(links) == ["More fractions"]


def test_only_a_curator_is_offered_to_correct(client_of, curator, member, lesson):
    corrected = f"/desk/resources/{lesson.public_id}/".encode()
    assert corrected in client_of(curator).get(address(lesson)).content
    assert corrected not in client_of(member).get(address(lesson)).content


def test_number_of_queries_does_not_grow_with_what_is_similar(
    client, publish, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(30) as asked:
            client.get(address(lesson))
        return len(asked)

    lesson, _second = publish({}, {})
    client.get(address(lesson))
    with_one = count()
    publish({}, {})
    assert count() == with_one


NEEDS = {
    "internet": "offline",
    "device": "no-device",
    "laboratory": "simple-equipment",
    "consumables": "low-cost",
    "safety": "care",
    "groups": ["pairs", "small-groups"],
}


def needs(root):
    """Name → value, as the section on the classroom has them."""
    part = "//h2[.='In the classroom']/following-sibling::dl[1]"
    return dict(zip(texts(root.xpath(f"{part}/dt")), texts(root.xpath(f"{part}/dd")), strict=True))


def test_page_says_what_a_classroom_needs_and_who_says_so(page, publish):
    load_shipped_schemes(by=OPERATOR)
    [resource] = publish(NEEDS)
    edit_resource(resource, changes={"safety": "no-hazard", "minutes": 30}, by=OPERATOR)
    assert needs(page(address(resource))) == {
        "Duration": "30 minutes according to a curator",
        "Internet": "Works without internet according to lessons",
        "Device": "Needs no device according to lessons",
        "Laboratory": "Simple equipment is enough according to lessons",
        "Cost of materials": "Cheap materials according to lessons",
        "Safety": "No particular hazard according to a curator",
        "Group size": "In pairs · In small groups according to lessons",
    }


def test_a_contributor_is_told_from_a_source(page, publish):
    Source.objects.create(name="lessons", kind="submission", title="Submissions")
    forget_source_titles()
    root = page(address(publish(NEEDS)[0]))
    assert needs(root)["Internet"] == "Works without internet according to a contributor"
    forget_source_titles()


def test_a_guess_says_how_sure_the_machine_is(page, publish):
    [resource] = publish({"groups": ["pairs"]})
    origin = from_machine("rule", {"pairs": 0.8})
    Resource.objects.filter(pk=resource.pk).update(provenance={"groups": origin})
    root = page(address(resource))
    assert needs(root)["Group size"] == "In pairs (guessed by a machine, 80 % sure)"


def test_nothing_is_said_of_the_classroom_where_nothing_is_known(page, publish):
    assert needs(page(address(publish({"minutes": None})[0]))) == {}
