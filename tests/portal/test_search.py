"""The search page: words, filters, chips, order, paging, and what cannot be read."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.catalogue.alignments.operations import align
from armillary.people.actors import OPERATOR
from armillary.search.documents import FACETS
from armillary.search.operations import drain_outbox
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.operations import import_scheme

from .conftest import texts


def titles(root):
    return texts(root.xpath("//ol[@class='hits']/li/h3"))


def options(root, facet):
    """Label and count → address, of one facet."""
    links = root.xpath(f"//details[@class='filters']//details[summary='{facet}']//a")
    return dict(zip(texts(links), [link.get("href") for link in links], strict=True))


def chips(root):
    links = root.xpath("//main/div/ul[@class='chips']/li/a")
    return dict(zip(texts(links), [link.get("href") for link in links], strict=True))


def test_words_find_and_are_marked(page, publish):
    forces = {
        "titles": {"en": "Forces"},
        "descriptions": {"en": "Push."},
        "subjects": ["mechanics"],
    }
    publish({}, forces)
    root = page("/resources/?q=fractions")
    assert titles(root) == ["Fractions on a number line"]
    assert texts(root.xpath("//mark")) == ["Fractions"]
    assert root.xpath("//input[@name='q']/@value") == ["fractions"]
    assert texts(root.xpath("//section/h2")) == ["1 resource"]


def test_reading_is_shown_and_each_condition_can_be_left_out(page, publish):
    publish({})
    root = page('/resources/?q=fractions "number line" -worksheet subject:Fracciones author:noor')
    assert chips(root) == {
        "Leave out: fractions ×": "/resources/?q=%22number+line%22+-worksheet"
        "+subject%3Afractions+author%3Anoor",
        "Leave out: Exactly: number line ×": "/resources/?q=fractions+-worksheet"
        "+subject%3Afractions+author%3Anoor",
        "Leave out: Without: worksheet ×": "/resources/?q=fractions+%22number+line%22"
        "+subject%3Afractions+author%3Anoor",
        "Leave out: Subject: Fractions ×": "/resources/?q=fractions"
        "+%22number+line%22+-worksheet+author%3Anoor",
        "Leave out: By: noor ×": "/resources/?q=fractions+%22number+line%22+-worksheet"
        "+subject%3Afractions",
    }


def test_one_plain_word_needs_no_reading_and_a_wrong_one_does(page, publish):
    publish({})
    assert chips(page("/resources/?q=fractions")) == {}
    [chip] = chips(page("/resources/?q=fractoins"))
    assert chip == "Leave out: fractoins, read as fractions ×"


def test_nothing_found_offers_what_to_leave_out(page, publish):
    publish({})
    root = page("/resources/?q=fractions -line&level=primary")
    [way] = root.xpath("//section[@id='results']//li[a[starts-with(., 'Leave out')]]")
    assert texts([way]) == ["Leave out “Without: line” 1 resource"]
    assert titles(page(way.xpath("a/@href")[0])) == ["Fractions on a number line"]


def test_nothing_found_offers_each_condition_alone_where_one_less_is_not_enough(page, publish):
    publish({})
    root = page("/resources/?q=fractions author:nobody&level=master")
    [way] = root.xpath("//section[@id='results']//li[a[starts-with(., 'Look for')]]")
    assert texts([way]) == ["Look for “fractions” alone 1 resource"]
    assert way.xpath("a/@href") == ["/resources/?q=fractions"]


CAKE = {"titles": {"en": "Cutting a cake"}, "keywords": None, "descriptions": None}
WORDLESS = {"titles": {"en": "Symbols"}, "subjects": [], "keywords": None, "descriptions": None}


def test_a_topic_is_found_by_its_name_in_the_readers_language(page, publish):
    publish({"titles": {"ar": "الكسور"}, "subjects": []}, CAKE, WORDLESS)
    html = page("/ar/resources/?q=الكسور")
    assert titles(html) == ["الكسور", "Cutting a cake"]
    [_own, cake] = html.xpath("//ol[@class='hits']/li")
    assert texts(cake.xpath("p[@class='hint']"))[-1].endswith("الكسور")
    [switch] = html.xpath("//main//a[contains(@href, 'across=no')]/@href")
    html = page(switch)
    assert titles(html) == ["الكسور"]
    assert html.xpath("//input[@name='across']/@value") == ["no"]
    assert all("across=no" in address for address in options(html, "المستوى").values())
    assert html.xpath("//section//p/a[not(contains(@href, 'across'))]")


def test_a_name_in_another_language_is_marked(page, publish):
    publish({"titles": {"es": "Juegos con fracciones"}, "subjects": []})
    html = page("/resources/?q=fractions")
    assert texts(html.xpath("//ol[@class='hits']//h3//mark")) == ["fracciones"]


def test_nothing_is_said_of_topics_where_they_find_nothing_more(page, publish):
    publish({"titles": {"en": "Fractions"}})
    assert not page("/resources/?q=fractions").xpath("//main//a[contains(@href, 'across')]")
    assert not page("/resources/?across=no").xpath("//section//p/a[contains(@href, 'q=')]")


def test_few_with_all_words_are_said_to_be_few_and_come_first(page, publish):
    plain = {"descriptions": None, "keywords": None, "subjects": []}
    names = ["Copper zinc lamp", "Copper zinc", "Zinc lamp", "Copper lamp"]
    publish(*({**plain, "titles": {"en": name}} for name in names))
    html = page("/resources/?q=copper+zinc+lamp")
    assert titles(html)[0] == names[0]
    said = texts(html.xpath("//section[@id='results']/p"))
    assert "Only 1 resource has all your words. Others that have some of them follow." in said
    said = texts(page("/resources/?q=copper+zinc+umbrella").xpath("//section[@id='results']/p"))
    assert "No resource has all your words as you wrote them. These come near." in said


def test_option_adds_its_filter_and_keeps_the_rest(page, publish):
    publish({}, {"levels": ["master"]}, {"levels": ["master"], "languages": ["fr"]})
    root = page("/resources/?q=fractions&sort=newest")
    assert options(root, "Level") == {
        "Primary education 1": "/resources/?q=fractions&sort=newest&level=primary",
        "Master's or equivalent 2": "/resources/?q=fractions&sort=newest&level=master",
    }
    narrowed = page(options(root, "Level")["Master's or equivalent 2"])
    assert texts(narrowed.xpath("//section/h2")) == ["2 resources"]
    french = "/resources/?q=fractions&sort=newest&level=master&language=fr"
    assert options(narrowed, "Language")["French 1"] == french


def test_chosen_option_is_marked_and_takes_its_filter_off(page, lesson):
    root = page("/resources/?level=primary&language=en")
    [chosen] = root.xpath("//details[summary='Level']//a[@aria-current='true']")
    assert texts([chosen]) == ["Primary education 1"]
    assert chosen.get("href") == "/resources/?language=en"


def test_chip_takes_its_filter_off_and_the_last_one_all_of_them(page, lesson):
    root = page("/resources/?q=fractions&level=primary&language=en")
    assert chips(root) == {
        "Remove this filter: Level: Primary education ×": "/resources/?q=fractions&language=en",
        "Remove this filter: Language: English ×": "/resources/?q=fractions&level=primary",
        "Remove all filters": "/resources/?q=fractions",
    }
    assert chips(page("/resources/?q=fractions")) == {}


def test_new_words_keep_filters_and_order(page, lesson):
    root = page("/resources/?q=a&level=primary&level=master&sort=newest")
    hidden = root.xpath("//form[@role='search']/input[@type='hidden']")
    assert [(field.get("name"), field.get("value")) for field in hidden] == [
        ("level", "primary"),
        ("level", "master"),
        ("sort", "newest"),
    ]


STANDARDS = b"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://standards.example/> .
:all a skos:ConceptScheme ; skos:prefLabel "National standards"@en .
:one a skos:Concept ; skos:inScheme :all ; skos:notation "N.1" ; skos:prefLabel "Fractions"@en .
"""
NEEDS = {
    "internet": "offline",
    "device": "no-device",
    "laboratory": "simple-equipment",
    "consumables": "no-cost",
    "safety": "no-hazard",
    "groups": ["pairs"],
    "minutes": 40,
}


