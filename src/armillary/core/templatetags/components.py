"""The pieces every page is built from."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from armillary.core.desk import entries_for
from armillary.core.languages import INTERFACE_LANGUAGES, UNDETERMINED, direction
from armillary.core.texts import TranslatedText

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context: RequestContext, language: str) -> str:
    """The address of this page in another interface language; English has no prefix.

    Every page stands at the same path in each of them, so nothing has to be resolved six times.
    """
    address = context["request"].get_full_path()
    prefix, _slash, rest = address[1:].partition("/")
    bare = f"/{rest}" if prefix in INTERFACE_LANGUAGES else address
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


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
