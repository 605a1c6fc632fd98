"""Resources as a list shows them: enough to choose by, in the reader's language where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from armillary.catalogue import queries as catalogue
from armillary.catalogue.models import Resource
from armillary.catalogue.works.showing import found_editions
from armillary.core.templatetags.components import language_marks
from armillary.formats.values.licences import licence
from armillary.portal.editions import EditionLine, lines_of
from armillary.search.highlighting import Highlighter, Segment
from armillary.search.language import Query
from armillary.search.planning import Across
from armillary.search.queries import SearchResult
from armillary.vocabularies import queries as vocabularies

SNIPPET = 220
CREATORS = 3
EDITIONS = 8
NO_QUERY = Query()
UNMARKED = Highlighter(NO_QUERY)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result; texts come in pieces, matched or not."""

    public_id: str
    address: str
    title: list[Segment]
    title_marks: SafeString  # lang and dir, where the text is not in the reader's language
    snippet: list[Segment]
    snippet_marks: SafeString
    facts: list[str]
    creators: list[str]
    unavailable: str = ""  # that and since when it could not be reached
    reason: str = ""  # why it is there, where its text does not show it
    editions: Sequence[EditionLine] = ()  # others of its work
    why_address: str = ""  # of the same page with all that put it there
    why: Sequence[str] = ()  # all that put it there, in sentences, where somebody asked


def hits_of(ids: Sequence[int], *, language: str) -> list[Hit]:
    return [hit_of(row, language=language) for row in catalogue.brief_rows_in_order(ids)]


def found_hits(result: SearchResult, *, language: str) -> list[Hit]:
    """What a search found, with its words marked, and their names in other languages; of a work the
    edition in a language that was asked for, or in the reader's."""
    across = result.across
    mark = Highlighter(result.reading, across.labels if across else ())
    found = found_editions(
        result.ids, language=language, wanted=result.languages, several=result.several
    )
    return [
        hit_of(
            each.resource,
            language=language,
            mark=mark,
            reason=_by_topic(across) if across and each.found in across.brought else "",
            editions=lines_of(each.others[:EDITIONS], language),
        )
        for each in found
    ]


def _by_topic(across: Across) -> str:
    return _("Found by topic: %(names)s") % {"names": ", ".join(across.names)}


def hit_of(
    resource: Resource,
    *,
    language: str,
    mark: Highlighter = UNMARKED,
    reason: str = "",
    editions: Sequence[EditionLine] = (),
) -> Hit:
    titles, descriptions = resource.titles, resource.descriptions
    return Hit(
        public_id=resource.public_id,
        address=f"{_resources_path(get_language())}{resource.public_id}/",
        title=mark(titles.read(language), titles.language_for(language)),
        title_marks=language_marks(titles.language_for(language), language),
        snippet=mark(_shortened(descriptions.read(language)), descriptions.language_for(language)),
        snippet_marks=language_marks(descriptions.language_for(language), language),
        facts=_facts_in_short(resource, language),
        creators=[agent["name"] for agent in resource.facts.get("creators", [])[:CREATORS]],
        unavailable=unavailable_in_words(resource.unavailable_since),
        reason=reason,
        editions=editions,
    )


def unavailable_in_words(since: datetime | None) -> str:
    """Empty while it can be opened."""
    if since is None:
        return ""
    day = formats.date_format(since, "DATE_FORMAT")
    return _("Could not be reached since %(day)s") % {"day": day}


@cache
def _resources_path(_language: str | None) -> str:
    """Where resources stand in a language: asked for every result, and always the same."""
    return reverse("portal:search")


def _shortened(text: str) -> str:
    """The beginning, cut between words; scripts without spaces are cut where it must be."""
    if len(text) <= SNIPPET:
        return text
    start, _space, rest = text[:SNIPPET].rpartition(" ")
    return (start if len(rest) < SNIPPET // 4 else text[:SNIPPET]) + " …"


def _facts_in_short(resource: Resource, language: str) -> list[str]:
    facts = resource.facts
    label = vocabularies.label
    return [
        *(label("types", key, language) for key in facts.get("types", [])[:2]),
        *(label("levels", key, language) for key in facts.get("levels", [])[:3]),
        *(label("languages", key, language) for key in facts.get("languages", [])[:3]),
        licence_in_short(facts.get("licence", ""), language),
    ]


def licence_in_short(address: str, language: str) -> str:
    """The licence without its explanation in brackets: CC BY 4.0."""
    terms = licence(address)
    if terms is None:
        return _("Own terms") if address else _("No licence stated")
    label = vocabularies.label("licences", terms.key, language)
    return label.partition(" (")[0].partition("（")[0]
