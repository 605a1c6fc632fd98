"""What was listed last, as a feed in any form, whole or by subject and language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.catalogue.models import Resource
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.core.texts import TranslatedText
from armillary.dissemination import addresses
from armillary.dissemination.feed_forms import ATOM
from armillary.dissemination.queries import newest_resources
from armillary.dissemination.sets import language_spec, subject_spec
from armillary.formats.feed_writers import Category, Enclosure, Entry, Outline, Page, Wording
from armillary.vocabularies.queries import label

ENTRIES = 50
MOST_FILES = 10  # of an entry
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed that has no entries was last changed


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says before its entries. `name` is its address as Atom, which every form of it is
    called by; `address` that of the form at hand."""

    name: str
    address: str
    page: str
    title: str
    following: str = ""
    first: str = ""
    search: Page | None = None


def resource_feed(form: str = ATOM, *, subject: str = "", language: str = "") -> Outline:
    """The feed of a subject and of resources in a language; all where neither is given. Names are
    in that language where the interface speaks it."""
    specs = [subject_spec(subject)] if subject else []
    specs += [language_spec(language)] if language else []
    resources = newest_resources(specs=specs, count=ENTRIES)
    reader = language if language in INTERFACE_LANGUAGES else "en"
    with override(reader):
        return outline_of(_head(form, subject, language, reader), resources, reader)


def outline_of(head: Head, resources: Sequence[Resource], reader: str) -> Outline:
    """A feed of resources, whatever chose them, in the language of `reader`."""
    return Outline(
        name=head.name,
        address=head.address,
        page=head.page,
        title=head.title,
        description=_(
            "Resources to teach and learn science, technology, engineering and mathematics."
        ),
        language=reader,
        site=addresses.SITE_NAME,
        home=addresses.site("/", reader),
        updated=max((resource.datestamp for resource in resources), default=BEGINNING),
        entries=[_entry(resource, reader) for resource in resources],
        following=head.following,
        first=head.first,
        search=head.search,
    )


def feed_address(form: str = ATOM, *, subject: str = "", language: str = "") -> str:
    path = f"/feeds/subjects/{subject}.{form}" if subject else f"/feeds/resources.{form}"
    return addresses.site(path, **({"language": language} if language else {}))


def _head(form: str, subject: str, language: str, reader: str) -> Head:
    wanted = {"subject": subject, "language": language}
    query = {name: value for name, value in wanted.items() if value}
    return Head(
        name=feed_address(subject=subject, language=language),
        address=feed_address(form, subject=subject, language=language),
        page=addresses.site("/resources/", reader, sort="newest", **query),
        title=_title(subject, reader),
    )


def _title(subject: str, reader: str) -> str:
    if not subject:
        return _("New resources in %(site)s") % {"site": addresses.SITE_NAME}
    facts = {"site": addresses.SITE_NAME, "subject": label("subjects", subject, reader)}
    return _("New resources on %(subject)s in %(site)s") % facts


def _entry(resource: Resource, reader: str) -> Entry:
    """With what somebody stated: whoever harvests a feed must not take a guess for a fact."""
    address, stated = addresses.landing(resource.public_id), resource.stated
    title = _wording(resource.titles, reader) or Wording(resource.public_id, "und")
    return Entry(
        name=address,
        title=title,
        page=address,
        about=resource.address,
        published=resource.listed_at or resource.created_at,
        updated=resource.datestamp,
        summary=_wording(resource.descriptions, reader),
        authors=[agent["name"] for agent in stated.get("creators", [])],
        categories=[
            Category(key, label("subjects", key, reader)) for key in stated.get("subjects", [])
        ],
        licence=stated.get("licence", ""),
        enclosures=list(_files(resource)),
    )


def _wording(texts: TranslatedText, reader: str) -> Wording | None:
    words = texts.read(reader)
    return Wording(words, texts.language_for(reader)) if words else None


def _files(resource: Resource) -> Iterator[Enclosure]:
    for file in resource.stated.get("files", [])[:MOST_FILES]:
        yield Enclosure(file["address"], file.get("media_type", ""), file.get("size") or 0)
