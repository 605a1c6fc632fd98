"""What the validator of openarchives.org looks at (zimeon/oaipmh-validator names its checks), over HTTP.

Each check is held against answers that were spoilt on the way as well, and has to find that out.
"""

import re
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from conformance.live import Site

DOOR = "OAI-PMH"
CLIENTS = ("checks of our own",)

OAI = "{http://www.openarchives.org/OAI/2.0/}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
DAY, SECOND = len("2026-01-01"), len("2026-01-01T00:00:00Z")
FORM = "application/x-www-form-urlencoded"

Pairs = tuple[tuple[str, str], ...]
LIST: Pairs = (("verb", "ListIdentifiers"), ("metadataPrefix", "oai_dc"))
RECORDS: Pairs = (("verb", "ListRecords"), ("metadataPrefix", "oai_dc"))
GET: Pairs = (("verb", "GetRecord"), ("metadataPrefix", "oai_dc"))


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: bytes

    @property
    def root(self) -> ET.Element:
        return ET.fromstring(self.body)

    def texts(self, name: str) -> list[str]:
        return [found.text or "" for found in self.root.iter(OAI + name)]

    def text(self, name: str) -> str:
        [found] = self.texts(name)
        return found

    @property
    def errors(self) -> list[str]:
        return [found.get("code", "") for found in self.root.iter(OAI + "error")]

    @property
    def token(self) -> str:
        return next(iter(self.texts("resumptionToken")), "")


Ask = Callable[..., Answer]


@dataclass(frozen=True)
class Spoilt:
    """What a broken provider would say: the first `fault` instead of `right`, where `when` is asked."""

    right: str
    fault: str
    when: str = ""

    def __call__(self, query: str, body: bytes) -> bytes:
        if self.when not in query:
            return body
        return re.sub(self.right.encode(), self.fault.encode(), body, count=1, flags=re.DOTALL)


def asked(site: Site, pairs: Pairs, *, method: str = "GET", spoilt: Spoilt | None = None) -> Answer:
    query = urlencode(pairs)
    if method == "POST":
        sent = urllib.request.Request(
            f"{site.address}/oai", query.encode(), {"Content-Type": FORM}, method=method
        )
    else:
        sent = urllib.request.Request(f"{site.address}/oai?{query}")
    with urllib.request.urlopen(sent, timeout=30) as answer:
        body = bytes(answer.read())
    named = f"{method} {query}"
    content_type = str(answer.headers["Content-Type"])
    return Answer(answer.status, content_type, spoilt(named, body) if spoilt else body)


# What is stated of the whole


def check_identify(ask: Ask) -> None:
    said = ask((("verb", "Identify"),))
    assert said.text("protocolVersion") == "2.0"
    assert said.text("granularity") == "YYYY-MM-DDThh:mm:ssZ"
    assert said.text("deletedRecord") == "persistent"
    assert re.fullmatch(r"[^@\s]+@[^@\s]+", said.text("adminEmail"))
    assert STAMP.fullmatch(said.text("earliestDatestamp"))
    assert said.text("earliestDatestamp") == min(stamps(ask).values())
    assert said.text("baseURL") == said.text("request")


def check_response_date(ask: Ask) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    for verb in ("Identify", "ListSets", "None"):
        date = ask((("verb", verb),)).text("responseDate")
        assert STAMP.fullmatch(date)
        assert before <= datetime.fromisoformat(date) <= datetime.now(UTC)


def check_formats(ask: Ask) -> None:
    assert formats(ask)[0] == "oai_dc"
    said = ask((("verb", "ListMetadataFormats"),))
    assert "http://www.openarchives.org/OAI/2.0/oai_dc/" in said.texts("metadataNamespace")
    assert "http://www.openarchives.org/OAI/2.0/oai_dc.xsd" in said.texts("schema")


def formats(ask: Ask) -> list[str]:
    return ask((("verb", "ListMetadataFormats"),)).texts("metadataPrefix")


def check_sets(ask: Ask) -> None:
    """Each once, parents first, and whatever a record says that it is in is one of them."""
    specs = ask((("verb", "ListSets"),)).texts("setSpec")
    assert len(specs) == len(set(specs))
    for number, spec in enumerate(specs):
        assert spec.rpartition(":")[0] in ("", *specs[:number])
    assert {spec for header in headers(ask) for spec in header.specs} <= set(specs)


# Lists and records


@dataclass(frozen=True)
class Header:
    identifier: str
    datestamp: str
    specs: tuple[str, ...]
    is_deleted: bool


def headers(ask: Ask, *more: tuple[str, str], start: Pairs = LIST) -> list[Header]:
    """Of a whole list; none where no records match."""
    answer = ask((*start, *more))
    found = headers_in(answer)
    while answer.token:
        answer = ask((start[0], ("resumptionToken", answer.token)))
        found += headers_in(answer)
    assert found or answer.errors == ["noRecordsMatch"]
    return found


