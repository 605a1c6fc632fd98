"""A resource inside of a course: what it is, what may be done with it, and the way to it. No search stands
behind it, since a class opens it at once."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.safestring import SafeString

from armillary.catalogue.models import Resource
from armillary.core.templatetags.components import language_marks
from armillary.dissemination.addresses import site
from armillary.portal.addresses import web_address
from armillary.portal.hits import unavailable_in_words
from armillary.portal.resource_page import Terms, terms_of


@dataclass(frozen=True, slots=True)
class FramedResource:
    resource: Resource
    address: str
    host: str
    unavailable: str
    creators: list[str]
    paragraphs: list[str]
    paragraph_marks: SafeString  # lang and dir, where the text is not in the reader's language
    terms: Terms | None
    landing: str


def framed_resource(resource: Resource, language: str) -> FramedResource:
    descriptions, address = resource.descriptions, web_address(resource.address)
    return FramedResource(
        resource=resource,
        address=address,
        host=urlsplit(address).hostname or "",
        unavailable=unavailable_in_words(resource.unavailable_since),
        creators=[agent["name"] for agent in resource.facts.get("creators", [])],
        paragraphs=[line for line in descriptions.read(language).splitlines() if line.strip()],
        paragraph_marks=language_marks(descriptions.language_for(language), language),
        terms=terms_of(resource.facts.get("licence", ""), language),
        landing=site(f"/resources/{resource.public_id}/", language),
    )
