"""What a stored record depends on beside the facts of its resource: the collections and sources it is in,
whether it was reviewed, and what else is told of it. Read for many at once."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from armillary.catalogue.alignments.queries import served_statements
from armillary.catalogue.models import CollectionItem, Resource
from armillary.catalogue.provenance import sources_of
from armillary.catalogue.queries import chunks
from armillary.catalogue.works.queries import EditionRow, editions_together
from armillary.dissemination import addresses
from armillary.dissemination.oai.about import Harvested, about
from armillary.dissemination.sets import collection_spec, review_spec, source_spec, specs_of
from armillary.evaluation.queries.families import family_of
from armillary.evaluation.queries.portable import portable_reviews
from armillary.harvest.models import Record, Run

MOST_ORIGINS: Final = 20  # of one record
OAI: Final = "oai"  # the kind of sources whose records have identifiers and datestamps of their own


@dataclass(frozen=True, slots=True)
class Beside:
    """`fingerprint` is another one whenever any format of the record may be."""

    specs: list[str]
    about: bytes
    fingerprint: str


def beside(resources: Sequence[Resource]) -> dict[int, Beside]:
    """Id of a resource → what is told beside it."""
    pages = {each.pk: addresses.landing(each.public_id) for each in resources}
    family = family_of(pages)
    collections, harvested = _collections(family), _harvested(family)
    reviews, served = portable_reviews(family, pages), served_statements(list(pages))
    works = editions_together(list(pages))
    found = {}
    for each in resources:
        specs = specs_of(
            each.stated,
            *(collection_spec(slug) for slug in sorted(collections[each.pk])),
            *(source_spec(name) for name in sources_of(each.provenance)),
            review_spec(is_reviewed=bool(reviews[each.pk])),
        )
        told = about(harvested[each.pk][:MOST_ORIGINS], reviews[each.pk])
        print_of_it = _fingerprint(each, served.get(each.pk, ()), works.get(each.pk, ()))
        found[each.pk] = Beside(specs, told, print_of_it)
    return found


def _fingerprint(
    resource: Resource, served: Iterable[tuple[str, str]], work: Iterable[EditionRow]
) -> str:
    """Of what the formats that are made when they are asked for say more than the stored one."""
    editions = [
        (row.resource.public_id, row.kind, row.language, row.label, row.resource.titles.texts)
        for row in work
    ]
    said = (resource.stated, resource.unavailable_since, sorted(served), editions)
    return hashlib.blake2b(
        orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=16
    ).hexdigest()


def _collections(family: Mapping[int, int]) -> dict[int, set[str]]:
    """The published ones that a resource, or what was merged into it, is in."""
    found: dict[int, set[str]] = defaultdict(set)
    for part in chunks(sorted(family)):
        items = CollectionItem.objects.filter(resource__in=part, collection__is_published=True)
        for number, slug in items.values_list("resource_id", "collection__slug"):
            found[family[number]].add(slug)
    return found


def _harvested(family: Mapping[int, int]) -> dict[int, list[Harvested]]:
    found: dict[int, list[Harvested]] = defaultdict(list)
    for part in chunks(sorted(family)):
        records = list(_records(part))
        begun = _begun(record.changed_in for record in records)
        for record in records:
            options = record.source.options
            found[family[record.resource_id or 0]].append(
                Harvested(
                    base_url=record.source.address,
                    identifier=record.identifier,
                    datestamp=record.datestamp,
                    prefix=str(options.get("prefix") or "oai_dc"),
                    taken=begun.get(record.changed_in, record.created_at),
                )
            )
    return found


def _begun(runs: Iterable[int]) -> dict[int, datetime]:
    """When the runs began that took records as they are now; of runs that are kept no more nothing."""
    return dict(Run.objects.filter(pk__in=set(runs)).values_list("pk", "started_at"))


def _records(ids: Iterable[int]) -> Iterable[Record]:
    rows = Record.objects.filter(resource__in=list(ids), is_deleted=False, source__kind=OAI)
    return rows.select_related("source").defer("payload").order_by("pk")
