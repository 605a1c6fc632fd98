"""Feeds of every make, whole and broken: what an entry states, and how it is known again."""

import json
from pathlib import Path

import pytest

from armillary.formats import feeds
from armillary.formats.errors import FormatError
from armillary.formats.feeds import Entry, feed_named_by, is_web_page, open_feed, read_entry
from armillary.formats.feeds.values import NAMELESS
from armillary.formats.statement import StatedAgent, StatedFile, Statement, Text

PAYLOADS = Path(__file__).parents[1] / "payloads" / "formats" / "feeds"
ADDRESS = "https://found.example/feeds/all"
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


def entries_of(body: bytes | str, address: str = ADDRESS, encoding: str = "") -> list[Entry]:
    raw = body.encode() if isinstance(body, str) else body
    return open_feed(raw, address, encoding=encoding).entries


def payload(name: str) -> bytes:
    return (PAYLOADS / name).read_bytes()


def rss(inside: str, channel: str = "", root: str = "") -> str:
    item = f"<item><guid>a</guid>{inside}</item>"
    return f'<rss version="2.0" {root}><channel>{channel}{item}</channel></rss>'


def stated(inside: str, channel: str = "", root: str = "") -> Statement:
    [entry] = entries_of(rss(inside, channel, root))
    return read_entry(entry.payload)


def test_podcast_is_read():
    first, _second, third = entries_of(payload("podcast.rss"))
    assert (first.identifier, first.link) == ("sounds-7", "https://sounds.example/bridges")
    assert read_entry(first.payload) == Statement(
        identifiers=["sounds-7"],
        titles=[Text("Why bridges hum &amp; sing", "en-gb")],
        descriptions=[Text("<p>A walk across <b>three</b> bridges.</p>", "en-gb")],
        addresses=["https://sounds.example/bridges"],
        keywords=["Resonance", "Bridges", "sound", "bridges"],
        levels=["Secondary school"],
        languages=["en-gb"],
        licences=["https://creativecommons.org/licenses/by/4.0/"],
        creators=[StatedAgent("Ada Example")],
        published=["Mon, 04 May 2026 10:00:00 +0000"],
        durations=["PT754S"],
        files=[StatedFile("https://sounds.example/audio/7.mp3", "audio/mpeg", 123456)],
    )
    assert (third.identifier, third.problem) == ("", NAMELESS)


def test_media_are_read_and_pictures_beside_a_page_are_not():
    said = read_entry(entries_of(payload("podcast.rss"))[1].payload)
    assert said.addresses == ["https://sounds.example/mail"]
    assert said.files == [StatedFile("https://sounds.example/v/1.mp4", "video/mp4", 99)]
    assert (said.types, said.durations, said.published) == (["video"], ["PT61S"], ["2026-05-04"])
    assert said.licences == ["https://creativecommons.org/licenses/by-sa/4.0/"]
    assert said.descriptions == [Text("Seen and heard.", "en-gb")]


def test_channel_of_videos_is_read():
    root = f'{MEDIA} xmlns:yt="http://www.youtube.com/xml/schemas/2015"'
    said = stated(
        "<yt:videoId>x1</yt:videoId><link>https://videos.example/x1</link><media:group>"
        "<media:title>Tides</media:title><media:content url='https://videos.example/v/x1' "
        "type='application/x-shockwave-flash'/><media:description>Twice a day.</media:description>"
        "<media:community><media:statistics views='9'/></media:community></media:group>",
        root=root,
    )
    assert (said.types, said.files) == (["video"], [])
    assert said.titles == [Text("Tides")]
    assert said.descriptions == [Text("Twice a day.")]


def test_mail_address_is_no_name():
    said = read_entry(entries_of(payload("podcast.rss"))[1].payload)
    assert said.creators == [StatedAgent("Example School")]  # the feed's


def test_atom_is_read():
    feed = open_feed(payload("journal.atom"), "https://elsewhere.example/")
    first, second, gone = feed.entries
    assert read_entry(first.payload) == Statement(
        identifiers=["tag:journal.example,2026:1"],
        titles=[Text("Die <i>Lochkamera</i>", "de")],
        descriptions=[Text("A box. A hole.", "en")],
        addresses=["https://journal.example/b/lochkamera"],
        keywords=["Optik", "basteln"],
        languages=["en"],
        licences=["https://creativecommons.org/licenses/by/4.0/"],
        creators=[StatedAgent("Ada Beispiel"), StatedAgent("Luis Muster")],
        published=["2026-05-01T10:00:00+02:00"],
        modified=["2026-05-04T10:00:00+02:00"],
        files=[StatedFile("https://journal.example/b/bogen.pdf", "application/pdf", 2048)],
    )
    said = read_entry(second.payload)
    assert said.addresses == ["https://journal.example/b/archiv/2"]
    assert said.creators == [
        StatedAgent("Redaktion Beispiel", "", "https://journal.example/redaktion")
    ]
    assert said.licences == [
        '<a href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>'
    ]
    assert (gone.identifier, gone.is_deleted) == ("tag:journal.example,2026:3", True)
    assert (feed.is_complete, feed.following) == (False, "")


