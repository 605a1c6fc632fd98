"""Names of concepts that a curator gives here. They lie over those of the file, so that the next edition of
a vocabulary changes what its publisher says and leaves what was said here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from armillary.core.texts import Maker, TranslatedText, Version
from armillary.vocabularies.models import Concept


@dataclass(frozen=True, slots=True)
class Names:
    """Language → name, and language → further names."""

    label: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, concept: Concept) -> Self:
        """Those in force."""
        return cls(concept.label.texts, concept.other_labels)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(document.get("label", {}), document.get("others", {}))

    def as_json(self) -> dict[str, Any]:
        others = {tag: list(texts) for tag, texts in self.others.items()}
        return {"label": dict(self.label), "others": others} if self else {}

    def over(self, below: "Names") -> "Names":
        """These, and below them what they do not say."""
        return Names({**below.label, **self.label}, {**below.others, **self.others})

    def beyond(self, below: "Names") -> "Names":
        """What these say otherwise; an empty name says nothing, empty further names say that there
        are none."""
        label = {
            tag: text for tag, text in self.label.items() if text and text != below.label.get(tag)
        }
        others = {
            tag: list(texts)
            for tag, texts in self.others.items()
            if list(texts) != list(below.others.get(tag, ()))
        }
        return Names(label, others)

    def __bool__(self) -> bool:
        return bool(self.label or self.others)


def stated_names(concept: Concept) -> Names:
    """Those of the file."""
    return Names.from_json(concept.stated) if concept.own else Names.of(concept)


def put_names(concept: Concept, stated: Names) -> None:
    """Lay what was said here over the names of a file."""
    own = Names.from_json(concept.own)
    names = own.over(stated)
    original = next(iter(stated.label), next(iter(names.label), ""))
    makers = {tag: Maker.PERSON if tag in own.label else Maker.AUTHOR for tag in names.label}
    versions = {tag: Version(text, makers[tag]) for tag, text in names.label.items()}
    concept.label = TranslatedText(original, versions)
    concept.other_labels = {tag: list(texts) for tag, texts in names.others.items() if texts}
    concept.stated = stated.as_json() if own else {}
