"""What the fields of statements and descriptions, and their values, are called on screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.provenance import locked_fields
from armillary.core.languages import UNDETERMINED, language_name
from armillary.core.models import VersionState
from armillary.formats.mapping import FIELDS
from armillary.formats.statement import StatedAgent, StatedFile, StatedRelation, Statement, Text
from armillary.formats.values.classroom import CONSTRAINTS
from armillary.formats.values.licences import licence
from armillary.harvest.interfaces.sentences import Said, say
from armillary.harvest.interfaces.submission_forms import LABELS
from armillary.harvest.mappings import as_json
from armillary.harvest.mappings_trying import Diff, DryRun, Tried
from armillary.harvest.models import SourceMapping
from armillary.people.models import Person
from armillary.vocabularies.queries import label

STATED: Final = {**LABELS, "grades": _("School grades")}
DESCRIBED: Final = {
    **STATED,
    "licence": _("Licence"),
    "publisher": _("Publisher"),
    "minutes": _("Minutes needed"),
    "dates": _("Date"),
}
STATES: Final = {
    VersionState.DRAFT.value: _("Draft"),
    VersionState.PUBLISHED.value: _("In force"),
    VersionState.RETIRED.value: _("Earlier"),
}
SCHEMES: Final = (
    *("types", "subjects", "levels", "audiences", "languages", "countries"),
    *CONSTRAINTS,
)
MOST_UNKNOWN: Final = 20  # of a field
MOST_LINES: Final = 12  # of a field in a comparison


@dataclass(frozen=True, slots=True)
class Row:
    """A field before and after, in words."""

    name: str
    label: Any
    before: list[str]
    after: list[str]
    is_changed: bool
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class TriedView:
    """One record of a preview."""

    tried: Tried
    title: str
    problem: Said | None
    stated: list[Row]
    described: list[Row]
    unknown: list[tuple[Any, list[str]]]


@dataclass(frozen=True, slots=True)
class DiffView:
    """One resource of a dry run."""

    title: str
    public_id: str
    identifier: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a mapping."""

    version: SourceMapping
    state: Any
    maker: str
    document: str
    is_draft: bool


def version_views(versions: Sequence[SourceMapping]) -> list[VersionView]:
    makers = Person.objects.filter(public_id__in={each.made_by for each in versions})
    names = {person.public_id: person.name for person in makers.filter(erased_at=None)}
    return [
        VersionView(
            each,
            STATES[each.state],
            names.get(each.made_by) or each.made_by,
            as_json(each.document),
            is_draft=each.state == VersionState.DRAFT,
        )
        for each in versions
    ]


def label_of(name: str) -> Any:
    return DESCRIBED.get(name, name)


def tried_view(tried: Tried, language: str) -> TriedView:
    return TriedView(
        tried=tried,
        title=_title(tried.diff, language) or tried.identifier,
        problem=say(tried.problem) if tried.problem else None,
        stated=_stated_rows(tried.stated, tried.mapped),
        described=_described_rows(tried.diff, language) if tried.diff else [],
        unknown=unknown_rows(tried.unknown),
    )


def diff_view(diff: Diff, language: str) -> DiffView:
    rows = [row for row in _described_rows(diff, language) if row.is_changed]
    public = diff.resource.public_id if diff.resource else ""
    return DiffView(_title(diff, language) or diff.identifier, public, diff.identifier, rows)


def unknown_rows(unknown: Mapping[str, Any]) -> list[tuple[Any, list[str]]]:
    """(field, values) that no vocabulary has."""
    return [(label_of(name), list(values)[:MOST_UNKNOWN]) for name, values in unknown.items()]


def unknown_counts(found: DryRun) -> list[tuple[Any, list[tuple[str, int]]]]:
    """(field, [(value, how many records have it)]), the commonest first."""
    return [
        (label_of(name), counted.most_common(MOST_UNKNOWN))
        for name, counted in sorted(found.unknown.items())
    ]


def field_counts(found: DryRun) -> list[tuple[Any, int]]:
    """(field, how many resources it would change in), the commonest first."""
    return [(label_of(name), number) for name, number in found.fields.most_common()]


def problem_counts(found: DryRun) -> list[tuple[Said, int]]:
    return [(say(problem), number) for problem, number in found.problems.most_common(MOST_UNKNOWN)]


def _title(diff: Diff | None, language: str) -> str:
    texts = (diff.after.get("titles") or diff.before.get("titles") or {}) if diff else {}
    return texts.get(language) or next(iter(texts.values()), "")


def _stated_rows(stated: Statement | None, mapped: Statement | None) -> list[Row]:
    if stated is None or mapped is None:
        return []
    rows = []
    for name in FIELDS:
        before = [_stated(value) for value in getattr(stated, name)]
        after = [_stated(value) for value in getattr(mapped, name)]
        if before or after:
            cut = before[:MOST_LINES], after[:MOST_LINES]
            rows.append(Row(name, STATED[name], *cut, is_changed=before != after))
    return rows


def _stated(value: Any) -> str:
    match value:
        case Text(text, language):
            return f"{language}: {text}" if language else text
        case StatedAgent(name, _kind, address):
            return f"{name} · {address}" if address else name
        case StatedFile(address, media_type):
            return f"{address} · {media_type}" if media_type else address
        case StatedRelation(kind, target):
            return f"{kind} · {target}"
    return str(value)


def _described_rows(diff: Diff, language: str) -> list[Row]:
    locked = locked_fields(diff.resource.provenance) if diff.resource else set()
    changed = set(diff.fields)
    known = [name for name in DESCRIBED if name in diff.before or name in diff.after]
    return [
        Row(
            name,
            label_of(name),
            lines_of(name, diff.before.get(name), language)[:MOST_LINES],
            lines_of(name, diff.after.get(name), language)[:MOST_LINES],
            is_changed=name in changed,
            is_locked=name in locked,
        )
        for name in known
    ]


def lines_of(name: str, value: Any, language: str) -> list[str]:
    """The value of a field of a description in words, one line each."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, bool):
        return [gettext("yes") if value else gettext("no")]
    if isinstance(value, dict) and name in ("titles", "descriptions"):
        return [f"{_language(tag, language)}: {text}" for tag, text in value.items()]
    if name == "grades":
        return ["–".join(dict.fromkeys(str(grade) for grade in value))]
    items = value if isinstance(value, list) else [value]
    return [_item(name, item, language) for item in items]


def _item(name: str, item: Any, language: str) -> str:
    if isinstance(item, dict):
        keys = ("name", "address") if "name" in item else ("kind", "target", "address")
        return " · ".join(str(item[key]) for key in keys if item.get(key))
    if name == "licence":
        known = licence(str(item))
        return known.name if known else str(item)
    return label(name, item, language) if name in SCHEMES else str(item)


def _language(tag: str, language: str) -> str:
    if tag == UNDETERMINED:
        return gettext("Language not known")
    return language_name(tag, within=language)
