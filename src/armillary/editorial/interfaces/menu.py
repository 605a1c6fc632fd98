"""This context's screens in the desk's menu, and its pages in the menu and the footer of the site."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.core.desk import DeskEntry, register_desk_entry
from armillary.core.site_links import SiteLink, register_site_links
from armillary.editorial import rules
from armillary.editorial.enums import Place
from armillary.editorial.queries import ABOUT, NEWS_PLACE, Link, offered_links
from armillary.editorial.reading import localised, page_path
from armillary.editorial.translating.queries import may_translate_any
from armillary.people.models import Person


def _writes(actor: object) -> bool:
    return isinstance(actor, Person) and rules.may_write(actor)


def _translates(actor: object) -> bool:
    return isinstance(actor, Person) and may_translate_any(actor)


def _links(language: str) -> list[SiteLink]:
    """The page “about” is in the footer anyway."""
    return [
        _site_link(link, language)
        for link in offered_links()
        if (link.key, link.place) != (ABOUT, Place.FOOTER)
    ]


def _site_link(link: Link, language: str) -> SiteLink:
    if link.place == NEWS_PLACE:
        return SiteLink(Place.FOOTER.value, reverse("editorial:news"), _("News"))
    tag = link.title.language_for(language)
    address = localised(page_path(link.key), language)
    return SiteLink(link.place, address, link.title.read(language), tag)


def register() -> None:
    """Called when the context starts."""
    register_desk_entry(DeskEntry(gettext_lazy("Pages"), "editorial:desk-pages", _writes, 40))
    register_desk_entry(DeskEntry(gettext_lazy("News"), "editorial:desk-news", _writes, 41))
    translations = gettext_lazy("Translations")
    register_desk_entry(DeskEntry(translations, "editorial:texts", _translates, 42))
    register_site_links(_links)
