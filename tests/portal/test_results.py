"""The pieces that are put together in Python escape what they are given."""

from datetime import UTC, datetime

from django.utils.safestring import SafeString

from armillary.core.templatetags.components import machine_time
from armillary.portal.facets import Facet, Option
from armillary.portal.hits import Hit
from armillary.portal.templatetags.results import facet_lists, marked, result_items
from armillary.search.highlighting import Segment


def test_marked_text_is_escaped():
    segments = [Segment("a < "), Segment("<b>", matched=True), Segment(' & "c"')]
    assert marked(segments) == "a &lt; <mark>&lt;b&gt;</mark> &amp; &quot;c&quot;"


def test_options_are_escaped_and_the_chosen_one_is_marked():
    options = [
        Option("<A>", "1", '/?q=a&level="', selected=True, depth=1),
        Option("B", "1,200", "/?level=b", selected=False),
    ]
    assert facet_lists([Facet("level", "L & M", options, is_open=True)]) == (
        "<details open><summary>L &amp; M</summary><ul>"
        '<li class="depth-1"><a rel="nofollow" href="/?q=a&amp;level=&quot;" aria-current="true">'
        '<bdi>&lt;A&gt;</bdi> <span class="count">1</span></a></li>'
        '<li class="depth-0"><a rel="nofollow" href="/?level=b">'
        '<bdi>B</bdi> <span class="count">1,200</span></a></li>'
        "</ul></details>"
    )


def test_results_are_escaped():
    nothing = SafeString("")
    words = [Segment("<i>")]
    hit = Hit("x", '/r/"', words, nothing, words, SafeString(' lang="fr"'), ["<f>"], ["<n>"])
    assert result_items([hit]) == (
        '<li><h3><a href="/r/&quot;"><span>&lt;i&gt;</span></a></h3>'
        '<p class="hint"><bdi>&lt;n&gt;</bdi></p><p class="text" lang="fr">&lt;i&gt;</p>'
        '<ul class="line"><li>&lt;f&gt;</li></ul>'
        '<a class="keep" rel="nofollow" href="/list/?ids=x" data-keep="x">Keep</a></li>'
    )


def test_moment_for_machines_has_no_fraction_of_a_second():
    moment = datetime(2026, 11, 22, 9, 7, 40, 406123, tzinfo=UTC)
    assert machine_time(moment) == "2026-11-22T09:07:40+00:00"