def wishes(root):
    """What is offered for the classroom: label and count → address."""
    links = root.xpath("//section[@class='wishes']//a")
    return dict(zip(texts(links), [link.get("href") for link in links], strict=True))


def test_what_a_classroom_needs_is_offered_above_the_results(page, publish):
    publish(NEEDS, {"internet": "offline"}, {"consumables": "low-cost"})
    root = page("/resources/")
    assert list(wishes(root)) == [
        "Works without internet 2",
        "A phone is enough 1",
        "Needs no device 1",
        "Needs no laboratory 1",
        "Fits into 40 minutes 1",
        "Nothing to buy 1",
        "Cheap materials at most 2",
        "No particular hazard 1",
        "Group size: In pairs 1",
    ]
    assert len(root.xpath("//section[@class='wishes']/ul/li")) == 5
    assert texts(root.xpath("//section[@class='wishes']//summary")) == ["More for the classroom"]


def test_all_that_is_chosen_for_the_classroom_must_hold(page, publish):
    publish(NEEDS, {"internet": "offline"}, {"device": "phone"})
    root = page(wishes(page("/resources/"))["Works without internet 2"])
    assert len(titles(root)) == 2
    assert wishes(root)["A phone is enough 1"] == "/resources/?classroom=offline&classroom=phone"
    both = page("/resources/?classroom=offline&classroom=no-hazard")
    assert len(titles(both)) == 1
    chosen = both.xpath("//section[@class='wishes']/ul//a[@aria-current='true']/bdi")
    assert texts(chosen) == ["Works without internet", "No particular hazard"]
    assert list(chips(both))[:2] == [
        "Remove this filter: In the classroom: Works without internet ×",
        "Remove this filter: In the classroom: No particular hazard ×",
    ]


