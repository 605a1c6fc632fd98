"""The fields that a curator may edit: how each is shown as a form and read back from it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armillary.catalogue.facts import AGENT_KINDS
from armillary.catalogue.models import Resource
from armillary.core.languages import UNDETERMINED, direction, language_name
from armillary.evaluation.errors import NoSuchField
from armillary.formats.description import Agent, Description
from armillary.formats.values.agents import agent_address, agent_kind
from armillary.formats.values.licences import LICENCES, licence
from armillary.harvest.guessing.queries import GuessView
from armillary.people.models import Person
from armillary.vocabularies.queries import choices, label

Choice = tuple[str, str]
Guessed = Mapping[str, Sequence[GuessView]]

# What stands after a name where the name alone does not show what it is; both words are read.
KIND_WORDS: dict[str, Promise | str] = {
    "person": gettext_lazy("person"),
    "organization": gettext_lazy("organization"),
}


@dataclass(frozen=True, slots=True)
class Editor:
    """One field: the kind of control it is edited with, and the vocabulary it is chosen from."""

    name: str
    label: Promise | str
    control: str  # a key of READERS; empty: only shown
    scheme: str = ""
    hint: Promise | str = ""


ONE_A_LINE = gettext_lazy("One on each line.")
AGENT = gettext_lazy("Name | https://orcid.org/… – the address may be left out.")
DATE = gettext_lazy("Such as 2019, 2019-05 or 2019-05-03.")

EDITORS = {
    editor.name: editor
    for editor in (
        Editor("titles", gettext_lazy("Title"), "texts"),
        Editor("descriptions", gettext_lazy("Description"), "texts"),
        Editor("types", gettext_lazy("Type"), "checkboxes", "types"),
        Editor("subjects", gettext_lazy("Subjects"), "select", "subjects"),
        Editor("levels", gettext_lazy("Levels"), "checkboxes", "levels"),
        Editor("audiences", gettext_lazy("For whom"), "checkboxes", "audiences"),
        Editor("languages", gettext_lazy("Languages"), "select", "languages"),
        Editor("licence", gettext_lazy("Licence"), "one", "licences"),
        Editor("addresses", gettext_lazy("Addresses"), "lines", hint=ONE_A_LINE),
        Editor("keywords", gettext_lazy("Keywords"), "lines", hint=ONE_A_LINE),
        Editor("minutes", gettext_lazy("Minutes needed"), "number"),
        Editor("free", gettext_lazy("Free of charge"), "flag"),
        Editor("internet", gettext_lazy("Internet"), "key", "internet"),
        Editor("device", gettext_lazy("Device"), "key", "device"),
        Editor("laboratory", gettext_lazy("Laboratory"), "key", "laboratory"),
        Editor("consumables", gettext_lazy("Cost of materials"), "key", "consumables"),
        Editor("safety", gettext_lazy("Safety"), "key", "safety"),
        Editor("groups", gettext_lazy("Group size"), "checkboxes", "groups"),
        Editor(
            "grades",
            gettext_lazy("School grades"),
            "grades",
            hint=gettext_lazy("From 1 to 13, such as 3 or 7-9."),
        ),
        Editor(
            "creators",
            gettext_lazy("Makers"),
            "agents",
            hint=gettext_lazy("One on each line: Name | https://orcid.org/… (or the name alone)."),
        ),
        Editor("publisher", gettext_lazy("Publisher"), "agent", hint=AGENT),
        Editor("countries", gettext_lazy("Country of origin"), "select", "countries"),
        Editor("published", gettext_lazy("Published"), "text", hint=DATE),
        Editor("modified", gettext_lazy("Changed"), "text", hint=DATE),
        Editor("files", gettext_lazy("Files"), ""),
        Editor(
            "accessibility",
            gettext_lazy("Accessibility"),
            "lines",
            hint=gettext_lazy("One on each line, in schema.org's terms: captions, transcript, …"),
        ),
        Editor("relations", gettext_lazy("Related to"), ""),
    )
}


@dataclass(frozen=True, slots=True)
class TextRow:
    """One language version in a form."""

    language: str
    name: str
    text: str
    direction: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as the desk shows it: its value in words, where it comes from, how to change it."""

    editor: Editor
    shown: list[str]
    unknown: list[str]
    origin: str
    ref: str
    at: str
    locked: bool
    value: Any
    texts: list[TextRow]
    choices: list[Choice]
    guesses: Sequence[GuessView]


