"""Put the list of a release together: every text in the language of the pack where there is one."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import override

from armillary.core.languages import direction
from armillary.dissemination import addresses
from armillary.dissemination.packs.models import Pack, PackedFile
from armillary.dissemination.packs.planning import Plan, Planned
from armillary.dissemination.packs.words import words_in
from armillary.formats.packs.listing import Item, Listing, Section, StoredFile, Terms
from armillary.formats.packs.program import program
from armillary.formats.packs.sums import sum_of
from armillary.formats.values.licences import licence
from armillary.vocabularies.queries import label

ALL: Final = "all"
FEW: Final = 12  # resources that need no sections
OTHER: Final = "other"
# Fields of an item, each called as the vocabulary of its values is.
VOCABULARIES: Final = ("subjects", "levels", "types", "languages", "audiences")


def listing_of(pack: Pack, plan: Plan, *, number: int, made: datetime) -> Listing:
    language = pack.language
    sections = _sections(plan.items, pack)
    items = tuple(_item(each, sections, language) for each in plan.items)
    with override(language if language in dict(settings.LANGUAGES) else "en"):
        words = words_in()
    return Listing(
        id=pack.public_id,
        release=number,
        made=f"{made:%Y-%m-%dT%H:%M:%SZ}",
        address=addresses.site(f"/packs/{pack.slug}/"),
        language=language,
        direction=direction(language),
        title=pack.title.read(language),
        text=pack.collection.introduction.read(language) if pack.collection else "",
        publisher=addresses.SITE_NAME,
        publisher_address=addresses.site("/"),
        licence=_terms(settings.METADATA_LICENCE, language),
        slug=pack.slug,
        program=sum_of(program()),
        sections=tuple({section.id: section for section in sections.values()}.values()),
        items=items,
        words=words,
        names=_names(items, language),
    )


def _sections(items: Iterable[Planned], pack: Pack) -> dict[str, Section]:
    """Public id → the section a resource stands in: that of the first subject it states."""
    language = pack.language
    whole = list(items)
    if len(whole) <= FEW:
        return dict.fromkeys(
            (each.resource.public_id for each in whole), Section(ALL, pack.title.read(language))
        )
    return {each.resource.public_id: _section(each, language) for each in whole}


def _section(planned: Planned, language: str) -> Section:
    subject = next(iter(planned.resource.stated.get("subjects", ())), "")
    if not subject:
        with override(language):
            return Section(OTHER, str(words_in()["other"]))
    return Section(
        re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-") or OTHER,
        label("subjects", subject, language),
    )


def _item(planned: Planned, sections: Mapping[str, Section], language: str) -> Item:
    resource, stated = planned.resource, planned.resource.stated
    name = resource.public_id
    return Item(
        id=name,
        title=resource.titles.read(language),
        text=resource.descriptions.read(language),
        language=resource.titles.language_for(language) or language,
        address=resource.address,
        page=addresses.landing(name),
        section=sections[name].id,
        how="copy" if planned.is_copy else "card",
        why=planned.why,
        note=planned.note,
        terms=_terms(stated.get("licence", ""), language),
        creators=tuple(agent["name"] for agent in stated.get("creators", ())),
        publisher=stated["publisher"]["name"] if "publisher" in stated else "",
        published=stated.get("published", ""),
        minutes=stated.get("minutes", 0),
        subjects=tuple(stated.get("subjects", ())),
        levels=tuple(stated.get("levels", ())),
        types=tuple(stated.get("types", ())),
        languages=tuple(stated.get("languages", ())),
        keywords=tuple(stated.get("keywords", ())),
        audiences=tuple(stated.get("audiences", ())),
        files=tuple(
            _stored(file.found, file.wanted.name)
            for file in planned.files
            if file.found is not None
        ),
    )


def _stored(row: PackedFile, name: str) -> StoredFile:
    return StoredFile(
        sha256=row.sha256,
        md5=row.md5,
        size=row.size,
        media_type=row.media_type,
        extension=row.extension,
        name=name,
    )


def _terms(address: str, language: str) -> Terms:
    found = licence(address) if address else None
    if found is None:
        return Terms(address=address)
    return Terms(found.key, label("licences", found.key, language), found.address)


def _names(items: Iterable[Item], language: str) -> dict[str, dict[str, str]]:
    used: dict[str, set[str]] = {name: set() for name in VOCABULARIES}
    for item in items:
        for name in VOCABULARIES:
            used[name].update(getattr(item, name))
    return {
        name: {key: label(name, key, language) for key in sorted(used[name])}
        for name in VOCABULARIES
    }
