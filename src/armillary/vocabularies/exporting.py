"""A vocabulary as a SKOS file, with the names that were given here."""

from armillary.core.languages import UNDETERMINED
from armillary.core.texts import TranslatedText
from armillary.formats import skos
from armillary.formats.skos_writer import write_skos
from armillary.vocabularies.models import Concept, Scheme


def exported(scheme: Scheme) -> bytes:
    """Turtle. What is deprecated goes along, since others may still use it."""
    concepts = list(scheme.concepts.order_by("position", "pk"))
    uris = {concept.pk: concept.uri for concept in concepts}
    above: dict[int, list[str]] = {concept.pk: [] for concept in concepts}
    links = Concept.broader.through.objects.filter(from_concept__scheme=scheme).order_by("pk")
    for narrow, broad in links.values_list("from_concept_id", "to_concept_id"):
        above[narrow].append(uris[broad])
    return write_skos(
        skos.Scheme(
            uri=scheme.uri,
            titles=_tags(scheme.title),
            concepts=[_concept(concept, above[concept.pk]) for concept in concepts],
            collections=_groups(scheme, concepts),
        )
    )


def _groups(scheme: Scheme, concepts: list[Concept]) -> list[skos.Collection]:
    """The groups that concepts are in; of a group only its notation is kept here."""
    members: dict[str, list[str]] = {}
    for concept in concepts:
        for notation in concept.groups:
            members.setdefault(notation, []).append(concept.uri)
    return [
        skos.Collection(f"{scheme.uri}#group-{notation}", notation, members=found)
        for notation, found in members.items()
    ]


def _concept(concept: Concept, broader: list[str]) -> skos.Concept:
    return skos.Concept(
        uri=concept.uri,
        notation=concept.key,
        pref_labels=_tags(concept.label),
        alt_labels=concept.other_labels,
        definitions=_tags(concept.definition),
        broader=broader,
        related=concept.related,
        matches=concept.matches,
        levels=concept.levels,
        top=not broader,
        deprecated=concept.is_deprecated,
    )


def _tags(text: TranslatedText) -> dict[str, str]:
    return {"" if tag == UNDETERMINED else tag: said for tag, said in text.texts.items()}
