"""What importing a file would change, before it does."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from armillary.core.errors import require
from armillary.formats import skos
from armillary.people.actors import Actor
from armillary.vocabularies import rules
from armillary.vocabularies.models import Concept
from armillary.vocabularies.operations import read_scheme, scheme_for
from armillary.vocabularies.own_names import stated_names


@dataclass(frozen=True, slots=True)
class Renamed:
    """A concept whose names are others in the file."""

    key: str
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`key` is empty for a vocabulary that is not here yet; `gone` are keys that will be deprecated;
    `problems` are sentences about what the file says against itself."""

    key: str
    uri: str
    titles: dict[str, str]
    concepts: int
    added: Sequence[str]
    renamed: Sequence[Renamed]
    gone: Sequence[str]
    problems: Sequence[str]

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.renamed or self.gone)


def plan_import(body: bytes, *, key: str = "", file_name: str = "", by: Actor) -> ImportPlan:
    """Look at a file as `import_scheme` would take it. Raises `UnreadableScheme` and `SchemeTaken`."""
    require(rules.may_import(by))
    read = read_scheme(body, file_name)
    scheme = scheme_for(read, key=key, digest=hashlib.sha256(body).hexdigest())
    rows = scheme.concepts.filter(is_deprecated=False) if scheme.pk else ()
    known = {concept.uri: concept for concept in rows}
    listed = {concept.uri: concept for concept in read.concepts if not concept.deprecated}
    return ImportPlan(
        key=scheme.key if scheme.pk else "",
        uri=scheme.uri,
        titles=read.titles,
        concepts=len(listed),
        added=[name_of(each) for uri, each in listed.items() if uri not in known],
        renamed=[
            renamed
            for uri, concept in known.items()
            if uri in listed and (renamed := _renamed(concept, listed[uri]))
        ],
        gone=[concept.key for uri, concept in known.items() if uri not in listed],
        problems=read.problems,
    )


def name_of(stated: skos.Concept) -> str:
    """What to call a concept in a list of changes."""
    return next(iter(stated.pref_labels.values()), "") or stated.notation or stated.uri


def _renamed(concept: Concept, stated: skos.Concept) -> Renamed | None:
    """None where the file says what it said before. What was named here stays and is no change."""
    before = dict(stated_names(concept).label)
    after = {tag or "und": text for tag, text in stated.pref_labels.items()}
    changed = {tag for tag in before.keys() | after.keys() if before.get(tag) != after.get(tag)}
    if not changed:
        return None
    order = sorted(changed)
    return Renamed(
        concept.key,
        {tag: before[tag] for tag in order if tag in before},
        {tag: after[tag] for tag in order if tag in after},
    )
