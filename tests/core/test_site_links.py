"""Links on every page: asked for once in a while, and again after a change."""

import pytest

from armillary.core import site_links
from armillary.core.site_links import SiteLink, forget_site_links


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The languages that a provider was asked for, one after the other."""
    languages: list[str] = []
    forget_site_links()

    def provider(language: str) -> list[SiteLink]:
        languages.append(language)
        return [SiteLink("menu", f"/{language}/help/", f"Help {len(languages)}")]

    monkeypatch.setattr(site_links, "PROVIDERS", [provider])
    monkeypatch.setattr(site_links, "KEPT_SECONDS", 10.0)
    return languages


def test_links_are_asked_for_once_in_a_language(asked: list[str]) -> None:
    first = site_links.site_links("en")
    assert site_links.site_links("en") == first
    assert site_links.site_links("ar") != first
    assert asked == ["en", "ar"]


def test_change_is_seen_at_once_where_it_was_made(asked: list[str]) -> None:
    site_links.site_links("en")
    forget_site_links()
    [link] = site_links.site_links("en")
    assert link.label == "Help 2"


def test_change_made_elsewhere_is_seen_after_some_seconds(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site_links.site_links("en")
    later = site_links.time.monotonic() + site_links.KEPT_SECONDS + 1
    monkeypatch.setattr(site_links.time, "monotonic", lambda: later)
    [link] = site_links.site_links("en")
    assert link.label == "Help 2"