@pytest.mark.parametrize(
    "query", ["classroom:offline", 'classroom:"Funciona sin internet"', "classroom:无需联网"]
)
def test_a_need_is_named_in_the_query_and_read_in_the_readers_language(page, publish, query):
    publish(NEEDS, {"internet": "online"})
    root = page(f"/ru/resources/?q={query}")
    assert len(titles(root)) == 1
    [chip] = root.xpath("//main/div/ul[@class='chips']/li/a/bdi")
    assert texts([chip]) == ["Работает без интернета"]


def test_no_classroom_is_spoken_of_where_nothing_is_known(page, publish):
    publish({"minutes": None})
    assert page("/resources/").xpath("//section[@class='wishes']") == []


def test_longer_bands_hold_shorter_ones_and_those_that_add_nothing_are_left_out(page, publish):
    publish({"minutes": 15}, {"minutes": 80}, {"minutes": 200})
    assert options(page("/resources/"), "Duration") == {
        "Up to 20 minutes 1": "/resources/?duration=20",
        "Up to 90 minutes 2": "/resources/?duration=90",
        "Longer than 90 minutes 1": "/resources/?duration=longer",
    }
    root = page("/resources/?duration=40")
    assert len(titles(root)) == 1
    assert "Up to 40 minutes 1" in options(root, "Duration")


def test_dates_are_offered_from_the_newest_on(page, publish):
    publish({"published": "2026-01"}, {"published": "2021"}, {"published": "1987"})
    assert list(options(page("/resources/"), "Published")) == [
        "2025 or later 1",
        "2020 or later 2",
        "Before 2000 1",
    ]


def test_whether_it_may_be_adapted_is_asked_as_a_teacher_asks(page, publish):
    licences = ("by/4.0", "by-nd/4.0", "by-sa/4.0")
    addresses = [f"https://creativecommons.org/licenses/{each}/" for each in licences]
    publish(*({"licence": each} for each in (*addresses, None)))
    assert list(options(page("/resources/"), "May I adapt it?")) == [
        "Yes, and pass on what I make of it 2",
        "No, but pass it on as it is 1",
        "Nobody says clearly 1",
    ]


def test_features_of_accessibility_are_named_and_must_hold_together(page, publish):
    publish({"accessibility": ["closedCaptions", "transcript"]}, {"accessibility": ["captions"]})
    root = page("/resources/?accessibility=captions")
    assert list(options(root, "Accessibility")) == ["Captions 2", "Transcript 1"]
    assert len(titles(page("/resources/?accessibility=captions&accessibility=transcript"))) == 1


def test_a_framework_of_standards_is_called_by_its_title(page, publish):
    [resource, _other] = publish({}, {})
    framework = Purpose.FRAMEWORK
    import_scheme(STANDARDS, key="national", file_name="a.ttl", purpose=framework, by=OPERATOR)
    align(resource, "N.1", by=OPERATOR)
    drain_outbox()
    assert options(page("/resources/"), "Learning standards") == {
        "National standards 1": "/resources/?standard=national"
    }


def test_subjects_open_one_step_at_a_time(page, lesson):
    assert options(page("/resources/"), "Subject") == {
        "Mathematics 1": "/resources/?subject=mathematics"
    }
    below = options(page("/resources/?subject=mathematics"), "Subject")
    assert below["Mathematics 1"] == "/resources/"
    assert len(below) == 2


