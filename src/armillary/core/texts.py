"""Translated text: what people write for readers, in several languages, each with its maker.

A translation remembers which original it was made from, so that it shows as stale when the original
changes, and as long as it is stale that original is kept, so that one sees what has changed. Stored as one JSON document beside the row that owns it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language

from armillary.core.languages import best_language


class Maker(StrEnum):
    """Who wrote a text."""

    AUTHOR = "author"
    PERSON = "person"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Version:
    """One language version; `source` is the digest of the original it translates, empty for it."""

    text: str
    by: Maker = Maker.AUTHOR
    source: str = ""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A text in one or more languages. Values are immutable; changes return a new one. `earlier` has
    the originals, by digest, that stale translations were made from."""

    original: str = ""
    versions: dict[str, Version] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, **texts: str) -> Self:
        """From texts all written by their author, the first one being the original."""
        return cls.written({tag.replace("_", "-"): text for tag, text in texts.items()})

    @classmethod
    def written(cls, texts: dict[str, str], *, by: Maker = Maker.AUTHOR) -> Self:
        original = next(iter(texts), "")
        return cls(original, {tag: Version(text, by) for tag, text in texts.items()})

    @property
    def languages(self) -> list[str]:
        return list(self.versions)

    @property
    def texts(self) -> dict[str, str]:
        return {tag: version.text for tag, version in self.versions.items()}

    def language_for(self, wanted: str) -> str:
        exact = self.versions.get(wanted)
        if exact is not None and exact.text:
            return wanted
        written = [tag for tag, version in self.versions.items() if version.text]
        return best_language(written, wanted, original=self.original)

    def read(self, wanted: str) -> str:
        """The text for a reader of `wanted`, or the nearest there is; empty if there is none."""
        tag = self.language_for(wanted)
        return self.versions[tag].text if tag else ""

    def revise(self, text: str) -> Self:
        """A new original; the translations stay and become stale."""
        return self._with(
            self.original, {**self.versions, self.original: Version(text, Maker.AUTHOR)}
        )

    def translate(self, language: str, text: str, *, by: Maker) -> Self:
        """Said again of an original that has changed, the same words are not stale any more."""
        source = digest(self.versions[self.original].text)
        return self._with(self.original, {**self.versions, language: Version(text, by, source)})

    def rewrite(self, texts: Mapping[str, str], *, by: Maker) -> Self:
        """With other `texts`; an empty one takes its language away, and the next becomes the
        original if it was that. What is the same keeps its maker, what is not mentioned stays."""
        changed = {tag: text for tag, text in texts.items() if text != self.texts.get(tag, "")}
        kept = {tag: version for tag, version in self.versions.items() if tag not in changed}
        fresh = {tag: text for tag, text in changed.items() if text}
        tags = [self.original, *kept, *fresh]
        original = next((tag for tag in tags if tag in kept or tag in fresh), "")
        if not original:
            return type(self)()
        first = Version(fresh.pop(original)) if original in fresh else kept[original]
        source = digest(first.text)
        others = {tag: version for tag, version in kept.items() if tag != original}
        translated = {tag: Version(text, by, source) for tag, text in fresh.items()}
        versions = {original: Version(first.text, first.by), **others, **translated}
        return self._with(original, versions)

    def _with(self, original: str, versions: dict[str, Version]) -> Self:
        """With the earlier originals that are still needed."""
        known = dict(self.earlier)
        if self.original in self.versions:
            words = self.versions[self.original].text
            known[digest(words)] = words
        made_from = {version.source for version in versions.values()}
        made_from -= {digest(versions[original].text)} if original in versions else set()
        return type(self)(
            original, versions, {key: known[key] for key in sorted(made_from & set(known))}
        )

    def is_stale(self, language: str) -> bool:
        """True where a translation was made from an original that has changed since."""
        version = self.versions[language]
        return bool(version.source) and version.source != digest(self.versions[self.original].text)

    def made_from(self, language: str) -> str:
        """The original as it was when a stale translation was made; empty where nobody knows."""
        return self.earlier.get(self.versions[language].source, "")

    def missing(self, languages: Iterable[str]) -> list[str]:
        return [tag for tag in languages if tag not in self.versions]

    def __bool__(self) -> bool:
        return any(version.text for version in self.versions.values())

    def __str__(self) -> str:
        return self.read(get_language() or "en")

    @staticmethod
    def document_of(texts: Mapping[str, str]) -> dict[str, Any]:
        """`written(texts).as_json()`, for texts that come by the thousand; none of them is empty."""
        by = Maker.AUTHOR.value
        return {
            "original": next(iter(texts), ""),
            "texts": {tag: {"text": text, "by": by} for tag, text in texts.items()},
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "original": self.original,
            "texts": {
                tag: {
                    key: value
                    for key, value in (("text", v.text), ("by", v.by.value), ("of", v.source))
                    if value
                }
                for tag, v in self.versions.items()
            },
            **({"earlier": self.earlier} if self.earlier else {}),
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """The original comes first and the rest by tag, since not every database keeps an order."""
        original, texts = document.get("original", ""), document.get("texts", {})
        return cls(
            original,
            {
                tag: Version(v.get("text", ""), Maker(v.get("by", "author")), v.get("of", ""))
                for tag, v in sorted(texts.items(), key=lambda pair: (pair[0] != original, pair[0]))
            },
            document.get("earlier", {}),
        )


class TranslatedTextField(models.JSONField):
    """Stores a `TranslatedText` as JSON."""

    description = "A text in several languages"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", TranslatedText)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> TranslatedText:
        document = super().from_db_value(value, expression, connection)
        return TranslatedText.from_json(document or {})

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(_plain(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(_plain(value), connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        return _plain(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        return TranslatedText.from_json(value) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    return value.as_json() if isinstance(value, TranslatedText) else value
