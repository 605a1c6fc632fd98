"""The pieces of the search page that come by the hundred. The template engine takes most of the
page's time for them when they are written as templates, so they are put together here."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from armillary.core.templatetags.components import CURRENT, translated
from armillary.core.texts import TranslatedText
from armillary.portal.downloads import Download
from armillary.portal.editions import EditionLine
from armillary.portal.facets import Facet, Option
from armillary.portal.hits import Hit
from armillary.search.highlighting import Segment

register = template.Library()
WISHES = 5


@register.simple_tag
def result_items(hits: Iterable[Hit]) -> SafeString:
    """Results as items of a list, each with the way to why it is there."""
    path, keep, why = reverse("portal:list"), _("Keep"), _("Why is this here?")
    return SafeString(
        "".join(_hit(h, keep=_keep(h.public_id, path, keep), why=_why(h, why)) for h in hits)
    )


@register.simple_tag
def keep_link(public_id: str) -> SafeString:
    """A link that puts a resource on the reader's list; a button where there is a script."""
    return SafeString(_keep(public_id, reverse("portal:list"), _("Keep")))


@register.simple_tag(takes_context=True)
def result_item(
    context: dict[str, Any], hit: Hit, note: TranslatedText | None = None, *, keep: bool = True
) -> SafeString:
    """One result, perhaps with a word on why it is there, and with the link that keeps it."""
    words = translated(context, note) if note else ""
    said = f'<p class="note">{words}</p>' if words else ""
    return SafeString(_hit(hit, note=said, keep=keep_link(hit.public_id) if keep else ""))


@register.simple_tag
def download_items(downloads: Iterable[Download]) -> SafeString:
    """Files of a list, as items of one."""
    return SafeString(
        "".join(
            f'<li><a href="{escape(each.address)}" rel="nofollow" download>'
            f"{escape(each.name)}</a></li>"
            for each in downloads
        )
    )


@register.simple_tag
def facet_lists(facets: Iterable[Facet]) -> SafeString:
    """Every facet with its options, each a link that adds or removes it."""
    return SafeString("".join(map(_facet, facets)))


@register.simple_tag
def facet_buttons(facet: Facet) -> SafeString:
    """A facet with its options, each a button of the form around it that searches so."""
    options = "".join(
        f'<li class="depth-{option.depth}"><button type="submit" class="plain" name="go" '
        f'value="{escape(option.address or "?")}"{CURRENT if option.selected else ""}>'
        f'<bdi>{_escaped(option.label)}</bdi> <span class="count">{escape(option.count)}</span>'
        "</button></li>"
        for option in facet.options
    )
    return SafeString(
        f"<details{' open' if facet.is_open else ''}><summary>{escape(facet.title)}</summary>"
        f"<ul>{options}</ul></details>"
    )


@register.simple_tag
def wish_items(facet: Facet) -> SafeString:
    """What a classroom may need, the first few at once and what is chosen; the rest below a word that
    opens it, so that results are in sight on a phone."""
    first = [option for at, option in enumerate(facet.options) if at < WISHES or option.selected]
    rest = [option for option in facet.options if option not in first]
    more = escape(_("More for the classroom"))
    further = f"<details><summary>{more}</summary>{_chips(rest)}</details>" if rest else ""
    rule = escape(_("All that you choose must hold."))
    chosen = any(option.selected for option in facet.options)
    hint = f'<p class="hint">{rule}</p>' if chosen else ""
    return SafeString(_chips(first) + hint + further)


def _chips(options: Iterable[Option]) -> str:
    return f'<ul class="chips">{"".join(map(_option, options))}</ul>'


def _hit(hit: Hit, *, note: str = "", keep: str = "", why: str = "") -> str:
    names = " · ".join(f"<bdi>{escape(name)}</bdi>" for name in hit.creators)
    creators = f'<p class="hint">{names}</p>' if names else ""
    text = f'<p class="text"{hit.snippet_marks}>{marked(hit.snippet)}</p>' if hit.snippet else ""
    facts = "".join(f"<li>{_escaped(fact)}</li>" for fact in hit.facts)
    gone = f'<p class="wrong">{escape(hit.unavailable)}</p>' if hit.unavailable else ""
    editions = _editions(hit.editions) if hit.editions else ""
    reason = f'<p class="hint">{escape(hit.reason)}</p>' if hit.reason else ""
    return (
        f'<li><h3><a href="{escape(hit.address)}">'
        f"<span{hit.title_marks}>{marked(hit.title)}</span></a></h3>"
        f'{creators}{gone}{text}{reason}{note}<ul class="line">{facts}</ul>{keep}{why}{editions}</li>'
    )


def _keep(public_id: str, path: str, word: str) -> str:
    return (
        f'<a class="keep" rel="nofollow" href="{path}?ids={escape(public_id)}" '
        f'data-keep="{escape(public_id)}">{escape(word)}</a>'
    )


def _why(hit: Hit, word: str) -> str:
    """A link that asks why; the answer in its place where somebody asked."""
    if not hit.why:
        address = escape(hit.why_address)
        return (
            f' <a class="why" rel="nofollow" href="{address}">{escape(word)}</a>' if address else ""
        )
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in hit.why)
    more = f'<a href="{reverse("portal:ranking")}">{escape(_("How results are ordered"))}</a>'
    return f'<section id="why" tabindex="-1"><h4>{escape(word)}</h4><ul>{reasons}</ul><p>{more}</p></section>'


def _editions(lines: Iterable[EditionLine]) -> str:
    """The other editions of a result, by language and what else tells them apart."""
    links = "".join(
        f'<li><a href="{escape(line.address)}"'
        + (f' hreflang="{escape(line.language)}"' if line.language else "")
        + f">{escape(' · '.join(line.words))}</a></li>"
        for line in lines
    )
    return f'<p class="hint">{escape(_("Other editions:"))}</p><ul class="line">{links}</ul>'


@register.simple_tag
def marked(segments: Iterable[Segment]) -> SafeString:
    """A text with what the search found in it marked."""
    return SafeString(
        "".join(
            f"<mark>{escape(text)}</mark>" if matched else escape(text)
            for text, matched in segments
        )
    )


def _facet(facet: Facet) -> str:
    options = "".join(map(_option, facet.options))
    return (
        f"<details{' open' if facet.is_open else ''}><summary>{escape(facet.title)}</summary>"
        f"<ul>{options}</ul></details>"
    )


@lru_cache(maxsize=4096)
def _escaped(label: str) -> str:
    """The same labels come with every page."""
    return escape(label)


def _option(option: Option) -> str:
    current = ' aria-current="true"' if option.selected else ""
    return (
        f'<li class="depth-{option.depth}">'
        f'<a rel="nofollow" href="{escape(option.address)}"{current}>'
        f'<bdi>{_escaped(option.label)}</bdi> <span class="count">{escape(option.count)}</span>'
        "</a></li>"
    )
