"""Rubrics arrive as documents: one file holds one version in all its languages."""

import json
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.core.errors import require
from armillary.core.texts import TranslatedText
from armillary.core.versions import publish
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.review import rules
from armillary.review.errors import InvalidRubric
from armillary.review.models import Criterion, Level, Rubric

STREAM = "review"
Document = dict[str, Any]


@transaction.atomic
def load_rubric(document: Document, *, by: Actor) -> Rubric:
    """Publish the version that a document describes; a version that exists is left as it is."""
    require(rules.may_load_rubrics(by))
    key, number = _name(document)
    known = Rubric.objects.filter(key=key, number=number).first()
    if known is not None:
        return known
    rubric = Rubric.objects.create(
        key=key,
        number=number,
        title=_text(document, "title"),
        introduction=_text(document, "introduction"),
    )
    Criterion.objects.bulk_create(_criteria(rubric, document))
    publish(rubric)
    write_log(STREAM, "publish-rubric", by=by, on=f"{key}/{number}")
    return rubric


def load_shipped_rubrics(*, by: Actor) -> list[Rubric]:
    """The rubrics that come with the software. Loading them again changes nothing."""
    folder = files("armillary.review") / "rubrics"
    shipped = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))
    documents = [json.loads((folder / name).read_text(encoding="utf-8")) for name in shipped]
    return [load_rubric(document, by=by) for document in documents]


def _name(document: Document) -> tuple[str, int]:
    key, number = document.get("key"), document.get("version")
    if not isinstance(key, str) or not key or not isinstance(number, int) or number < 1:
        raise InvalidRubric(_("A rubric document needs a key and the number of its version."))
    return key, number


def _text(document: Document, field: str) -> TranslatedText:
    texts = document.get(field)
    if not isinstance(texts, dict) or not texts:
        raise InvalidRubric(
            _("The rubric document lacks a text for “%(field)s”.") % {"field": field}
        )
    return TranslatedText.written(texts)


def _criteria(rubric: Rubric, document: Document) -> list[Criterion]:
    stated = document.get("criteria") or []
    keys = [criterion.get("key") for criterion in stated]
    if not keys or len(set(keys)) != len(keys):
        raise InvalidRubric(_("A rubric needs at least one criterion, each with a key of its own."))
    return [_criterion(rubric, position, each) for position, each in enumerate(stated, start=1)]


def _criterion(rubric: Rubric, position: int, document: Document) -> Criterion:
    levels = [Level(level["value"], _text(level, "text")) for level in document.get("levels", [])]
    values = [level.value for level in levels]
    if len(values) < 2 or values != sorted(set(values)):
        raise InvalidRubric(_("A criterion needs at least two levels, from the lowest upwards."))
    return Criterion(
        rubric=rubric,
        key=document["key"],
        position=position,
        title=_text(document, "title"),
        guidance=_text(document, "guidance"),
        levels=[level.as_json() for level in levels],
        may_skip=bool(document.get("may_skip", True)),
    )
