"""A listed resource as a publication, in the words of its reader."""

from typing import Any

from django.templatetags.static import static

from armillary.catalogue.models import Resource
from armillary.dissemination import addresses
from armillary.formats.opds_writer import Seen, Subject, link, write_publication
from armillary.vocabularies.queries import label, scheme_table

ROOT = "/opds"


def opds(path: str, language: str, **query: str) -> str:
    """The address of a door of the catalogue."""
    return addresses.site(f"{ROOT}{path}", language, **query)


def publication_of(resource: Resource, language: str) -> dict[str, Any]:
    """Only what somebody stated: an app has no place for how sure a machine is."""
    stated, public_id = resource.stated, resource.public_id
    return write_publication(
        stated,
        Seen(
            address=opds(f"/publications/{public_id}", language),
            page=addresses.landing(public_id),
            title=resource.titles.read(language) or public_id,
            summary=resource.descriptions.read(language),
            subjects=[_subject(key, language) for key in stated.get("subjects", [])],
            modified=resource.datestamp,
            picture=_emblem(),
        ),
    )


def _subject(key: str, language: str) -> Subject:
    scheme = scheme_table("subjects").uri
    feed = opds(f"/subjects/{key}", language)
    return Subject(label("subjects", key, language), key, scheme, feed)


def _emblem() -> dict[str, Any]:
    """That of this site: every publication needs a picture."""
    address = addresses.site(static("core/icon-512.png"))
    return link(address, "image/png", width=512, height=512)
