"""The pieces of the search page that come by the hundred. The template engine takes most of the
page's time for them when they are written as templates, so they are put together here."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from armillary.portal.facets import Option
from armillary.search.highlighting import Segment

register = template.Library()


@register.simple_tag
def marked(segments: Iterable[Segment]) -> SafeString:
    """A text with what the search found in it marked."""
    return SafeString(
        "".join(
            f"<mark>{escape(part.text)}</mark>" if part.matched else escape(part.text)
            for part in segments
        )
    )


@register.simple_tag
def names(people: Iterable[str]) -> SafeString:
    """Names in a line, each in its own direction."""
    return SafeString(" · ".join(f"<bdi>{escape(name)}</bdi>" for name in people))


@register.simple_tag
def items(texts: Iterable[str]) -> SafeString:
    """Short texts as items of a list."""
    return SafeString("".join(f"<li>{escape(text)}</li>" for text in texts))


@register.simple_tag
def facet_options(options: Iterable[Option]) -> SafeString:
    """The options of one facet as items of a list, each a link that adds or removes it."""
    return SafeString("".join(_option(option) for option in options))


def _option(option: Option) -> str:
    current = ' aria-current="true"' if option.selected else ""
    return (
        f'<li class="depth-{option.depth}">'
        f'<a rel="nofollow" href="{escape(option.address)}"{current}>'
        f'<bdi>{escape(option.label)}</bdi> <span class="count">{escape(option.count)}</span>'
        "</a></li>"
    )
