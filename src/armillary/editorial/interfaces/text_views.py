"""The translators' desk: the original beside the translation, a table to take away and to bring back."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.core.errors import ArmillaryError, require
from armillary.core.languages import ENDONYMS, INTERFACE_LANGUAGES, direction, language_name
from armillary.editorial.content import unix_lines
from armillary.editorial.translating import queries
from armillary.editorial.translating.changes import Change, changes
from armillary.editorial.translating.operations import translate_text
from armillary.editorial.translating.queries import TO_DO, TextRow, TextState
from armillary.editorial.translating.tables import Taken, take_table, texts_csv
from armillary.people.interfaces.requests import person_of
from armillary.people.models import Person

TODO, ALL = "todo", "all"
STATES: Final = {
    TODO: TO_DO,
    TextState.MISSING.value: (TextState.MISSING,),
    TextState.STALE.value: (TextState.STALE,),
    ALL: tuple(TextState),
}
MOST_PROBLEMS: Final = 50
WORDS_PER_ROW: Final = 60  # characters


class FilterForm(forms.Form):
    """Which texts, in which language."""

    language = forms.ChoiceField(label=gettext_lazy("Translate into"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            (TODO, gettext_lazy("Missing or out of date")),
            (TextState.MISSING, gettext_lazy("Missing")),
            (TextState.STALE, gettext_lazy("Out of date")),
            (ALL, gettext_lazy("All")),
        ],
    )

    def __init__(self, chosen: "Chosen", counts: list[queries.Count]) -> None:
        super().__init__(initial={name: getattr(chosen, name) for name in Chosen.__slots__})
        tags = [*INTERFACE_LANGUAGES, chosen.language]
        self.fields["language"].choices = [(tag, _named(tag)) for tag in dict.fromkeys(tags)]  # type: ignore[attr-defined]
        kinds = [(each.kind.key, each.kind.label) for each in counts]
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Table of translations"),
        help_text=gettext_lazy("CSV as it was taken from here, at most 10 MB."),
        error_messages={"required": gettext_lazy("Choose a file that has rows.")},
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is in the address."""

    language: str
    kind: str
    state: str

    @classmethod
    def of(cls, sent: QueryDict) -> "Chosen":
        state = sent.get("state", TODO)
        language = sent.get("language") or get_language() or "en"
        return cls(
            queries.checked_language(language),
            sent.get("kind", ""),
            state if state in STATES else TODO,
        )

    def query(self, **more: str) -> str:
        stated = {"language": self.language, "kind": self.kind, "state": self.state, **more}
        return urlencode({name: value for name, value in stated.items() if value})


@dataclass(frozen=True, slots=True)
class RowView:
    """A text as its form shows it: what was typed, what is wrong with it, and what is `theirs` who
    were faster."""

    row: TextRow
    number: int
    words: str
    wrong: str
    theirs: str
    changes: list[Change]
    original_direction: str
    height: int


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def texts(request: HttpRequest) -> HttpResponse:
    by = person_of(request)
    require(queries.may_translate_any(by))
    chosen, after = Chosen.of(request.GET), request.GET.get("after", "")
    wrong, status = _saved(request, by) if request.method == "POST" else ("", 200)
    if status == 302:
        return redirect(f"{request.path}?{chosen.query(after=after)}")
    return render(request, "editorial/texts.html", _page(request, by, wrong), status=status)


def _page(request: HttpRequest, by: Person, wrong: str) -> dict[str, Any]:
    chosen, after = Chosen.of(request.GET), request.GET.get("after", "")
    states = STATES[chosen.state]
    page = queries.text_page(by, chosen.language, states=states, kind=chosen.kind, after=after)
    rows = [*_left(request.POST, page.rows, by), *page.rows] if wrong else page.rows
    return {
        "counts": page.counts,
        "views": [_view(row, n, request.POST, wrong) for n, row in enumerate(rows, start=1)],
        "chosen": chosen,
        "target": _named(chosen.language),
        "target_direction": direction(chosen.language),
        "filters": FilterForm(chosen, page.counts),
        "query": chosen.query(),
        "next": chosen.query(after=page.after) if page.after else "",
        "is_later": bool(after),
        "wrong": wrong,
        "form": TableForm(),
    }


def _left(sent: QueryDict, rows: list[TextRow], by: Person) -> list[TextRow]:
    """The text that was sent, where the page does not show it any more: its form has to stay, with
    what was typed."""
    kind, key = sent.get("kind", ""), sent.get("key", "")
    if any((row.kind.key, row.written.key) == (kind, key) for row in rows):
        return []
    try:
        return [queries.text_row(kind, key, sent.get("language", ""), by)]
    except ArmillaryError:
        return []


def _named(tag: str) -> str:
    return ENDONYMS.get(tag) or language_name(tag, within=get_language() or "en")


def _view(row: TextRow, number: int, sent: QueryDict, wrong: str) -> RowView:
    is_sent = (sent.get("kind"), sent.get("key")) == (row.kind.key, row.written.key)
    is_another = is_sent and unix_lines(sent.get("before", "")) != row.words
    return RowView(
        row,
        number,
        sent.get("words", "") if is_sent else row.words,
        wrong if is_sent else "",
        row.words if is_another else "",
        changes(row.made_from, row.original),
        direction(row.written.text.original),
        min(max(2, len(row.original) // WORDS_PER_ROW + row.original.count("\n") + 1), 20),
    )


def _saved(request: HttpRequest, by: Person) -> tuple[str, int]:
    """What is wrong, and the status of the answer; what was typed then stays on the page."""
    sent = request.POST
    language = sent.get("language", "")
    try:
        translate_text(
            sent.get("kind", ""),
            sent.get("key", ""),
            language,
            sent.get("words", ""),
            seen=sent.get("seen", ""),
            before=unix_lines(sent.get("before", "")),
            by=by,
        )
    except ArmillaryError as error:
        return error.message, error.status
    messages.success(request, _("Saved."))
    return "", 302


@require_safe
@login_required
def texts_table(request: HttpRequest) -> HttpResponse:
    """What the page shows, all of it, as a table. The mark at its beginning tells spreadsheets that it
    is Unicode."""
    by = person_of(request)
    require(queries.may_translate_any(by))
    chosen = Chosen.of(request.GET)
    rows = queries.text_rows(by, chosen.language, reader=get_language() or "en")
    wanted = [
        row
        for row in rows
        if row.state in STATES[chosen.state] and chosen.kind in ("", row.kind.key)
    ]
    return HttpResponse(
        f"\ufeff{texts_csv(wanted)}",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="texts-{chosen.language}.csv"'},
    )


@require_POST
@login_required
def take_texts(request: HttpRequest) -> HttpResponse:
    """`config.uploads` lets a file through to this page."""
    by = person_of(request)
    require(queries.may_translate_any(by))
    form = TableForm(request.POST, request.FILES)
    taken, status = _taken(form, by)
    context = {
        "form": form,
        "taken": taken,
        "problems": taken.problems[:MOST_PROBLEMS] if taken else [],
        "further": max(len(taken.problems) - MOST_PROBLEMS, 0) if taken else 0,
        "back": reverse("editorial:texts"),
    }
    return render(request, "editorial/texts_taken.html", context, status=status)


def _taken(form: TableForm, by: Person) -> tuple[Taken | None, int]:
    if not form.is_valid():
        return None, 400
    try:
        return take_table(form.cleaned_data["file"].read(), by=by), 200
    except ArmillaryError as error:
        form.add_error("file", error.message)
        return None, error.status
