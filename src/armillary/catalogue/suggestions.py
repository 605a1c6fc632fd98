"""What the catalogue offers to a reader who begins to type: subjects by their name in any language,
titles, authors and publishers, collections."""

from collections.abc import Iterable, Iterator
from itertools import islice

from armillary.catalogue.enums import KIND
from armillary.catalogue.models import Collection
from armillary.catalogue.works.showing import found_editions
from armillary.formats.values.folding import fold
from armillary.search.suggestions import Suggestion, count, named, register_suggester, titled
from armillary.vocabularies.queries import label, terms_beginning

SUBJECTS, TITLES, PEOPLE, COLLECTIONS = 3, 4, 2, 2  # at most so many of each
TRIED = 12  # terms of which some may have no resource


def subjects(text: str, language: str) -> list[Suggestion]:
    """Those that have resources. A reader who types a name in another language sees both."""
    terms = terms_beginning("subjects", text, language=language)[:TRIED]
    return list(islice(_with_resources(terms, language), SUBJECTS))


def _with_resources(terms: Iterable[tuple[str, str]], language: str) -> Iterator[Suggestion]:
    for key, written in terms:
        query = f"subject:{key}"
        if total := count(KIND, query):
            name = label("subjects", key, language)
            matched = "" if written == name else written
            yield Suggestion("subject", name, query, matched=matched, count=total)


def titles(text: str, language: str) -> list[Suggestion]:
    hits = titled(text, kind=KIND, language=language, size=TITLES)
    several = [hit.id for hit in hits if hit.members > 1]
    found = found_editions([hit.id for hit in hits], language=language, several=several)
    return [
        Suggestion("title", row.titles.read(language), path=f"/resources/{row.public_id}/")
        for row in (edition.resource for edition in found)
    ]


def people(text: str, language: str) -> list[Suggestion]:
    return [
        Suggestion("person", name, f'author:"{name}"', count=total)
        for name, total in named(text, size=PEOPLE)
        if '"' not in name
    ]


def collections(text: str, language: str) -> list[Suggestion]:
    """Those of which a word of the title, in any language, begins so."""
    wanted = f" {fold(text)}"
    published = Collection.objects.filter(is_published=True).order_by("slug")
    return [
        Suggestion("collection", title.read(language), path=f"/collections/{slug}/")
        for slug, title in published.values_list("slug", "title")
        if any(wanted in f" {fold(each)}" for each in title.texts.values())
    ][:COLLECTIONS]


def register() -> None:
    for suggester in (subjects, titles, people, collections):
        register_suggester(suggester)
