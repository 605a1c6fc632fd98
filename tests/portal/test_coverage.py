"""What is here, as a page: every number leads to what it counts; a search shown on a map."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.search.documents import FACETS

from .conftest import texts

LESSONS = (
    {"titles": {"en": "Light"}, "subjects": ["optics"], "levels": ["primary"], "countries": ["KE"]},
    {
        "titles": {"en": "Sums"},
        "subjects": ["algebra"],
        "levels": ["primary", "adult"],
        "countries": ["KE", "MT"],
        "languages": ["fr"],
    },
    {"titles": {"en": "Shade"}, "subjects": ["optics"], "levels": None},
)


@pytest.fixture
def shelf(publish):
    return publish(*LESSONS)


def rows(root):
    """Subject → what its cells say, in the order of the levels."""
    return {
        texts([row.find("th")])[0]: texts(row.findall("td"))
        for row in root.xpath("//table[@class='heat']/tbody/tr")
    }


def countries(root):
    return [texts(row) for row in root.xpath("//details[@id='countries']//tbody/tr")]


def found(page, address):
    """How many results an address has."""
    [heading] = texts(page(address).xpath("//h2[@id='results-title']"))
    return int(re.match(r"\d+", heading).group())


def test_subjects_stand_by_levels_and_gaps_are_empty(page, shelf):
    root = page("/about/coverage/")
    assert rows(root)["Physics 2"] == ["none", "1", *["none"] * 8]
    assert rows(root)["Mathematics 1"] == ["none", "1", *["none"] * 7, "1"]
    assert rows(root)["Chemistry 0"] == ["none"] * 10
    assert texts(root.xpath("//table[@class='heat']/tbody/tr/th[a]")) == [
        "Mathematics 1",
        "Physics 2",
    ]
    assert len(root.xpath("//table[@class='heat']/thead//th")) == 11


def test_every_number_leads_to_what_it_counts(page, shelf):
    root = page("/about/coverage/")
    links = root.xpath("//table[@class='heat']//td/a")
    numbers = [int(number) for number in texts(links)]
    assert numbers == [1, 1, 1]
    assert [found(page, link.get("href")) for link in links] == numbers
    places = root.xpath("//*[local-name()='svg'][@class='map']/*[local-name()='a']")
    assert [found(page, place.get("href")) for place in places] == [2, 1]
    assert [found(page, row.xpath(".//a/@href")[0]) for row in root.xpath("//tbody/tr[th/a]")][
        -2:
    ] == [2, 1]


def test_numbers_of_subjects_lead_to_all_levels_whatever_level_is_chosen(page, shelf):
    root = page("/about/coverage/?level=primary")
    ways = root.xpath("//table[@class='heat']/tbody/tr/th/a")
    counts = [
        int(re.search(r"\d+$", text).group()) for text in texts([a.getparent() for a in ways])
    ]
    assert [found(page, way.get("href")) for way in ways] == counts == [1, 2]


def test_the_map_has_its_numbers_beside_it_and_says_what_is_not_on_it(page, shelf):
    root = page("/about/coverage/")
    assert countries(root) == [["Kenya", "2"], ["Malta", "1"]]
    assert texts(root.xpath("//figure//*[local-name()='a']/*[local-name()='title']")) == [
        "Kenya: 2", "Malta: 1",
    ]  # fmt: skip
    assert "Of 1 resource nobody says where it comes from" in root.text_content()
    assert "say nothing of the legal status" in root.text_content()


def test_where_no_country_is_known_there_is_no_map_but_a_word(page, publish):
    publish({})
    root = page("/about/coverage/")
    assert root.xpath("//*[local-name()='svg'][@class='map']") == []
    assert "Nobody says of any of these resources where it comes from." in root.text_content()


def test_an_empty_house_says_so(page, publish):
    publish()
    root = page("/about/coverage/")
    assert rows(root)["Physics 0"] == ["none"] * 10
    assert root.xpath("//*[local-name()='svg'][@class='growth']") == []


def test_charts_are_named_for_who_cannot_see_them(page, shelf):
    root = page("/about/coverage/")
    charts = root.xpath("//figure/*[local-name()='svg']")
    assert [chart.get("role") for chart in charts] == ["group", "img"]
    for chart in charts:
        names = chart.get("aria-labelledby").split()
        assert all(texts(root.xpath(f"//*[@id='{name}']"))[0] for name in names)
    assert texts(root.xpath("//*[@id='map-text']")) == [
        "Of 2 of 3 resources the country is known. Most are from: Kenya: 2, Malta: 1."
    ]


def test_growth_ends_with_what_is_listed(page, shelf):
    root = page("/about/coverage/")
    newest = texts(root.xpath("(//section[h2='Growth']//tbody/tr)[1]/td"))
    assert newest == ["3", "3"]


def test_filters_narrow_the_charts_and_can_be_taken_off(page, shelf):
    root = page("/about/coverage/?language=fr&subject=&reuse=")
    assert countries(root) == [["Kenya", "1"], ["Malta", "1"]]
    assert rows(root)["Physics 0"] == ["none"] * 10
    assert texts(root.xpath("//select[@name='language']/option[@selected]")) == ["French"]
    [chip] = root.xpath("//ul[@class='chips']/li/a")
    assert chip.get("href") == "/about/coverage/"


def test_a_chosen_subject_is_divided(page, shelf):
    root = page("/about/coverage/?subject=physics")
    assert rows(root)["Optics 2"] == ["none", "1", *["none"] * 8]
    assert "Mathematics 1" not in rows(root)


def test_filters_that_the_form_does_not_offer_are_kept(page, shelf):
    root = page("/about/coverage/?type=lesson-plan")
    assert root.xpath("//form//input[@type='hidden']/@value") == ["lesson-plan"]
    links = root.xpath("//table[@class='heat']//td/a/@href")
    assert all("type=lesson-plan" in link for link in links)


def test_the_numbers_can_be_taken_along(client, page, shelf):
    address = page("/fr/about/coverage/?language=fr").xpath(
        "//a[contains(@href,'countries.csv')]/@href"
    )[0]
    response = client.get(address)
    assert address == "/fr/about/coverage/countries.csv?language=fr"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="armillary-countries.csv"'
    assert response.content.decode().splitlines() == [
        "country,country_label,resources", "KE,Kenya,1", "MT,Malte,1", ",,0",
    ]  # fmt: skip


def test_a_table_that_does_not_exist_is_not_found(client, shelf):
    assert client.get("/about/coverage/planets.csv").status_code == 404


def test_the_page_takes_as_many_queries_for_one_as_for_three(
    client, publish, django_assert_max_num_queries
):
    publish({"countries": ["KE"]})
    client.get("/about/coverage/")
    with django_assert_max_num_queries(50) as few:
        client.get("/about/coverage/")
    asked = len(few)  # now: the next request empties the list
    publish(*LESSONS)
    client.get("/about/coverage/")
    with django_assert_max_num_queries(asked):
        client.get("/about/coverage/")


def test_home_topics_footer_and_a_topic_lead_there(page, shelf):
    for address in ("/", "/topics/"):
        links = page(address).xpath("//main//a/@href")
        assert "/about/coverage/" in links
    assert "/about/coverage/" in page("/collections/").xpath("//footer//a/@href")
    assert "/about/coverage/?subject=physics" in page("/topics/physics/").xpath("//main//a/@href")


def test_a_search_is_shown_on_a_map_and_keeps_its_words_and_filters(page, shelf):
    listed = page("/resources/?q=light&level=primary&sort=newest")
    [address] = listed.xpath("//a[.='Show on a map']/@href")
    assert parse_qs(urlsplit(address).query) == {
        "q": ["light"], "level": ["primary"], "sort": ["newest"], "view": ["map"],
    }  # fmt: skip
    shown = page(address)
    assert countries(shown) == [["Kenya", "1"]]
    assert shown.xpath("//ol[@class='hits']") == []
    [back] = shown.xpath("//a[.='Show as a list']/@href")
    assert back == "/resources/?q=light&sort=newest&level=primary"


def test_on_a_map_filters_stay_on_the_map_and_countries_lead_to_the_list(page, shelf):
    root = page("/resources/?view=map&language=fr")
    facets = root.xpath("//details[@class='filters']//details//a/@href")
    assert all("view=map" in address for address in facets)
    assert root.xpath("//form[@role='search']//input[@name='view']/@value") == ["map"]
    links = root.xpath("//details[@id='countries']//a/@href")
    assert links == [
        "/resources/?language=fr&country=KE", "/resources/?language=fr&country=MT",
    ]  # fmt: skip


def test_a_country_is_a_facet_with_a_name(page, shelf):
    root = page("/resources/?country=KE")
    [facet] = root.xpath("//details[@class='filters']//details[summary='Country of origin']")
    assert texts(facet.xpath(".//a")) == ["Kenya 2", "Malta 1"]
    assert found(page, "/resources/?country=KE") == 2
    assert found(page, "/resources/?q=country:Kenia") == 2


def test_the_page_of_a_resource_names_its_country_and_whose_word_it_is(page, shelf):
    root = page(f"/resources/{shelf[1].public_id}/")
    [term] = root.xpath("//dl[@class='facts']/dt[.='Country of origin']/following-sibling::dd[1]")
    assert texts([term]) == ["Kenya · Malta"]
    assert term.xpath(".//a/@href") == ["/resources/?country=KE", "/resources/?country=MT"]
    assert root.xpath("//table//th[.='Country of origin']|//tr[td='Country of origin']")


def test_json_ld_says_where_it_comes_from(client, shelf):
    document = client.get(f"/resources/{shelf[0].public_id}.jsonld").json()
    assert document["countryOfOrigin"] == [
        {"@type": "Country", "identifier": "KE", "name": "Kenya"}
    ]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_charts_are_whole_in_every_language(page, shelf, language):
    prefix = "" if language == "en" else f"/{language}"
    for address in ("/about/coverage/", "/resources/?view=map"):
        root = page(prefix + address)
        assert root.xpath("//*[local-name()='svg'][@class='map']")


def test_country_is_offered_before_the_source():
    assert FACETS.index("country") + 1 == FACETS.index("source")