def headers_in(answer: Answer) -> list[Header]:
    return [header(found) for found in answer.root.iter(OAI + "header")]


def header(found: ET.Element) -> Header:
    return Header(
        found.findtext(f"{OAI}identifier", ""),
        found.findtext(f"{OAI}datestamp", ""),
        tuple(spec.text or "" for spec in found.iter(OAI + "setSpec")),
        found.get("status") == "deleted",
    )


def stamps(ask: Ask) -> dict[str, str]:
    return {each.identifier: each.datestamp for each in headers(ask)}


def check_records(ask: Ask) -> None:
    """One record has the header that the list gave it, in every format; a tombstone nothing else."""
    listed = headers(ask)
    for prefix in formats(ask):
        for each in (next(one for one in listed if one.is_deleted), listed[0], listed[-1]):
            said = ask((GET[0], ("identifier", each.identifier), ("metadataPrefix", prefix)))
            assert headers_in(said) == [each]
            assert len(said.texts("metadata")) == (not each.is_deleted)


def check_both_lists(ask: Ask) -> None:
    assert headers(ask, start=RECORDS) == headers(ask)


def check_identifiers(ask: Ask) -> None:
    found = [each.identifier for each in headers(ask)]
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"oai:[\w.-]+:[0-9a-z]+", one, re.ASCII) for one in found)


def check_members(ask: Ask) -> None:
    """A set has those who say that they are in it."""
    for spec in ("subject:mathematics", "language:ar", "review"):
        expected = [each for each in headers(ask) if spec in each.specs]
        assert expected
        assert headers(ask, ("set", spec)) == expected


# Ranges of datestamps


