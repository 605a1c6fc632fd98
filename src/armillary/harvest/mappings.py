"""What is known of the mappings of a source, and what is wrong with one that somebody wrote."""

import json
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from armillary.core.models import VersionState
from armillary.formats import mapping as form
from armillary.formats.mapping import FieldMapping, MappingError
from armillary.harvest.errors import InvalidMapping, NoSuchMapping
from armillary.harvest.models import Run, Source, SourceMapping
from armillary.harvest.queries import receipt

EMPTY: Final[form.Document] = {"fields": {}}
# So that they are translated; a test holds them to those that the format has.
WRONG: Final = (
    gettext_noop("this is not JSON."),
    gettext_noop("here belongs an object in braces."),
    gettext_noop("here belongs a text that is not empty."),
    gettext_noop("here belongs a text, or a list of them."),
    gettext_noop("here belongs true or false."),
    gettext_noop("there is no such field, or it cannot be taken here."),
    gettext_noop("this is no language. Use a tag such as en or pt-BR."),
    gettext_noop("this cannot be said of this field."),
    gettext_noop("there is no such name here."),
    gettext_noop("this is said twice, and not the same."),
    gettext_noop("nothing else can be said of a field that is left out."),
    gettext_noop("say one of the two only."),
    gettext_noop("these are too many."),
    gettext_noop("this is too long."),
)


def checked_mapping(document: Any) -> FieldMapping:
    """The mapping of a document. Raises `InvalidMapping`, which names the place."""
    try:
        return form.compile_mapping(document)
    except MappingError as error:
        raise _invalid(error) from error


def mapping_in(text: str) -> FieldMapping:
    """The mapping of a JSON text. Raises `InvalidMapping`, which names the place."""
    try:
        return form.read_mapping(text)
    except MappingError as error:
        raise _invalid(error) from error


def _invalid(error: MappingError) -> InvalidMapping:
    facts = {"place": error.place, "why": _(error.why)}
    invalid = InvalidMapping(_("In the mapping, %(place)s: %(why)s") % facts)
    invalid.place = error.place
    return invalid


def versions_of(source: Source) -> list[SourceMapping]:
    """The newest first."""
    return list(SourceMapping.objects.filter(source=source).order_by("-number"))


def draft_of(source: Source) -> SourceMapping | None:
    return SourceMapping.objects.filter(source=source, state=VersionState.DRAFT).first()


def published_of(source: Source) -> SourceMapping | None:
    return SourceMapping.objects.filter(source=source, state=VersionState.PUBLISHED).first()


def version_of(source: Source, number: int) -> SourceMapping:
    """Raises `NoSuchMapping`."""
    found = SourceMapping.objects.filter(source=source, number=number).first()
    if found is None:
        raise NoSuchMapping(
            _("%(name)s has no mapping %(number)d.") % {"name": source.name, "number": number}
        )
    return found


def document_at_hand(source: Source) -> form.Document:
    """That of the draft, else the published one, else an empty one."""
    rows = SourceMapping.objects.filter(source=source).exclude(state=VersionState.RETIRED)
    found = rows.order_by("-number").values_list("document", flat=True).first()
    return found if found is not None else EMPTY


def as_json(document: form.Document) -> str:
    """As a person edits it."""
    return json.dumps(document, ensure_ascii=False, indent=2)


def remappings_of(source: Source, *, count: int = 5) -> list[Run]:
    """The runs that mapped what is kept anew, the newest first."""
    runs = Run.objects.filter(source=source, is_remapping=True).select_related("source")
    return list(runs.order_by("-pk")[:count])


def mapping_facts(source: Source) -> dict[str, Any]:
    """Versions and runs as JSON values."""
    versions = versions_of(source)
    return {
        "source": source.name,
        "draft": _document(versions, VersionState.DRAFT),
        "published": _document(versions, VersionState.PUBLISHED),
        "versions": [version_facts(version) for version in versions],
        "remappings": [receipt(run) for run in remappings_of(source)],
    }


def version_facts(version: SourceMapping) -> dict[str, Any]:
    published = version.published_at
    return {
        "number": version.number,
        "state": version.state,
        "note": version.note,
        "made_by": version.made_by,
        "created_at": version.created_at.isoformat(),
        "published_at": published.isoformat() if published else None,
    }


def _document(versions: Sequence[SourceMapping], state: VersionState) -> form.Document | None:
    return next((each.document for each in versions if each.state == state), None)
