"""What was listed last, as an Atom feed (RFC 4287), whole or by subject and language."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.catalogue.models import Resource
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.core.texts import TranslatedText
from armillary.dissemination import addresses
from armillary.dissemination.markup import DECLARATION, element, timestamp, xml_text
from armillary.dissemination.queries import newest_resources
from armillary.dissemination.sets import language_spec, subject_spec
from armillary.vocabularies.queries import label

ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed that has no entries was last changed


def resource_feed(*, subject: str = "", language: str = "") -> bytes:
    """The feed of a subject and of resources in a language; all where neither is given. Names are
    in that language where the interface speaks it."""
    specs = [subject_spec(subject)] if subject else []
    specs += [language_spec(language)] if language else []
    resources = newest_resources(specs=specs, count=ENTRIES)
    reader = language if language in INTERFACE_LANGUAGES else "en"
    with override(reader):
        return feed_document(_head(subject, language, reader), resources, reader)


def feed_document(head: Iterable[str], resources: Sequence[Resource], reader: str) -> bytes:
    """A feed of resources, whatever chose them, in the language of `reader`."""
    parts = [
        DECLARATION,
        f'<feed xmlns="{ATOM}" xml:lang="{reader}">\n',
        *head,
        f"<author>{element('name', addresses.SITE_NAME)}</author>",
        element("updated", timestamp(_updated(resources))),
        *(_entry(resource, reader) for resource in resources),
        "\n</feed>\n",
    ]
    return "".join(parts).encode()


def feed_links(address: str, page: str) -> Iterator[str]:
    """Its id, which is its address, and the page that shows the same."""
    yield element("id", address)
    yield element("link", rel="self", type="application/atom+xml", href=address)
    yield element("link", rel="alternate", type="text/html", href=page)


def feed_address(subject: str, language: str) -> str:
    path = f"/feeds/subjects/{subject}.atom" if subject else "/feeds/resources.atom"
    return addresses.site(path, **({"language": language} if language else {}))


def _head(subject: str, language: str, reader: str) -> Iterator[str]:
    address = feed_address(subject, language)
    wanted = {"subject": subject, "language": language}
    query = {name: value for name, value in wanted.items() if value}
    page = addresses.site("/resources/", reader, sort="newest", **query)
    yield element("title", _title(subject, reader))
    yield from feed_links(address, page)


def _title(subject: str, reader: str) -> str:
    if not subject:
        return _("New resources in %(site)s") % {"site": addresses.SITE_NAME}
    facts = {"site": addresses.SITE_NAME, "subject": label("subjects", subject, reader)}
    return _("New resources on %(subject)s in %(site)s") % facts


def _updated(resources: Sequence[Resource]) -> datetime:
    return max((resource.datestamp for resource in resources), default=BEGINNING)


def _entry(resource: Resource, reader: str) -> str:
    address = addresses.landing(resource.public_id)
    facts = resource.facts
    parts = [
        element("id", address),
        _text("title", resource.titles, reader) or element("title", resource.public_id),
        element("link", rel="alternate", type="text/html", href=address),
        element("published", timestamp(resource.listed_at or resource.created_at)),
        element("updated", timestamp(resource.datestamp)),
        _text("summary", resource.descriptions, reader),
        *(_author(agent["name"]) for agent in facts.get("creators", [])),
        *(_category(key, reader) for key in facts.get("subjects", [])),
    ]
    return f"\n<entry>{''.join(parts)}</entry>"


def _text(name: str, texts: TranslatedText, reader: str) -> str:
    tag = texts.language_for(reader)
    if not texts.read(reader):
        return ""
    language = f' xml:lang="{xml_text(tag)}"' if tag != "und" else ' xml:lang=""'
    return f'<{name} type="text"{language}>{xml_text(texts.read(reader))}</{name}>'


def _author(name: str) -> str:
    return f"<author>{element('name', name)}</author>"


def _category(key: str, reader: str) -> str:
    return element("category", term=key, label=label("subjects", key, reader))