def test_old_rss_with_an_empty_document_type_in_another_charset_is_read():
    body = payload("old.rdf").decode().encode("iso-8859-1")
    [entry] = entries_of(body)
    assert entry.identifier == "https://old.example/1"
    said = read_entry(entry.payload)
    assert said.titles == [Text("L'été des marées", "fr")]
    assert said.publishers == [StatedAgent("Lycée Exemple")]
    assert said.licences == ["https://creativecommons.org/licenses/by/2.0/"]
    assert (said.subjects, said.types, said.published) == (["Physique"], ["Cours"], ["2004-05-06"])


def test_declared_charset_that_is_a_lie_is_not_believed():
    [entry] = entries_of(payload("old.rdf"))  # says ISO-8859-1, is UTF-8
    assert read_entry(entry.payload).titles == [Text("L'été des marées", "fr")]


def test_charset_of_the_server_counts_where_the_feed_names_none():
    body = rss("<title>Звук</title>").encode("cp1251")
    [entry] = entries_of(body, encoding="windows-1251")
    assert entry.label == "Звук"
    [entry] = entries_of(rss("<title>été</title>").encode("cp1252"))
    assert entry.label == "été"


def test_json_feed_is_read():
    feed = open_feed(payload("feed.json"), "https://labs.example/feed.json")
    first, second, third, fourth = feed.entries
    assert feed.following == "https://labs.example/feed.json?page=2"
    assert first.identifier == "7"
    assert read_entry(first.payload) == Statement(
        identifiers=["7"],
        titles=[Text("A pendulum", "en-GB")],
        descriptions=[Text("Swing it.", "en-GB")],
        addresses=["https://labs.example/7"],
        keywords=["mechanics", "pendulum"],
        languages=["en-GB"],
        creators=[StatedAgent("Example Labs", "", "https://labs.example/about")],
        published=["2026-05-01T00:00:00Z"],
        modified=["2026-05-02T00:00:00Z"],
        durations=["PT90S"],
        files=[StatedFile("https://labs.example/7.mp4", "video/mp4", 10)],
    )
    said = read_entry(second.payload)
    assert (said.addresses, said.titles) == (["https://labs.example/8"], [])
    assert said.creators == [StatedAgent("Ada Example")]
    assert [third.problem, fourth.problem] == [NAMELESS, NAMELESS]


def test_what_changes_with_every_visit_is_not_in_the_payload():
    feed = payload("podcast.rss")
    later = feed.replace(b"<slash:comments>3<", b"<slash:comments>99<").replace(
        b"Tue, 05 May 2026", b"Wed, 06 May 2026"
    )
    assert later != feed
    assert [each.payload for each in entries_of(later)] == [
        each.payload for each in entries_of(feed)
    ]


def test_payload_of_an_entry_does_not_depend_on_its_neighbours():
    alone = f"<rss {MEDIA}><channel><item><guid>a</guid></item></channel></rss>"
    beside = alone.replace("<item>", "<item><guid>b</guid><media:title>x</media:title></item><item>", 1)  # fmt: skip
    assert entries_of(alone)[0].payload == entries_of(beside)[1].payload


@pytest.mark.parametrize(
    ("channel", "following", "is_complete"),
    [
        ('<link>https://a.example/</link>', "", False),
        ('<atom:link rel="next" href="?p=2"/>', "https://found.example/feeds/all?p=2", False),
        ('<atom:link rel="prev-archive" href="/1"/><atom:link rel="next" href="/2"/>', "https://found.example/1", False),
        ("<fh:complete/>", "", True),
    ],
)  # fmt: skip
def test_feed_says_whether_there_is_more(channel: str, following: str, is_complete: bool):
    root = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"'
    feed = open_feed(rss("", channel, root).encode(), ADDRESS)
    assert (feed.following, feed.is_complete) == (following, is_complete)


@pytest.mark.parametrize(
    ("inside", "addresses", "identifiers"),
    [
        ("<link>https://a.example/x</link>", ["https://a.example/x"], ["a"]),
        ("<link> x </link>", ["https://found.example/feeds/x"], ["a"]),
        ("<atom:link href='/y'/>", ["https://found.example/y"], ["a"]),
        ("<link/>", [], ["a"]),
        ("<link>http://[broken</link>", ["http://[broken"], ["a"]),
    ],
)
def test_address_is_found(inside: str, addresses: list[str], identifiers: list[str]):
    said = stated(inside, root='xmlns:atom="http://www.w3.org/2005/Atom"')
    assert (said.addresses, said.identifiers) == (addresses, identifiers)


def test_guid_is_an_address_only_where_it_is_permanent():
    item = "<item><guid{}>https://a.example/</guid><title>x</title></item>"
    feed = "<rss><channel>{}</channel></rss>"
    [kept] = entries_of(feed.format(item.format("")))
    [other] = entries_of(feed.format(item.format(' isPermaLink="false"')))
    assert read_entry(kept.payload).addresses == ["https://a.example/"]
    assert (read_entry(other.payload).addresses, read_entry(other.payload).identifiers) == ([], [])