def check_ranges(ask: Ask) -> None:
    """Both ends are inside, by the day and by the second."""
    listed = headers(ask)
    moments = sorted({each.datestamp for each in listed})
    for size in (DAY, SECOND):
        for first, last in ((0, 0), (-1, -1), (0, -1), (len(moments) // 2, -1)):
            start, end = moments[first][:size], moments[last][:size]
            expected = [each for each in listed if start <= each.datestamp[:size] <= end]
            assert expected
            assert headers(ask, ("from", start), ("until", end)) == expected


def check_open_ranges(ask: Ask) -> None:
    listed = headers(ask)
    moment = max(each.datestamp for each in listed)
    assert headers(ask, ("from", moment)) == [one for one in listed if one.datestamp >= moment]
    assert headers(ask, ("until", moment)) == listed


def check_empty_ranges(ask: Ask) -> None:
    earliest = datetime.fromisoformat(ask((("verb", "Identify"),)).text("earliestDatestamp"))
    before = f"{earliest - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    day_before = f"{earliest - timedelta(days=1):%Y-%m-%d}"
    later = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    for more in (("until", before), ("until", day_before), ("from", later)):
        assert ask((*LIST, more)).errors == ["noRecordsMatch"]
        assert ask((*RECORDS, more)).errors == ["noRecordsMatch"]


# Tokens


def check_tokens(ask: Ask) -> None:
    """Records made on demand come a hundred to a page, so that this site has more than one page."""
    start: Pairs = (("verb", "ListRecords"), ("metadataPrefix", "amb"))
    answer, seen = ask(start), len(headers_in(ask(start)))
    assert answer.token
    size = one(answer).get("completeListSize")
    assert one(answer).get("cursor") == "0"
    while answer.token:
        assert re.fullmatch(r"[A-Za-z0-9\-._~]+", answer.token, re.ASCII)
        again = ask((start[0], ("resumptionToken", answer.token)))
        assert one(again).get("cursor") == str(seen)
        answer, seen = again, seen + len(headers_in(again))
    assert len([*answer.root.iter(OAI + "resumptionToken")]) == 1  # an empty one
    assert size == str(seen) == str(len(headers(ask)))


def one(answer: Answer) -> ET.Element:
    [found] = answer.root.iter(OAI + "resumptionToken")
    return found


def check_bad_tokens(ask: Ask) -> None:
    verb, prefix = ("verb", "ListRecords"), ("metadataPrefix", "amb")
    token = ask((verb, prefix)).token
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert ask((verb, ("resumptionToken", forged))).errors == ["badResumptionToken"]
    for company in (prefix, ("from", "2020-01-01"), ("set", "subject")):
        assert ask((verb, ("resumptionToken", token), company)).errors == ["badArgument"]
    other = ask((("verb", "ListIdentifiers"), ("resumptionToken", token)))
    assert other.errors == ["badResumptionToken"]
    assert ask((verb, ("resumptionToken", token))).errors == []  # it is none the worse for it


# POST


def check_post(ask: Ask) -> None:
    requests: list[Pairs] = [(("verb", "Identify"),), RECORDS, LIST, (("verb", "None"),)]
    for pairs in requests:
        got, posted = ask(pairs), ask(pairs, method="POST")
        assert (posted.status, posted.content_type) == (200, "text/xml; charset=utf-8")
        assert (got.status, got.content_type) == (200, "text/xml; charset=utf-8")
        assert undated(got) == undated(posted)


def undated(answer: Answer) -> bytes:
    return re.sub(rb"<responseDate>.*?</responseDate>", b"", answer.body)


HEADER, RECORD = "<header[^>]*>.*?</header>", "<record>.*?</record>"
CHECKS: dict[Callable[[Ask], None], list[Spoilt]] = {
    check_identify: [
        Spoilt("<protocolVersion>2.0", "<protocolVersion>1.1"),
        Spoilt("(?<=<adminEmail>)[^<]*", "nobody"),
        Spoilt("(?<=<granularity>)[^<]*", "YYYY-MM-DD"),
        Spoilt("(?<=<deletedRecord>)[^<]*", "no"),
        Spoilt("(?<=<earliestDatestamp>)[^<]*", "2031-01-01T00:00:00Z"),
        Spoilt("(?<=<earliestDatestamp>)[^<]*", "2001-01-01"),
        Spoilt("(?<=<baseURL>)[^<]*", "http://elsewhere.example/oai"),
        Spoilt("<adminEmail>.*?</adminEmail>", ""),
    ],
    check_response_date: [
        Spoilt("Z</responseDate>", "+00:00</responseDate>"),
        Spoilt("(?<=<responseDate>)....", "2031", when="verb=None"),
    ],
    check_formats: [Spoilt(">oai_dc<", ">dc<"), Spoilt(r"/oai_dc\.xsd", "/dc.xsd")],
    check_sets: [
        Spoilt("<set>.*?</set>", ""),
        Spoilt("(?<=<set>)<setSpec>subject:[^<]*", "<setSpec>subject"),
    ],
    check_records: [
        Spoilt("(?<=<datestamp>)....", "2001", when="GetRecord"),
        Spoilt("(?<=<datestamp>)....", "2001", when="metadataPrefix=lrmi"),
        Spoilt(' status="deleted"', "", when="metadataPrefix=amb"),
        Spoilt("<metadata>.*?</metadata>", "", when="GetRecord"),
    ],
    check_both_lists: [Spoilt(RECORD, ""), Spoilt(HEADER, "", when="ListIdentifiers")],
    check_identifiers: [
        Spoilt(f"({HEADER})", r"\1\1"),
        Spoilt("<identifier>oai:127.0.0.1:", "<identifier>"),
    ],
    check_members: [Spoilt(HEADER, "", when="set=review")],
    check_ranges: [
        Spoilt(HEADER, "", when="from="),
        Spoilt(f"({HEADER})", r"\1\1", when="Z&until="),
        Spoilt(f"({HEADER})", r"\1\1", when="until=2"),
    ],
    check_open_ranges: [Spoilt(HEADER, "", when="until="), Spoilt(HEADER, "", when="from=")],
    check_empty_ranges: [
        Spoilt("noRecordsMatch", "badArgument", when="until="),
        Spoilt("noRecordsMatch", "badArgument", when="from="),
    ],
    check_tokens: [
        Spoilt("<resumptionToken[^>]*/>", ""),
        Spoilt(r"(<resumptionToken[^>]*>)(.)", r"\1+"),
        Spoilt('completeListSize="', 'completeListSize="9'),
        Spoilt('cursor="', 'cursor="9', when="resumptionToken="),
        Spoilt(HEADER, "", when="resumptionToken="),
        Spoilt("<resumptionToken.*</resumptionToken>", ""),
    ],
    check_bad_tokens: [
        Spoilt("badResumptionToken", "badArgument"),
        Spoilt("badArgument", "badResumptionToken"),
    ],
    check_post: [
        Spoilt(HEADER, "", when="POST"),
        Spoilt("badVerb", "badArgument", when="POST"),
        Spoilt("(?<=<adminEmail>)[^<]*", "nobody", when="POST"),
    ],
}


def name_of(check: Callable[[Ask], None]) -> str:
    return check.__name__.removeprefix("check_").replace("_", "-")


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_provider_passes_the_check_of(site: Site, check: Callable[[Ask], None]) -> None:
    check(partial(asked, site))


def planted() -> Iterator[object]:
    for check, faults in CHECKS.items():
        for number, spoilt in enumerate(faults, 1):
            yield pytest.param(check, spoilt, id=f"{name_of(check)}-{number}")


@pytest.mark.parametrize(("check", "spoilt"), [*planted()])
@pytest.mark.planted("answers spoilt on the way")
def test_planted_fault_fails_the_check_of(
    site: Site, check: Callable[[Ask], None], spoilt: Spoilt
) -> None:
    with pytest.raises((AssertionError, ValueError)):
        check(partial(asked, site, spoilt=spoilt))
