"""The pieces every page is built from."""

from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template.context import RequestContext
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from armillary.core.desk import entries_for
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, UNDETERMINED, direction
from armillary.core.site_links import SiteLink, site_links
from armillary.core.texts import TranslatedText

register = template.Library()

UNDO: Final = "undo:"  # before the id of a decision, as the tag of a message
CURRENT: Final = ' aria-current="true"'


@register.simple_tag(takes_context=True)
def kept(context: RequestContext, name: str) -> SafeString:
    """A part of every page that differs by language, by whether somebody is signed in and by the links
    that people of the site have put there, and by nothing else."""
    language = context["language"]
    return _kept(name, language, context["user"].is_authenticated, site_links(language))


@lru_cache(maxsize=64)
def _kept(name: str, language: str, signed_in: bool, links: tuple[SiteLink, ...]) -> SafeString:
    known = {"language": language, "signed_in": signed_in, "links": links}
    return SafeString(get_template(name).render(known))


@register.simple_tag(takes_context=True)
def alternate_links(context: RequestContext) -> SafeString:
    """This page in every interface language, for machines."""
    base = settings.BASE_URL
    return SafeString(
        "".join(
            f'<link rel="alternate" hreflang="{tag}" href="{escape(base + address)}">'
            for tag, address in _in_each_language(context["request"])
        )
    )


@register.simple_tag(takes_context=True)
def language_choices(context: RequestContext) -> SafeString:
    """This page in every interface language, each called by its own name, as items of a list."""
    here = context["language"]
    return SafeString(
        "".join(
            f'<li><a href="{escape(address)}" lang="{tag}" hreflang="{tag}"'
            f"{CURRENT if tag == here else ''}>{escape(ENDONYMS[tag])}</a></li>"
            for tag, address in _in_each_language(context["request"])
        )
    )


def _in_each_language(request: HttpRequest) -> list[tuple[str, str]]:
    """(language, address); English has no prefix. Every page stands at the same path in each of
    them, so nothing has to be resolved six times."""
    address = request.get_full_path()
    prefix, _slash, rest = address[1:].partition("/")
    bare = f"/{rest}" if prefix in INTERFACE_LANGUAGES else address
    return [(tag, bare if tag == settings.LANGUAGE_CODE else f"/{tag}{bare}") for tag in ENDONYMS]


@register.simple_tag(takes_context=True)
def translated(context: dict[str, Any], text: TranslatedText) -> SafeString:
    """A text for this reader; marked with its language and direction where it is not theirs."""
    wanted = context["language"]
    marks = language_marks(text.language_for(wanted), wanted)
    if not marks:
        return format_html("{}", text.read(wanted))
    return format_html("<span{}>{}</span>", marks, text.read(wanted))


@register.filter
def machine_time(moment: datetime) -> str:
    """A moment for the `datetime` attribute of `time`, which takes no fractions of this length."""
    return moment.isoformat(timespec="seconds")


@register.filter
def undo_id(message: Message) -> str:
    """The decision that a message tells of and that can be undone; empty for other messages."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


@register.filter
def percent(share: float) -> str:
    """How sure a machine is: 0.834 is 83 %."""
    return _("%(number)d %%") % {"number": round(share * 100)}


@register.simple_tag
def language_marks(found: str, wanted: str) -> SafeString:
    """Attributes for an element whose text is in `found` on a page in `wanted`."""
    if found in ("", wanted, UNDETERMINED):
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', found, direction(found))


@register.inclusion_tag("core/_desk_menu.html", takes_context=True)
def desk_menu(context: RequestContext) -> dict[str, Any]:
    """The screens that whoever is signed in may see."""
    request = context["request"]
    return {"entries": entries_for(request.user), "path": request.path}


@register.inclusion_tag("core/_field.html")
def field(bound: Any) -> dict[str, Any]:
    """One form field with its label, help and errors tied to it for assistive technology."""
    return {"field": bound}