def test_facet_names_follow_the_reader(page, lesson):
    root = page("/ar/resources/")
    level = root.xpath("//details[@class='filters']//a[contains(@href, 'level=primary')]/bdi")
    assert texts(level) == ["التعليم الابتدائي"]
    assert titles(root) == ["الكسور على خط الأعداد"]


def test_title_in_another_language_carries_its_language_and_direction(page, publish):
    publish({"titles": {"ar": "الكسور"}, "descriptions": {"fr": "Les fractions."}})
    root = page("/resources/")
    [title] = root.xpath("//li/h3//span")
    [snippet] = root.xpath("//li/p[@class='text']")
    assert (title.get("lang"), title.get("dir")) == ("ar", "rtl")
    assert (snippet.get("lang"), snippet.get("dir")) == ("fr", "ltr")


def test_terms_are_named_short_and_their_absence_too(page, publish):
    publish({"licence": None}, {})
    facts = [texts(line.xpath("li"))[-1] for line in page("/resources/").xpath("//ol/li/ul")]
    assert sorted(facts) == ["CC BY 4.0", "No licence stated"]


@pytest.mark.parametrize("query", ["", "?sort=newest", "?q=lesson"])
def test_pages_lead_on_and_back_through_everything_once(page, publish, query):
    publish(*({"titles": {"en": f"Lesson {number}"}} for number in range(25)))
    root = page(f"/resources/{query}")
    first, seen, sizes = titles(root), titles(root), [len(titles(root))]
    while following := root.xpath("//a[@rel='next']/@href"):
        root = page(following[0])
        seen += titles(root)
        sizes.append(len(titles(root)))
    assert sizes == [10, 10, 5]
    assert sorted(seen) == sorted(f"Lesson {number}" for number in range(25))
    for _step in range(2):
        root = page(root.xpath("//a[@rel='prev']/@href")[0])
    assert titles(root) == first
    assert root.xpath("//a[@rel='prev']") == []


def test_single_page_has_no_page_links(page, lesson):
    assert page("/resources/").xpath("//nav[@class='pages']") == []


def test_filtered_and_later_pages_are_not_for_search_engines(page, publish):
    publish(*({"titles": {"en": f"Lesson {number}"}} for number in range(11)))
    robots = "//meta[@name='robots']/@content"
    later = page("/resources/").xpath("//a[@rel='next']/@href")[0]
    assert page("/resources/").xpath(robots) == []
    assert page("/resources/?level=primary").xpath(robots) == ["noindex,follow"]
    assert page(later).xpath(robots) == ["noindex,follow"]


def test_nothing_found_gives_ways_on(page, lesson):
    root = page("/resources/?q=zzzzqx&level=master")
    ways = root.xpath("//section//ul/li")
    assert texts(ways) == [
        "Remove all filters",
        "Use fewer or more general words.",
        "Look through everything by subject and level",
        "See what others have put together",
        "Suggest a resource that is missing here",
    ]
    assert root.xpath("//section//ul/li/a/@href") == [
        "/resources/?q=zzzzqx",
        "/resources/",
        "/collections/",
        "/submit/",
    ]


def test_misspelt_word_is_suggested_with_the_filters_kept(page, publish):
    publish({}, {"titles": {"en": "Fractions again"}})
    root = page("/resources/?q=fracttions&level=primary")
    [link] = root.xpath("//section/p/a")
    assert link.get("href") == "/resources/?q=fractions&level=primary"
    assert len(titles(root)) == 2