def field_views(resource: Resource, language: str, guesses: Guessed) -> list[FieldView]:
    """All fields that are known or can be entered, each with what a machine guesses of it."""
    curators = _curator_names(resource)
    views = (_view(resource, editor, language, curators, guesses) for editor in EDITORS.values())
    return [view for view in views if view.editor.control or view.shown]


def _view(
    resource: Resource,
    editor: Editor,
    language: str,
    curators: dict[str, str],
    guesses: Guessed,
) -> FieldView:
    value: Any = resource.description.get(editor.name)
    origin = resource.provenance.get(editor.name, {})
    ref = origin.get("ref", "")
    return FieldView(
        editor=editor,
        shown=_shown(editor, value, language),
        unknown=[str(stated) for stated in resource.unknown.get(editor.name, [])],
        origin=_origin_name(origin.get("by", "")),
        ref=curators.get(ref, "") if origin.get("by") == "curator" else ref,
        at=origin.get("at", "")[:10],
        locked=bool(origin.get("locked")),
        value=WRITERS[editor.control](value) if value and editor.control in WRITERS else value,
        texts=_text_rows(value, language) if editor.control == "texts" else [],
        choices=_choices(editor, value, language),
        guesses=guesses.get(editor.name, ()),
    )


def _origin_name(by: str) -> str:
    names = {
        "record": _("Record"),
        "rule": _("Rule"),
        "curator": _("Curator"),
        "machine": _("Machine"),
    }
    return names.get(by, "")


def _curator_names(resource: Resource) -> dict[str, str]:
    origins = resource.provenance.values()
    refs = [origin["ref"] for origin in origins if origin["by"] == "curator"]
    persons = Person.objects.filter(public_id__in=refs, erased_at=None)
    return {person.public_id: person.name or person.email for person in persons}


def _shown(editor: Editor, value: Any, language: str) -> list[str]:
    """The value in words, one line each."""
    if value in (None, "", [], {}):
        return []
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if editor.name == "licence":
        known = licence(value)
        return [known.name if known else value]
    if editor.control == "texts":
        return [f"{row.name}: {row.text}" for row in _text_rows(value, language)]
    if editor.control == "grades":
        return [_written_grades(value)]
    items = value if isinstance(value, list) else [value]
    return [_item(editor, item, language) for item in items]


def _item(editor: Editor, item: Any, language: str) -> str:
    if isinstance(item, dict):
        keys = ("name", "address") if "name" in item else ("kind", "target", "address")
        return " · ".join(str(item[key]) for key in keys if item.get(key))
    return label(editor.scheme, item, language) if editor.scheme else str(item)


def _text_rows(value: dict[str, str] | None, language: str) -> list[TextRow]:
    return [
        TextRow(tag, _language_label(tag, language), text, direction(tag))
        for tag, text in (value or {}).items()
    ]


def _language_label(tag: str, language: str) -> str:
    return _("Language not known") if tag == UNDETERMINED else language_name(tag, within=language)


def _choices(editor: Editor, value: Any, language: str) -> list[Choice]:
    if editor.control == "texts":
        return choices("languages", language)
    if editor.control == "one":
        return _licence_choices(value)
    if not editor.scheme:
        return []
    offered = choices(editor.scheme, language)
    known = {key for key, _label in offered}
    stated = [value] if isinstance(value, str) else value or []
    further = [key for key in stated if key not in known]
    return [*offered, *((key, label(editor.scheme, key, language)) for key in further)]


