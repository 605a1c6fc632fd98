"""Import vocabularies. A concept that a new edition no longer has is kept as deprecated."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from armillary.core.cleaning import cleaned
from armillary.core.errors import InvalidInput, require
from armillary.core.languages import UNDETERMINED
from armillary.core.texts import TranslatedText
from armillary.formats import case, skos
from armillary.formats.errors import FormatError
from armillary.formats.values.languages import language
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.vocabularies import rules
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.errors import NameTaken, NoSuchConcept, SchemeTaken, UnreadableScheme
from armillary.vocabularies.models import Concept, Scheme
from armillary.vocabularies.naming import forget_names, write_names
from armillary.vocabularies.own_names import Names, put_names, stated_names
from armillary.vocabularies.signals import scheme_imported
from armillary.vocabularies.table import forget_tables

STREAM = "vocabularies"
SHIPPED = Path(__file__).parent / "schemes"
SHIPPED_KEYS = (
    *("isced-f", "subjects", "levels", "types", "audiences", "licences"),
    *("internet", "device", "laboratory", "consumables", "safety", "groups", "accessibility"),
    "countries",
)
LONGEST_NAME, MOST_OTHERS = 200, 100
WRITTEN = (
    "key", "label", "other_labels", "definition", "matches", "levels", "related", "groups", "position",
    "is_deprecated", "stated",
)  # fmt: skip


@transaction.atomic
def import_scheme(
    body: bytes,
    *,
    key: str = "",
    file_name: str = "",
    purpose: Purpose | None = None,
    by: Actor,
) -> Scheme:
    """Take in a SKOS file (Turtle, RDF/XML, N-Triples, JSON-LD) or a CASE package (JSON), or its next
    edition. Without a purpose it keeps the one it had; a new one is of learning standards if it is a
    CASE package, else of topics.

    Raises `UnreadableScheme` if it is none; the vocabulary then stays as it was.
    """
    require(rules.may_import(by))
    digest = hashlib.sha256(body).hexdigest()
    if purpose is None and case.is_case(body):
        purpose = Purpose.FRAMEWORK
    scheme = _store(read_scheme(body, file_name), key=key, digest=digest, purpose=purpose)
    count = scheme.concepts.filter(is_deprecated=False).count()
    write_log(STREAM, "import-scheme", by=by, on=scheme.key, concepts=count, digest=digest)
    _announce(scheme)
    return scheme


@transaction.atomic
def name_concept(
    scheme_key: str,
    concept_key: str,
    *,
    labels: Mapping[str, str],
    others: Mapping[str, Sequence[str]],
    by: Actor,
) -> Concept:
    """Give a concept names of our own: language → name, language → further names. A language that is not
    mentioned stays as it is; an empty name goes back to that of the file. Raises `NoSuchConcept`,
    `InvalidInput` for what is no name, and `NameTaken` where another concept is called so.
    """
    require(rules.may_name(by))
    concept = _locked(scheme_key, concept_key)
    asked = _checked(labels, others)
    stated = stated_names(concept)
    own = asked.over(Names.from_json(concept.own)).beyond(stated)
    before = Names.of(concept)
    concept.own = own.as_json()
    put_names(concept, stated)
    if Names.of(concept) == before:
        return concept
    changed = {
        tag: text for tag, text in concept.label.texts.items() if before.label.get(tag) != text
    }
    _refuse_taken(concept, changed)
    concept.save(update_fields=["own", "stated", "label", "other_labels", "changed_at"])
    write_names(concept.scheme, [concept])
    write_log(
        STREAM, "name-concept", by=by, on=f"{concept.scheme.key}:{concept.key}", own=concept.own
    )
    _announce(concept.scheme)
    return concept


def _locked(scheme_key: str, concept_key: str) -> Concept:
    rows = Concept.objects.select_for_update(of=("self",)).select_related("scheme")
    found = rows.filter(scheme__key=scheme_key, key=concept_key, is_deprecated=False).first()
    if found is None:
        raise NoSuchConcept(
            _("%(scheme)s has no term %(key)s.")
            % {"scheme": scheme_key[:80], "key": concept_key[:80]}
        )
    return found


def _checked(labels: Mapping[str, str], others: Mapping[str, Sequence[str]]) -> Names:
    wrong = [tag for tag in (*labels, *others) if language(tag) != tag and tag != UNDETERMINED]
    if wrong:
        raise InvalidInput(_("%(tag)s is no language.") % {"tag": wrong[0][:40]})
    names = Names(
        {tag: _one_line(text) for tag, text in labels.items()},
        {tag: _each_once(texts) for tag, texts in others.items()},
    )
    longest = max((*map(len, names.label.values()), *_lengths(names.others.values())), default=0)
    if longest > LONGEST_NAME:
        raise InvalidInput(_("A name has at most %(limit)d characters.") % {"limit": LONGEST_NAME})
    if any(len(texts) > MOST_OTHERS for texts in names.others.values()):
        raise InvalidInput(
            _("A term has at most %(limit)d further names in a language.") % {"limit": MOST_OTHERS}
        )
    return names


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


def _each_once(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(_one_line, texts))))


def _lengths(lists: Iterable[Sequence[str]]) -> list[int]:
    return [len(text) for texts in lists for text in texts]


def _refuse_taken(concept: Concept, labels: Mapping[str, str]) -> None:
    """No two concepts of a vocabulary have one name in a language (SKOS Reference, S14 and S13)."""
    others = Concept.objects.filter(scheme_id=concept.scheme_id, is_deprecated=False)
    for other in others.exclude(pk=concept.pk).only("key", "label"):
        for tag, text in labels.items():
            if text and other.label.texts.get(tag, "").casefold() == text.casefold():
                raise NameTaken(
                    _("%(key)s is called “%(name)s” already.") % {"key": other.key, "name": text}
                )


def _announce(scheme: Scheme) -> None:
    scheme_imported.send(sender=Scheme, key=scheme.key)
    transaction.on_commit(_forget)
    _forget()


def _forget() -> None:
    forget_tables()
    forget_names()


@transaction.atomic
def load_shipped_schemes(*, by: Actor) -> list[Scheme]:
    """Take in the vocabularies that the project ships, where they have changed."""
    require(rules.may_import(by))
    loaded = []
    for key in SHIPPED_KEYS:
        body = (SHIPPED / f"{key}.ttl").read_bytes()
        digest = hashlib.sha256(body).hexdigest()
        if not Scheme.objects.filter(key=key, digest=digest).exists():
            loaded.append(import_scheme(body, key=key, file_name=f"{key}.ttl", by=by))
    Scheme.objects.filter(key__in=SHIPPED_KEYS).update(is_shipped=True)
    return loaded


def read_scheme(body: bytes, file_name: str) -> skos.Scheme:
    """The vocabulary of a SKOS file or a CASE package. Raises `UnreadableScheme`."""
    try:
        read = case.read_case(body) if case.is_case(body) else _read_skos(body, file_name)
    except FormatError as error:
        raise UnreadableScheme(str(error)) from error
    if not read.concepts:
        raise UnreadableScheme(_("This file has no SKOS concepts."))
    return read


def _read_skos(body: bytes, file_name: str) -> skos.Scheme:
    return skos.read_skos(body, format=Path(file_name).suffix.lstrip(".") or None)


def _store(read: skos.Scheme, *, key: str, digest: str, purpose: Purpose | None) -> Scheme:
    scheme = _stored_scheme(read, key=key, digest=digest, purpose=purpose)
    known = {concept.uri: concept for concept in scheme.concepts.all()}
    old_keys = {uri: concept.key for uri, concept in known.items()}
    concepts = _concepts(scheme, read, known)
    fresh = [concept for concept in concepts if concept.pk is None]
    old = [concept for concept in concepts if concept.pk is not None]
    gone = [known[uri] for uri in known.keys() - {concept.uri for concept in concepts}]
    _free_keys(gone, concepts, old_keys)
    Concept.objects.bulk_create(fresh, batch_size=500)
    Concept.objects.bulk_update(old, [*WRITTEN], batch_size=200)
    _link(scheme, read, {concept.uri: concept for concept in concepts})
    write_names(scheme)
    return scheme


def scheme_for(read: skos.Scheme, *, key: str, digest: str) -> Scheme:
    """The vocabulary of this address, or a new one, not stored yet. Two addresses never share a key:
    raises `SchemeTaken`."""
    known = Scheme.objects.filter(uri=read.uri).first() if read.uri else None
    key = key or (known.key if known else slugify(_end_of(read.uri))[:80])
    key = key or f"scheme-{digest[:8]}"
    uri = read.uri or f"urn:armillary:{key}"
    scheme = known or Scheme.objects.filter(key=key).first() or Scheme(key=key, uri=uri)
    if (scheme.key, scheme.uri) != (key, uri):
        raise SchemeTaken(
            _("%(key)s is already the name of %(uri)s. Choose another key.")
            % {"key": scheme.key, "uri": scheme.uri}
        )
    return scheme


def _stored_scheme(read: skos.Scheme, *, key: str, digest: str, purpose: Purpose | None) -> Scheme:
    scheme = scheme_for(read, key=key, digest=digest)
    scheme.title, scheme.digest = TranslatedText.written(_tagged(read.titles)), digest
    scheme.purpose = purpose or scheme.purpose
    scheme.save()
    return scheme


def _free_keys(gone: list[Concept], stay: list[Concept], old_keys: dict[str, str]) -> None:
    """Deprecate what is gone, and park every key that changes hands: no two concepts may have one,
    not even while they are written."""
    taken = {concept.key for concept in stay}
    for concept in gone:
        key = f"~{concept.pk}" if concept.key in taken else concept.key
        Concept.objects.filter(pk=concept.pk).update(is_deprecated=True, key=key)
    for concept in stay:
        if concept.key != old_keys.get(concept.uri, concept.key):
            Concept.objects.filter(pk=concept.pk).update(key=f"~{concept.pk}")


def _concepts(scheme: Scheme, read: skos.Scheme, known: dict[str, Concept]) -> list[Concept]:
    taken: dict[str, str] = {}
    groups = _groups(read)
    concepts = []
    for position, stated in enumerate(read.concepts):
        concept = known.get(stated.uri) or Concept(scheme=scheme, uri=stated.uri)
        concept.key = _key_of(stated, taken)
        put_names(concept, Names(_tagged(stated.pref_labels), stated.alt_labels))
        concept.definition = TranslatedText.written(_tagged(stated.definitions))
        concept.matches = stated.matches
        concept.levels = stated.levels
        concept.related = stated.related
        concept.groups = groups.get(stated.uri, [])
        concept.position = position
        concept.is_deprecated = stated.deprecated
        concepts.append(concept)
    return concepts


def _groups(read: skos.Scheme) -> dict[str, list[str]]:
    """Address of a concept → notations of the collections that name it."""
    found: dict[str, list[str]] = {}
    for collection in read.collections:
        for member in collection.members if collection.notation else ():
            found.setdefault(member, []).append(collection.notation)
    return found


def _tagged(texts: dict[str, str]) -> dict[str, str]:
    return {tag or UNDETERMINED: text for tag, text in texts.items()}


def _key_of(stated: skos.Concept, taken: dict[str, str]) -> str:
    """The notation, or the end of the address; the whole address where that is taken."""
    key = (stated.notation or _end_of(stated.uri))[:200]
    if taken.setdefault(key, stated.uri) != stated.uri:
        key = stated.uri[-200:]
        taken[key] = stated.uri
    return key


def _end_of(uri: str) -> str:
    parts = urlsplit(uri)
    return parts.fragment or parts.path.rstrip("/").rpartition("/")[2] or parts.netloc


def _link(scheme: Scheme, read: skos.Scheme, concepts: dict[str, Concept]) -> None:
    through = Concept.broader.through
    through.objects.filter(from_concept__scheme=scheme).delete()
    links = [
        through(from_concept_id=concepts[stated.uri].pk, to_concept_id=concepts[above].pk)
        for stated in read.concepts
        for above in dict.fromkeys(stated.broader)
        if above in concepts and above != stated.uri
    ]
    through.objects.bulk_create(links, batch_size=500)