def test_number_of_queries_does_not_grow_with_the_hits(
    client, publish, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(20) as asked:
            assert client.get("/resources/?q=lesson").status_code == 200
        return len(asked)

    publish({"titles": {"en": "Lesson 1"}})
    client.get("/resources/?q=lesson")  # vocabularies are kept from here on
    with_one = count()
    publish({"titles": {"en": "Lesson 2"}}, {"titles": {"en": "Lesson 3"}})
    assert count() == with_one == 2  # one of them asks for the links on every page


@pytest.mark.parametrize(
    "query",
    [
        "after=nonsense",
        "after=%00",
        "q=lesson&after=" + "x" * 5000,
        "level=" + "a" * 300,
        "&".join(f"level=v{n}" for n in range(60)),
    ],
)
def test_what_cannot_be_read_is_a_400_page_that_says_why(page, lesson, query):
    root = page(f"/resources/?{query}", status=400)
    assert root.xpath("//main//a[@class='button']")


def test_unknown_parameters_and_values_are_harmless(page, lesson):
    assert len(titles(page("/resources/?utm_source=x&sort=sideways&level="))) == 1
    root = page("/resources/?level=kindergarden")
    assert chips(root) == {"Remove this filter: Level: kindergarden ×": "/resources/"}


def test_query_is_shown_and_not_obeyed(page, lesson):
    hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    root = page(f"/resources/?q={hostile}&level={hostile}")
    assert root.xpath("//script[not(@src)]") == []
    assert root.xpath("//input[@name='q']/@value") == ['"><script>alert(1)</script>']


NAMES = st.sampled_from([*FACETS, "q", "sort", "after", "page", "x"])
TEXTS = st.text(max_size=40) | st.sampled_from(
    ["primary", "en", "newest", '"', "title:", "-", "*", "a AND", "\x00", "١٢", "'; --", "%"]
)


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parameters=st.lists(st.tuples(NAMES, TEXTS), max_size=5))
def test_no_query_string_breaks_the_page(lesson, parameters):
    encodable = [(name, value.encode(errors="replace").decode()) for name, value in parameters]
    asked = {}
    for name, value in encodable:
        asked.setdefault(name, []).append(value)
    assert Client().get("/resources/", asked).status_code in {200, 400}


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
def test_no_raw_query_string_breaks_the_page(lesson, raw):
    response = Client().get("/resources/", QUERY_STRING=raw)
    assert response.status_code in {200, 400}


def test_addresses_on_the_page_read_back_as_what_they_mean(page, publish):
    publish({"subjects": ["physics"]})
    for address in options(page("/resources/?q=a%26b+c%2B%2B"), "Subject").values():
        assert parse_qs(urlsplit(address).query)["q"] == ["a&b c++"]


def test_page_has_no_inline_script_and_no_inline_style(page, lesson):
    html = page("/resources/")
    assert html.xpath("//script[not(@src)]|//style|//@style|//@onclick") == []
    addresses = html.xpath("//script[not(@data-list)]/@src")
    names = [re.fullmatch(r"/static/core/(\w+)[.\w]*\.js", address)[1] for address in addresses]
    assert names == ["offline", "share", "suggest"]
    assert not [
        link for link in html.xpath("//@href") if re.match("javascript:", link, re.IGNORECASE)
    ]


def test_programs_ask_for_the_same_and_learn_who_says_so(client, publish):
    resources = publish(NEEDS, {"internet": "offline", "minutes": 200})
    asked = "/api/v1/resources?classroom=offline&classroom=no-hazard&duration=90&reuse=adapt"
    found = client.get(asked).json()
    assert [item["id"] for item in found["items"]] == [resources[0].public_id]
    assert {name: found["items"][0]["description"][name] for name in NEEDS} == NEEDS
    assert {"value": "phone", "count": 1} in found["facets"]["classroom"]
    one = client.get(f"/api/v1/resources/{resources[0].public_id}").json()
    assert {name: one["provenance"][name]["ref"] for name in NEEDS} == dict.fromkeys(
        NEEDS, "lessons:1"
    )


def test_each_result_says_why_it_is_there_on_request(page, publish):
    [resource, _other] = publish({}, {"titles": {"en": "Fractions & games"}})
    root = page("/resources/?q=fractions")
    [link] = root.xpath(f"//a[@class='why'][contains(@href, 'why={resource.public_id}')]")
    assert texts([link]) == ["Why is this here?"]
    assert link.get("href") == f"/resources/?q=fractions&why={resource.public_id}#why"
    opened = page(link.get("href").partition("#")[0])
    assert texts(opened.xpath("//section[@id='why']/ul/li"))[:2] == [
        "It has all your words itself, so it stands before what has only some of them or was found by "
        "topic.",
        "“fractions”: in the title",
    ]
    assert len(opened.xpath("//a[@class='why']")) == 1
    assert opened.xpath("//section[@id='why']//a/@href") == ["/about/ranking/"]


def test_why_of_what_is_not_there_changes_nothing(page, publish):
    publish({})
    root = page("/resources/?q=fractions&why=%22%3E%3Cscript%3E")
    assert root.xpath("//section[@id='why']") == []
    assert len(root.xpath("//a[@class='why']")) == 1
