"""Fields in which several things are ticked."""

from collections.abc import Collection, Iterable
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def chosen(bound: Any) -> set[str]:
    """Values of a field with several, as they were sent or are proposed."""
    return {str(each) for each in bound.value() or ()}


@register.filter
def holds(terms: Iterable[tuple[str, str]], chosen: Collection[str]) -> bool:
    """Is any of these terms chosen?"""
    return any(key in chosen for key, _label in terms)
