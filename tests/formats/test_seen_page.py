"""What a page that answers really is, judged on pages planted for it, honest ones among them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.seen_page import (
    Doubt,
    DoubtKind,
    Probe,
    doubt_about,
    print_of,
    probe_of,
    probing_address,
    resemblance,
    same_print,
    see,
)
from armillary.formats.seen_page.page import words_of
from armillary.formats.seen_page.sketches import sketch_of

from . import planted_pages as planted

ADDRESS = "https://lessons.example/maths/fractions"
HONEST = Probe(status=404)
SURE = 0.8


def doubt(body: bytes, *, probe: Probe | None = HONEST, asked: str = ADDRESS, final: str = ""):
    final = final or asked
    return doubt_about(see(body, address=final), asked=asked, final=final, probe=probe)


def host_that_shows(body: bytes, *, final: str = "") -> Probe:
    """A host that answers 200 with this page to whatever is missing."""
    asked = probing_address(ADDRESS, token="1")
    final = final or asked
    return probe_of(see(body, address=final), status=200, asked=asked, final=final)


def kind_of(found: Doubt | None) -> DoubtKind | None:
    return found.kind if found else None


# what is seen


def test_a_page_is_seen_without_its_menus():
    seen = see(planted.GOOD, address=ADDRESS)

    assert seen.title == "Fractions on a number line – Open Lessons"
    assert seen.headings == ("Fractions on a line",)
    assert seen.words[4:9] == ("pupils", "place", "halves", "thirds", "and")
    assert not {"home", "hosted", "university"} & set(seen.words)


def test_words_behind_a_link_belong_to_the_page():
    seen = see(b'<p>Read <a href="/x">this</a> first, then <b>that</b> too.</p>', address=ADDRESS)
    assert seen.words == ("read", "first", "then", "that", "too")


def test_chinese_is_counted_by_its_characters_and_numbers_are_all_alike():
    assert words_of("三角形 is 3 or 27 corners") == [
        "三",
        "角",
        "形",
        "is",
        "0",
        "or",
        "0",
        "corners",
    ]


def test_what_happens_behind_the_readers_back_is_seen():
    body = (
        b'<meta http-equiv=Refresh content="5; URL=\'/next\'"><link rel=canonical href="/own">'
        b'<iframe src="//www.ads.example/x"></iframe><input type=password>'
    )
    seen = see(body, address=ADDRESS)
    assert seen.refresh == ("https://lessons.example/next", 5)
    assert seen.canonical == "https://lessons.example/own"
    assert seen.embeds == {"ads.example"}
    assert seen.has_password


@pytest.mark.parametrize("body", [b"", b"\0\0\0", b"<", b"<html"])
def test_bytes_that_are_no_page_show_nothing(body: bytes):
    assert see(body, address=ADDRESS).words == ()


# pages that are gone


@pytest.mark.parametrize("language", planted.WORDS_OF_MISSING)
def test_wording_tells_in_eight_languages_where_the_host_was_never_probed(language: str):
    title, heading, text = planted.WORDS_OF_MISSING[language]
    body = planted.page(title, f"<h1>{heading}</h1><p>{text}</p>", language=language)

    found = doubt(body, probe=None)

    assert kind_of(found) is DoubtKind.NOT_FOUND
    assert found.sure >= SURE


@pytest.mark.parametrize("language", planted.WORDS_OF_MISSING)
def test_wording_of_a_host_that_tells_missing_pages_is_worth_a_look_but_proves_nothing(
    language: str,
):
    title, heading, text = planted.WORDS_OF_MISSING[language]
    body = planted.page(title, f"<h1>{heading}</h1><p>{text}</p>", language=language)

    found = doubt(body, probe=HONEST)

    assert kind_of(found) is DoubtKind.NOT_FOUND
    assert found.sure < SURE


@pytest.mark.parametrize("body", [planted.SOFT_404, planted.CATCH_ALL])
def test_page_that_is_shown_for_whatever_is_missing(body: bytes):
    found = doubt(body, probe=host_that_shows(body))
    assert kind_of(found) is DoubtKind.NOT_FOUND
    assert found.sure >= 0.95


def test_the_path_and_the_time_on_a_missing_page_do_not_hide_it():
    body = planted.SOFT_404.replace(b"may have been", b"/maths/fractions at 14:02:11 may have been")
    shown = planted.SOFT_404.replace(b"may have been", b"/maths/zzz at 09:55:40 may have been")
    found = doubt(body, probe=host_that_shows(shown))
    assert kind_of(found) is DoubtKind.NOT_FOUND
    assert found.sure >= SURE


def test_real_page_of_a_host_that_never_says_404_is_trusted():
    assert doubt(planted.GOOD, probe=host_that_shows(planted.CATCH_ALL)) is None
    assert doubt(planted.GOOD, probe=host_that_shows(planted.SOFT_404)) is None


def test_redirect_to_where_missing_pages_lead_is_a_missing_page():
    lost = "https://lessons.example/lost"
    probe = host_that_shows(planted.CATCH_ALL, final=lost)
    found = doubt(planted.CATCH_ALL, probe=probe, final=lost)
    assert kind_of(found) is DoubtKind.NOT_FOUND
    assert found.sure >= SURE


def test_front_page_that_answers_every_path_is_itself_no_missing_page():
    front = "https://lessons.example/"
    assert doubt(planted.CATCH_ALL, probe=host_that_shows(planted.CATCH_ALL), asked=front) is None


def test_page_that_names_the_address_it_was_asked_for_keeps_its_place():
    link = f'<link rel="canonical" href="{ADDRESS}">'
    body = planted.CATCH_ALL.replace(b"</head>", link.encode() + b"</head>")
    assert doubt(body, probe=host_that_shows(planted.CATCH_ALL)) is None


# … and those that only look like it


@pytest.mark.parametrize(
    "probe",
    [None, HONEST, host_that_shows(planted.SOFT_404), host_that_shows(planted.CATCH_ALL)],
    ids=["unprobed", "honest", "soft", "catch-all"],
)
@pytest.mark.parametrize(
    "body",
    [
        planted.GOOD,
        planted.ARTICLE_ABOUT_404,
        planted.SALE_EXERCISE,
        planted.SHORT_LESSON,
        planted.UNIVERSITY_PARKING,
        planted.LESSON_BESIDE_A_LOGIN,
        planted.SHELL,
    ],
    ids=["lesson", "about 404", "sale", "short", "parking", "login box", "shell"],
)
def test_honest_pages_are_not_doubted(body: bytes, probe: Probe | None):
    assert doubt(body, probe=probe) is None


def test_glossary_that_explains_404_in_a_few_words_is_trusted_where_missing_pages_are_told():
    assert doubt(planted.GLOSSARY_OF_404, probe=HONEST) is None


def test_shell_of_a_program_looks_the_same_for_all_paths_and_is_not_judged():
    assert see(planted.SHELL, address=ADDRESS).is_shell
    assert doubt(planted.SHELL, probe=host_that_shows(planted.SHELL)) is None


def test_shell_that_says_not_found_in_its_title_for_both_is_one():
    body = planted.SHELL.replace(b"Sim Lab", b"Page not found")
    assert kind_of(doubt(body, probe=host_that_shows(body))) is DoubtKind.NOT_FOUND


# parked domains


@pytest.mark.parametrize("case", planted.PARKED)
def test_page_that_only_advertises_its_name(case: str):
    found = doubt(planted.PARKED[case], asked="https://lessons-gone.example/maths")
    assert kind_of(found) is DoubtKind.PARKED
    assert found.sure >= SURE


def test_redirect_to_a_firm_that_sells_names():
    final = "https://www.hugedomains.com/domain_profile.cfm?d=lessons-gone.example"
    body = planted.page("Find a name", "<h1>Premium names</h1><p>Buy with confidence.</p>")
    found = doubt(body, asked="https://lessons-gone.example/maths", final=final)
    assert kind_of(found) is DoubtKind.PARKED


# doors


@pytest.mark.parametrize(
    "final",
    [
        "https://lessons.example/login/index.php",
        "https://sso.lessons.example/idp/profile?x=1",
        "https://accounts.elsewhere.example/signin",
        "https://lessons.example/Shibboleth.sso/Login",
    ],
)
def test_redirect_to_a_door(final: str):
    found = doubt(planted.SIGN_IN, final=final)
    assert kind_of(found) is DoubtKind.SIGN_IN
    assert found.sure >= SURE


def test_door_in_the_place_of_the_page():
    assert kind_of(doubt(planted.SIGN_IN)) is DoubtKind.SIGN_IN


def test_door_that_was_asked_for_is_what_it_is():
    assert doubt(planted.SIGN_IN, asked="https://lessons.example/login/") is None


def test_doorman_against_robots_says_nothing_of_the_page():
    assert kind_of(doubt(planted.DOORMAN)) is DoubtKind.DOORMAN


@pytest.mark.parametrize("front", ["/", "/en/", "/index.html", "/home", "/de/startseite.html"])
def test_redirect_to_the_front_page(front: str):
    found = doubt(planted.CATCH_ALL, final=f"https://lessons.example{front}")
    assert kind_of(found) is DoubtKind.FRONT_PAGE


@pytest.mark.parametrize("asked", ["/", "/index.html", "/en"])
def test_front_page_may_lead_to_the_front_page(asked: str):
    final = "https://lessons.example/en/"
    assert doubt(planted.CATCH_ALL, asked=f"https://lessons.example{asked}", final=final) is None


# probes and prints


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("https://a.example/x/y.html?z=1", "/x/"),
        ("https://a.example/x/y/", "/x/"),
        ("https://a.example/", "/"),
        ("https://a.example/x", "/"),
    ],
)
def test_probe_stands_beside_what_it_speaks_for(address: str, folder: str):
    asked = probing_address(address, token="k7")
    assert asked.startswith(f"https://a.example{folder}armillary-")
    assert asked.endswith("-k7")


def test_probe_of_an_honest_host_is_its_status():
    probe = probe_of(
        see(planted.SOFT_404, address=ADDRESS), status=404, asked=ADDRESS, final=ADDRESS
    )
    assert probe.is_honest
    assert probe.as_json() == {"status": 404}


def test_probe_survives_being_kept():
    probe = host_that_shows(planted.CATCH_ALL, final="https://lessons.example/")
    assert Probe.from_json(probe.as_json()) == probe
    assert probe.led_to_front


def test_print_stays_while_dates_and_counters_change():
    words = see(planted.GOOD, address=ADDRESS).words
    later = see(planted.GOOD.replace(b"fifty", b"45"), address=ADDRESS).words
    other = see(planted.CATCH_ALL, address=ADDRESS).words
    assert same_print(print_of(words), print_of(later))
    assert not same_print(print_of(words), print_of(other))


@given(st.lists(st.text(alphabet="abcdef", min_size=1, max_size=3), max_size=80))
def test_a_text_resembles_itself_and_its_print_fits_64_bits(words: list[str]):
    sketch = sketch_of(words)
    assert resemblance(sketch, sketch) == (1.0 if words else 0.0)
    assert -(1 << 63) <= print_of(words) < 1 << 63
    assert same_print(print_of(words), print_of(words))


@given(
    st.lists(st.text(alphabet="abcdef", min_size=1), max_size=60),
    st.lists(st.text(alphabet="abcdef", min_size=1), max_size=60),
)
def test_resemblance_is_a_share_and_the_same_both_ways(first: list[str], second: list[str]):
    one, other = sketch_of(first), sketch_of(second)
    assert 0.0 <= resemblance(one, other) <= 1.0
    assert resemblance(one, other) == resemblance(other, one)


def test_hostile_pages_take_no_time():
    bodies = [
        b"<div>" * 200_000,
        b"<p>" + b"word " * 200_000,
        b"<title>" + b"404 - " * 50_000,
        b"<a>" * 100_000 + b"x",
        b'<meta http-equiv=refresh content="' + b"0;" * 100_000 + b'">',
    ]
    began = time.monotonic()
    for body in bodies:
        doubt(body, probe=None)
    assert time.monotonic() - began < 5