def test_file_is_the_identity_of_an_entry_without_any_other():
    body = "<rss><channel><item><enclosure url='/a.mp3' type='audio/mpeg'/></item></channel></rss>"
    assert entries_of(body)[0].identifier == "https://found.example/a.mp3"


@pytest.mark.parametrize(
    ("said", "durations"),
    [("12:34", ["PT754S"]), ("1:00:01", ["PT3601S"]), ("61", ["PT61S"]), ("0", []), ("long", [])],
)
def test_duration_is_read(said: str, durations: list[str]):
    root = 'xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd"'
    assert stated(f"<itunes:duration>{said}</itunes:duration>", root=root).durations == durations


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("ada@a.example (Ada)", ["Ada"]),
        ("Ada &lt;ada@a.example&gt;", ["Ada"]),
        ("ada@a.example", []),
        ("Ada", ["Ada"]),
        ("<name>Ada</name>", ["Ada"]),
        ("<email>ada@a.example</email>", []),
    ],
)
def test_author_is_a_name(author: str, name: list[str]):
    said = stated(f"<author>{author}</author>")
    assert [agent.name for agent in said.creators] == name


@pytest.mark.parametrize(
    "body",
    [
        "\n\n <?xml version='1.0'?>" + rss("<title>T</title>"),
        "\ufeff" + rss("<title>T</title>"),
        "Warning: something in line 3<br>\n" + rss("<title>T</title>"),
        rss("<title>T</title><description>&nbsp;&eacute; & <b>bold</description>"),
        rss("<title>T</title><dc:creator>Ada</dc:creator><media:title>no</media:title>"),
        rss("<title>T</title>")[:-20],
        "<feed xmlns='no [ address'><item><guid>a</guid><title>T</title></item></feed>",
        rss("<title>T</title>").replace("rss", "RSS"),
        rss("<title>T</title>").encode("utf-16"),
        rss("<title>T\x0b</title>"),
    ],
)
def test_broken_feed_is_mended(body: bytes | str):
    [entry] = entries_of(body)
    assert [text.text[:1] for text in read_entry(entry.payload).titles] == ["T"]


def test_undeclared_prefixes_are_understood():
    said = stated("<title>T</title><dc:creator>Ada</dc:creator>")
    assert said.creators == [StatedAgent("Ada")]


BOMB = "<!DOCTYPE rss [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + rss("<title>&b;</title>")


@pytest.mark.parametrize(
    "body",
    [
        BOMB.encode(),
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss/>',
        b"",
        b"<opml><body/></opml>",
        b"nothing",
        b"[1, 2]",
        b'{"items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": {}}',
        b'{"version": ' + b"[" * 100_000,
        b"<rss " + b" ".join(b'xmlns:a%d="b"' % n for n in range(300)) + b"/>",
    ],
)
def test_what_is_no_feed_is_refused(body: bytes):
    with pytest.raises(FormatError):
        open_feed(body, ADDRESS)


def test_number_of_entries_is_limited(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds.xml_feed, "MAXIMUM_ENTRIES", 3)
    monkeypatch.setattr(feeds.json_feed, "MAXIMUM_ENTRIES", 3)
    version = "https://jsonfeed.org/version/1"
    for body in (
        b"<rss>" + b"<item/>" * 4 + b"</rss>",
        json.dumps({"version": version, "items": [1] * 4}).encode(),
    ):
        with pytest.raises(FormatError, match="more than"):
            open_feed(body, ADDRESS)


def test_what_a_feed_says_for_all_cannot_blow_up_every_entry():
    rights = f"<copyright>{'x' * 1500}</copyright>" * 20
    body = f"<rss><channel>{rights}{'<item><guid>a</guid></item>' * 100}</channel></rss>"
    assert max(len(each.payload) for each in entries_of(body)) < 2500


@pytest.mark.parametrize("payload", [b"", b"{}", b"<rss/>", b"{", b'{"items": [1]}'])
def test_payload_without_an_entry_is_refused(payload: bytes):
    with pytest.raises(FormatError):
        read_entry(payload)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\xef\xbb\xbf\n<HTML lang=en>", True),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">', True),
        (b"<rss/>", False),
        (b'<?xml version="1.0"?><feed><summary>&lt;html></summary></feed>', False),
        (b"{}", False),
    ],
)
def test_web_page_is_told_from_a_feed(body: bytes, answer: bool):
    assert is_web_page(body) is answer


def test_page_names_its_feed():
    page = b"""<html><head><base href="https://blog.example/en/">
    <link rel="alternate" type="application/rss+xml" href="comments/feed/">
    <link rel="alternate" hreflang="de" href="/de/">
    <link rel="alternate stylesheet" type="text/css" href="x.css">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="feed.atom">
    <link rel="alternate" type="application/rss+xml" href="feed.rss"></head>"""
    assert feed_named_by(page, "https://blog.example/") == "https://blog.example/en/feed.atom"
    assert feed_named_by(b"<html>", "https://blog.example/") == ""
    assert feed_named_by(b"", "https://blog.example/") == ""
