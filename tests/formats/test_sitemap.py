"""Sitemaps: pages, further sitemaps, gzip, lines, and what is refused."""

import gzip

import pytest

from armillary.formats.errors import FormatError
from armillary.formats.sitemap import parse_sitemap

SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc> https://example.org/a?x=1&amp;y=2 </loc><lastmod>2026-05-03</lastmod></url>
  <url><loc>https://example.org/\xd8\xaf\xd8\xb1\xd8\xb3</loc></url>
  <url><loc>javascript:alert(1)</loc></url>
  <url/>
</urlset>"""
PAGES = [("https://example.org/a?x=1&y=2", "2026-05-03"), ("https://example.org/درس", "")]


def test_pages_with_their_dates():
    assert parse_sitemap(SITEMAP).pages == PAGES
    assert parse_sitemap(SITEMAP).indexes == []


def test_gzip_is_unpacked():
    assert parse_sitemap(gzip.compress(SITEMAP)).pages == PAGES


def test_index_lists_further_sitemaps():
    body = b"<sitemapindex><sitemap><loc>https://example.org/1.xml</loc><lastmod>2026</lastmod></sitemap></sitemapindex>"
    assert parse_sitemap(body).indexes == [("https://example.org/1.xml", "2026")]
    assert parse_sitemap(body).pages == []


def test_lines_of_addresses_are_a_sitemap():
    assert parse_sitemap(b"https://example.org/a\r\nhttps://example.org/b\n").pages == [
        ("https://example.org/a", ""),
        ("https://example.org/b", ""),
    ]


def test_bare_ampersands_are_mended():
    assert parse_sitemap(SITEMAP.replace(b"&amp;", b"&")).pages == PAGES


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"words",
        b"<html/>",
        b"<!DOCTYPE html><html></html>",
        b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>&x;</loc></url></urlset>',
        gzip.compress(SITEMAP, mtime=0)[:-20],
        b"\x1f\x8bnonsense",
    ],
)
def test_anything_else_is_refused(body: bytes):
    with pytest.raises(FormatError):
        parse_sitemap(body)


def test_gzip_bomb_stops_at_the_limit():
    with pytest.raises(FormatError, match="larger than 1000000 bytes"):
        parse_sitemap(gzip.compress(b" " * 20_000_000), maximum_size=1_000_000)
