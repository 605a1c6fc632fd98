"""The form for whoever finds something wrong, and that of a curator's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.evaluation.enums import ProblemKind
from armillary.evaluation.interfaces.guarded_forms import GuardedForm
from armillary.evaluation.problems.operations import LONGEST_ANSWER, LONGEST_TEXT, Problem

LONGEST_ADDRESS = 2_000


class ProblemForm(GuardedForm):
    """Which resource, and what is wrong. Nobody is asked who they are."""

    resource = forms.CharField(
        label=_("The resource"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Its id, or the address of its page here."),
        widget=forms.TextInput({"dir": "ltr"}),
    )
    kind = forms.ChoiceField(
        label=_("What is wrong?"), choices=ProblemKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        help_text=_("Where it is and what it should be. Write nothing about yourself or others."),
    )

    SALT = "evaluation.problem.form"
    SHOWN = ("resource", "text")

    def __init__(self, sent: Any = None, *, resource: str = "") -> None:
        super().__init__(sent, resource=resource)

    def problem(self) -> Problem:
        return Problem(**{name: self.cleaned_data[name] for name in ("resource", "kind", "text")})


class SettleForm(forms.Form):
    """What came of a report."""

    answer = forms.CharField(
        label=_("What came of it"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("Kept on record for curators."),
    )
