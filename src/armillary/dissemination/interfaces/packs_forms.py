"""The forms of packs."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from armillary.catalogue.models import Collection
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.operations import LONGEST_TITLE
from armillary.dissemination.packs.sizes import size_text

# What is left of a stick of that size when its file system and something else are on it, in bytes.
BUDGETS = [
    ("700000000", _("A CD, 700 MB")),
    ("3700000000", _("A 4 GB stick")),
    ("14800000000", _("A 16 GB stick")),
    ("59000000000", _("A 64 GB stick")),
    ("240000000000", _("A 256 GB disk")),
]


class PackForm(forms.Form):
    """What the next release will be like."""

    title = forms.CharField(
        label=_("Title"), max_length=LONGEST_TITLE, widget=forms.TextInput({"dir": "auto"})
    )
    video = forms.ChoiceField(
        label=_("Videos"), choices=VideoProfile.choices, initial=VideoProfile.SMALL
    )
    copies = forms.BooleanField(
        label=_("Copy what licences allow"),
        help_text=_(
            "The addresses of the resources are asked for it. Without, the pack has cards only, which say what "
            "a resource is and where."
        ),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, budget: int = 0, **options: Any) -> None:
        """A `budget` that was set elsewhere stays one of the choices."""
        super().__init__(*args, **options)
        choices: list[tuple[str, Any]] = [*BUDGETS]
        if budget and str(budget) not in dict(BUDGETS):
            name = _("%(size)s, as it is") % {"size": size_text(budget)}
            choices.insert(0, (str(budget), name))
        self.fields["budget"] = forms.TypedChoiceField(
            label=_("How large"), choices=choices, coerce=int, initial=BUDGETS[1][0]
        )


class NewPackForm(PackForm):
    """A pack of a collection or of a search."""

    collection = forms.ModelChoiceField(
        label=_("Collection"),
        queryset=Collection.objects.order_by("slug"),
        to_field_name="slug",
        required=False,
        empty_label=_("None: a search"),
    )
    search = forms.CharField(
        label=_("Search"),
        help_text=_(
            "The address of a page of results on this site. It is searched anew for each release."
        ),
        required=False,
        widget=forms.TextInput({"dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of its pages. Titles and texts are in it where there are any."),
        choices=settings.LANGUAGES,
    )
    field_order = ["title", "collection", "search", "language", "budget", "video", "copies"]