def _licence_choices(value: str | None) -> list[Choice]:
    """By address, since that is what a resource keeps; a stated one that we do not know included."""
    offered = [(each.address, each.name) for each in LICENCES.values() if each.versioned]
    if value and value not in dict(offered):
        known = licence(value)
        offered.insert(0, (value, known.name if known else value))
    return offered


def field_label(name: str) -> str:
    """What the desk calls a field."""
    return str(EDITORS[name].label) if name in EDITORS else name


def editor_named(name: str) -> Editor:
    editor = EDITORS.get(name)
    if editor is None or not editor.control:
        raise NoSuchField(_("There is no field “%(name)s” to edit.") % {"name": name})
    return editor


def sent_changes(name: str, sent: QueryDict) -> Description:
    """The new value of one field, as the form sent it."""
    editor = editor_named(name)
    value = READERS[editor.control](sent)
    return Description(**{name: value})  # type: ignore[misc]


def _read_texts(sent: QueryDict) -> dict[str, str]:
    pairs = zip(sent.getlist("language"), sent.getlist("text"), strict=False)
    return {tag: text for tag, text in pairs if tag and text.strip()}


def _read_flag(sent: QueryDict) -> bool | None:
    return {"yes": True, "no": False}.get(sent.get("value", ""))


def _read_many(sent: QueryDict) -> list[str]:
    return [str(value) for value in sent.getlist("value") if value]


def _read_lines(sent: QueryDict) -> list[str]:
    return _lines(sent.get("value", "").splitlines())


def _read_text(sent: QueryDict) -> str:
    return sent.get("value", "").strip()


def _read_grades(sent: QueryDict) -> list[str]:
    """Lowest and highest; one grade is both."""
    grades = _lines(re.split("[-–—]", sent.get("value", "")))
    return grades * 2 if len(grades) == 1 else grades


def _read_agents(sent: QueryDict) -> list[Agent]:
    return [_agent(line, usual="person") for line in _read_lines(sent)]


def _read_agent(sent: QueryDict) -> Agent | None:
    line = _read_text(sent)
    return _agent(line, usual="organization") if line else None


def _agent(line: str, *, usual: str) -> Agent:
    """`Name`, `Name | address`, with `| organization` where the name does not show it."""
    name, *more = (part.strip() for part in line.split("|"))
    kind = _stated_kind(more[-1]) if more else ""
    if kind:
        more.pop()
    address = " | ".join(more)
    found = agent_kind(name, stated=kind, address=agent_address(address), usual=usual)
    return Agent(name=name, kind=found, address=address)


def _stated_kind(word: str) -> str:
    """The key, or the word for it in the reader's language."""
    said = (kind for kind in AGENT_KINDS if word in (kind, str(KIND_WORDS[kind])))
    return next(said, "")


def _written_agent(agent: Agent, *, usual: str) -> str:
    """Reads back as the same agent."""
    short = " | ".join(part for part in (agent["name"], agent.get("address", "")) if part)
    return (
        short
        if _agent(short, usual=usual)["kind"] == agent["kind"]
        else f"{short} | {KIND_WORDS[agent['kind']]}"
    )


def _written_grades(grades: list[int]) -> str:
    return str(grades[0]) if grades[0] == grades[-1] else f"{grades[0]}-{grades[-1]}"


WRITERS: dict[str, Callable[[Any], str]] = {
    "agents": lambda agents: "\n".join(_written_agent(each, usual="person") for each in agents),
    "agent": lambda agent: _written_agent(agent, usual="organization"),
    "grades": _written_grades,
}
READERS: dict[str, Callable[[QueryDict], Any]] = {
    "texts": _read_texts,
    "checkboxes": _read_many,
    "select": _read_many,
    "one": lambda sent: sent.get("value", ""),
    "key": lambda sent: sent.get("value", ""),
    "lines": _read_lines,
    "number": lambda sent: _read_text(sent) or None,
    "text": _read_text,
    "grades": _read_grades,
    "agents": _read_agents,
    "agent": _read_agent,
    "flag": _read_flag,
}


def _lines(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]
