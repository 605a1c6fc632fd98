"""What a document says a collection is: its words, and what is in it. Resources that it names come
first, in its order; what a search finds follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.catalogue.errors import NoSuchResource
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import public_id_in, rows_in_order, standing
from armillary.catalogue.works.showing import found_editions
from armillary.core.errors import InvalidInput
from armillary.core.languages import UNDETERMINED
from armillary.core.texts import TranslatedText
from armillary.search.queries import MAX_SIZE, SearchRequest, find

FIELDS: Final = ("slug", "title", "introduction", "resources", "filters", "size")
USUAL_SIZE: Final = 12
MOST_NAMED: Final = 500


@dataclass(frozen=True, slots=True)
class Gathering:
    """`size` is how many a search may bring."""

    slug: str
    title: TranslatedText
    introduction: TranslatedText
    resources: list[str]
    filters: dict[str, list[str]]
    size: int


def read_gathering(document: Mapping[str, Any]) -> Gathering:
    """Check the shape of `document`. Raises `InvalidInput`."""
    strange = [str(name)[:40] for name in document if name not in FIELDS]
    if strange:
        raise InvalidInput(
            _("A collection has no field “%(field)s”. Use: %(fields)s.")
            % {"field": strange[0], "fields": ", ".join(FIELDS)}
        )
    slug = document.get("slug")
    return Gathering(
        slug=slug if isinstance(slug, str) else "",
        title=_texts(document, "title"),
        introduction=_texts(document, "introduction"),
        resources=_named(document),
        filters=_filters(document),
        size=_size(document),
    )


def _texts(document: Mapping[str, Any], field: str) -> TranslatedText:
    stated = document.get(field, {})
    if not isinstance(stated, Mapping) or not _are_strings(list(stated.values())):
        raise InvalidInput(
            _("“%(field)s” must be an object of texts by language.") % {"field": field}
        )
    texts = {tag.lower(): text.strip() for tag, text in stated.items()}
    return TranslatedText.written({tag: text for tag, text in texts.items() if text})


def _named(document: Mapping[str, Any]) -> list[str]:
    stated = document.get("resources", [])
    if not _are_strings(stated) or len(stated) > MOST_NAMED:
        raise InvalidInput(
            _("“resources” must be a list of at most %(limit)d ids.") % {"limit": MOST_NAMED}
        )
    return [public_id_in(each) for each in stated]


def _filters(document: Mapping[str, Any]) -> dict[str, list[str]]:
    stated = document.get("filters", {})
    if not isinstance(stated, Mapping) or not all(map(_are_strings, stated.values())):
        raise InvalidInput(_("“filters” must be an object of lists of values."))
    return dict(stated)


def _size(document: Mapping[str, Any]) -> int:
    stated = document.get("size", USUAL_SIZE)
    if type(stated) is not int or not 1 <= stated <= MAX_SIZE:
        raise InvalidInput(_("“size” must be a number from 1 to %(limit)d.") % {"limit": MAX_SIZE})
    return stated


def _are_strings(stated: Any) -> bool:
    return isinstance(stated, list) and all(isinstance(each, str) for each in stated)


def gathered_resources(gathering: Gathering) -> list[Resource]:
    """Each resource once. Raises `NoSuchResource` for an id that nothing has."""
    named = _rows_named(gathering.resources)
    return list(dict.fromkeys(standing(row) for row in [*named, *_found(gathering)]))


def _rows_named(public_ids: Sequence[str]) -> list[Resource]:
    known = Resource.objects.select_related("alias_of").filter(public_id__in=public_ids)
    rows = {row.public_id: row for row in known}
    missing = [public_id for public_id in public_ids if public_id not in rows]
    if missing:
        raise NoSuchResource(
            _("There is no resource with the id “%(id)s”.") % {"id": missing[0][:40]}
        )
    return [rows[public_id] for public_id in public_ids]


def _found(gathering: Gathering) -> list[Resource]:
    if not any(gathering.filters.values()):
        return []
    found = find(SearchRequest(filters=gathering.filters, size=gathering.size, facets=False))
    editions = found_editions(
        found.ids,
        language=UNDETERMINED,
        wanted=found.languages,
        several=found.several,
        read=rows_in_order,
    )
    return [edition.resource for edition in editions]
