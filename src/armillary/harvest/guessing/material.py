"""What a guess is made from: what records and curators say of a resource, never an earlier guess."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import orjson

from armillary.catalogue.models import Resource
from armillary.catalogue.provenance import guessed_fields
from armillary.core.languages import UNDETERMINED
from armillary.harvest.glancing import Glance
from armillary.harvest.kinds.page import WebPage, glance
from armillary.harvest.kinds.sitemap import Sitemap
from armillary.harvest.models import Record

LOOKING: Final = (WebPage.name, Sitemap.name)  # kinds whose records say what a page let see
VERSION: Final = 1  # raise it whenever the same material would give other guesses


@dataclass(frozen=True, slots=True)
class Material:
    """`facts` and `unknown` are what is stated; `glances` what its pages let see beside that."""

    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    facts: Mapping[str, Any]
    unknown: Mapping[str, Sequence[str]] = field(default_factory=dict)
    glances: Sequence[Glance] = ()

    @property
    def languages(self) -> list[str]:
        """Those that are stated of the resource, or else of its texts."""
        stated = [tag for tag in self.facts.get("languages", []) if tag != UNDETERMINED]
        return stated or [tag for tag in self.titles if tag != UNDETERMINED]

    @property
    def has_level(self) -> bool:
        return bool(self.facts.get("levels") or self.facts.get("grades"))

    @property
    def untold(self) -> list[str]:
        """Texts whose language nobody says, the title first."""
        texts = (each.get(UNDETERMINED, "") for each in (self.titles, self.descriptions))
        return [text for text in texts if text]

    def text(self, language: str) -> tuple[str, str, str]:
        """Title and description in one language, as far as there are any, and that language. Texts
        of no language are those of the only one that there may be."""
        title, body = (
            each.get(language) or each.get(UNDETERMINED, "")
            for each in (self.titles, self.descriptions)
        )
        return title, body, language

    def digest(self, edition: str) -> str:
        """The same for the same material, guessed from with vocabularies of the same edition."""
        whole = [VERSION, edition, asdict(self)]
        document = orjson.dumps(whole, option=orjson.OPT_SORT_KEYS, default=str)
        return hashlib.blake2b(document, digest_size=16).hexdigest()


def materials(rows: Sequence[Resource]) -> dict[int, Material]:
    """By the id of the resource; as many questions for one as for a thousand."""
    glances = _glances([row.pk for row in rows])
    return {row.pk: _material(row, glances.get(row.pk, ())) for row in rows}


def _material(row: Resource, glances: Sequence[Glance]) -> Material:
    guessed = guessed_fields(row.provenance)
    return Material(
        titles=row.titles.texts,
        descriptions=row.descriptions.texts,
        facts={name: value for name, value in row.facts.items() if name not in guessed},
        unknown=row.unknown,
        glances=glances,
    )


def _glances(ids: Sequence[int]) -> dict[int, list[Glance]]:
    """What pages let see, for the kinds of sources that look at pages."""
    found: dict[int, list[Glance]] = {}
    rows = Record.objects.filter(resource__in=ids, is_deleted=False, source__kind__in=LOOKING)
    for resource, payload in rows.order_by("pk").values_list("resource_id", "payload"):
        if resource is not None and (seen := glance(bytes(payload))):
            found.setdefault(resource, []).append(seen)
    return found
