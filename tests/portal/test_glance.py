"""The first screen of a resource: four questions answered in a line each, before anything else."""

import pytest

from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    merge_resources,
    publish_collection,
)
from armillary.core.texts import TranslatedText
from armillary.evaluation.operations import check_resources
from armillary.people.actors import OPERATOR, SYSTEM

from .conftest import texts


def glance(root):
    """Question → answer."""
    rows = root.xpath("//ul[@class='glance']/li")
    return {texts(row.xpath("a"))[0]: texts(row.xpath("span"))[0] for row in rows}


def test_four_questions_are_answered_above_the_description(page, lesson):
    root = page(f"/resources/{lesson.public_id}/")
    assert glance(root) == {
        "What is it?": "Lesson plan · English · 45 minutes",
        "For whom?": "Primary education · Teachers",
        "May I use it?": "CC BY 4.0. Copy it and change it.",
        "Is it good?": "Not checked yet · not reviewed yet · no study known",
    }
    order = root.xpath("//ul[@class='glance'] | //p[@class='text'] | //dl[@class='facts']")
    assert [element.get("class") for element in order][:3] == ["glance", "text", "facts"]


def test_every_answer_leads_to_the_whole_of_it(page, lesson):
    root = page(f"/resources/{lesson.public_id}/")
    targets = [link.removeprefix("#") for link in root.xpath("//ul[@class='glance']//a/@href")]
    assert targets == ["what", "what", "use", "checks-title"]
    assert set(targets) <= set(root.xpath("//@id"))


def test_checks_reviews_and_studies_are_three_signals_and_never_one(page, lesson):
    check_resources([lesson.pk], by=SYSTEM)
    root = page(f"/resources/{lesson.public_id}/")
    said = glance(root)["Is it good?"]
    assert said.endswith("checks passed · not reviewed yet · no study known")
    assert texts(root.xpath("//section/h2"))[:3] == [
        "Automatic checks",
        "Reviews by peers",
        "Studies",
    ]


def test_nobody_takes_a_missing_study_for_a_bad_one(page, lesson):
    root = page(f"/resources/{lesson.public_id}/")
    assert texts(root.xpath("//section[@aria-labelledby='studies-title']/p")) == [
        "No study of its effect is known here. That says nothing about whether it works."
    ]


CC = "https://creativecommons.org/licenses/"


@pytest.mark.parametrize(
    ("licence", "says"),
    [
        (None, "No licence stated. Ask its authors before you copy it."),
        ("https://lessons.example.org/terms", "Own terms. Read them before you copy it."),
        (f"{CC}by-nc/4.0/", "CC BY-NC 4.0. Copy it and change it, but do not sell it."),
        (f"{CC}by-nd/4.0/", "CC BY-ND 4.0. Copy it as it is."),
        (f"{CC}by-nc-nd/4.0/", "CC BY-NC-ND 4.0. Copy it as it is, and do not sell it."),
    ],
)
def test_use_is_said_in_one_line(page, publish, licence, says):
    [resource] = publish({"licence": licence})
    assert glance(page(f"/resources/{resource.public_id}/"))["May I use it?"] == says


def test_question_that_nobody_has_answered_is_left_out(page, publish):
    bare = dict.fromkeys(("types", "languages", "minutes", "levels", "audiences"))
    [resource] = publish(bare)
    assert list(glance(page(f"/resources/{resource.public_id}/"))) == [
        "May I use it?",
        "Is it good?",
    ]


def collected(resource, slug, title):
    made = create_collection(slug, title=TranslatedText.of(en=title), by=OPERATOR)
    add_to_collection(made, resource, by=OPERATOR)
    return made


def test_collections_that_hold_it_are_named_once_published(page, publish):
    kept, absorbed = publish({}, {"titles": {"en": "The same again"}})
    publish_collection(collected(kept, "numbers", "Numbers"), by=OPERATOR)
    publish_collection(collected(absorbed, "lines", "Lines"), by=OPERATOR)
    collected(kept, "draft", "Not yet for readers")
    merge_resources(kept, absorbed, by=OPERATOR)
    root = page(f"/resources/{kept.public_id}/")
    named = root.xpath("//h2[.='In collections']/following-sibling::ul[1]/li/a")
    assert [(text, link.get("href")) for text, link in zip(texts(named), named, strict=True)] == [
        ("Lines", "/collections/lines/"),
        ("Numbers", "/collections/numbers/"),
    ]
