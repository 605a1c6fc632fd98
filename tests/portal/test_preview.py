"""The thing itself beside its description: of what kinds, from where, and what it may do."""

import pytest
from django.test import Client

from armillary.evaluation.links.gathering import tend_links
from armillary.evaluation.models import Link
from armillary.people.actors import SYSTEM
from armillary.portal.preview import Showing, preview_of

from .conftest import texts

SIMULATION = {"types": ["simulation"], "addresses": ["https://sims.example.org/forces"]}


def file(address, media_type=""):
    return {
        "addresses": ["https://a.example/x"],
        "files": [{"address": address, "media_type": media_type}],
    }


@pytest.mark.parametrize(
    ("facts", "showing", "address"),
    [
        (file("https://a.example/pic", "image/png"), Showing.IMAGE, "https://a.example/pic"),
        (file("https://a.example/pic.JPG"), Showing.IMAGE, "https://a.example/pic.JPG"),
        (file("https://a.example/s.mp3", "audio/mpeg"), Showing.SOUND, "https://a.example/s.mp3"),
        (
            file("https://a.example/f", "video/mp4; codecs=avc1"),
            Showing.FILM,
            "https://a.example/f",
        ),
        (
            {"addresses": ["https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3"]},
            Showing.PLAYER,
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        (
            {"addresses": ["https://youtu.be/dQw4w9WgXcQ"]},
            Showing.PLAYER,
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        (
            {"addresses": ["https://vimeo.com/76979871"]},
            Showing.PLAYER,
            "https://player.vimeo.com/video/76979871?dnt=1",
        ),
        (
            {
                "addresses": [
                    "https://u@t.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d"
                ]
            },
            Showing.FRAME,
            "https://t.example/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d",
        ),
        (SIMULATION, Showing.FRAME, "https://sims.example.org/forces"),
    ],
)
def test_kinds_that_can_be_shown(describe, facts, showing, address):
    [resource] = describe(facts)
    found = preview_of(resource)
    assert (found.showing, found.address) == (showing, address)


@pytest.mark.parametrize(
    "facts",
    [
        {},  # a lesson plan on a page
        {"addresses": ["http://a.example/pic.png"]},  # not secure
        {"addresses": ["http://127.0.0.1:8000/sim"], "types": ["simulation"]},
        {"addresses": ["javascript:alert(1)"], "types": ["simulation"]},
        {"addresses": ["https://[broken"], "types": ["simulation"]},
        {"addresses": ["https://www.youtube.com/watch?v=short"]},
        {"addresses": ["https://a.example/sheet.pdf"]},  # nobody has seen that it is one
        file("https://a.example/sheet.pdf", "application/pdf"),
        file("https://a.example/book.pdf", "application/zip"),
    ],
)
def test_what_cannot_be_shown_is_not_offered(describe, facts):
    [resource] = describe(facts)
    assert preview_of(resource) is None


def test_our_own_pages_are_never_framed(describe, settings):
    settings.BASE_URL = "https://sims.example.org"
    [resource] = describe(SIMULATION)
    assert preview_of(resource) is None


def test_a_page_that_keeps_frames_out_is_not_framed(publish):
    [resource] = publish(SIMULATION)
    tend_links([resource.pk], by=SYSTEM)
    Link.objects.update(media_type="text/html", may_be_framed=False)
    assert preview_of(resource) is None
    Link.objects.update(may_be_framed=True)
    assert preview_of(resource).showing is Showing.FRAME


def test_a_document_is_shown_once_somebody_has_seen_that_it_is_one(publish):
    [resource] = publish({"addresses": ["https://a.example/sheet"]})
    tend_links([resource.pk], by=SYSTEM)
    Link.objects.update(media_type="application/pdf")
    found = preview_of(resource)
    assert (found.showing, found.address) == (Showing.DOCUMENT, "https://a.example/sheet")


def test_what_an_address_answered_outweighs_how_it_ends(publish):
    [resource] = publish({"addresses": ["https://a.example/show.png"]})
    tend_links([resource.pk], by=SYSTEM)
    Link.objects.update(media_type="text/html")
    assert preview_of(resource) is None


def test_the_frame_is_shut_in_and_only_its_page_may_have_one(page, publish, client: Client):
    [resource] = publish(SIMULATION)
    address = f"/resources/{resource.public_id}/"
    root = page(address)
    assert root.xpath("//iframe") == []
    [link] = root.xpath("//a[contains(@href, '/preview/')]/@href")
    [frame] = page(link).xpath("//iframe")
    assert (frame.get("src"), frame.get("sandbox"), frame.get("referrerpolicy")) == (
        "https://sims.example.org/forces",
        "allow-scripts allow-forms allow-pointer-lock",
        "no-referrer",
    )
    assert client.get(link)["Content-Security-Policy"].endswith("; frame-src https:")
    assert "frame-src" not in client.get(address)["Content-Security-Policy"]


def test_a_picture_may_come_from_elsewhere_on_its_page_only(publish, client: Client):
    [resource] = publish(file("https://a.example/pic", "image/png"))
    policy = client.get(f"/resources/{resource.public_id}/preview/")["Content-Security-Policy"]
    assert "img-src 'self' data: https:;" in policy
    assert "frame-src" not in policy


def test_what_has_nothing_to_show_says_so_and_leads_on(page, lesson):
    root = page(f"/resources/{lesson.public_id}/preview/")
    assert "This cannot be shown here." in texts(root.xpath("//main//p"))
    assert root.xpath("//main//a[@class='button']/@href") == [
        "https://lessons.example.org/fractions"
    ]
    assert page(f"/resources/{lesson.public_id}/").xpath("//a[contains(@href, '/preview/')]") == []


def test_nobody_previews_a_candidate(describe, page):
    [resource] = describe(SIMULATION)
    page(f"/resources/{resource.public_id}/preview/", 404)
