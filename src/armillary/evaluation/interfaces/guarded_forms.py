"""What keeps machines off a form for people without an account, without a script or a riddle: a field
that people do not see, and a moment within which nobody reads and fills the rest."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

SOONEST: Final = timedelta(seconds=4)
LATEST: Final = timedelta(days=2)

STALE = _("This page was open for too long. Please send it once more.")
TOO_SOON = _("That was very quick. Please wait a few seconds, then send it again.")
FILLED = _(
    "A field that is hidden from people was filled. It is empty again: please send it again."
)


class GuardedForm(forms.Form):
    """`SALT` keeps the stamp of one form from being that of another; `SHOWN` are the fields that
    people see, in order."""

    SALT: str
    SHOWN: tuple[str, ...]

    website = forms.CharField(label=_("Leave this field empty"), required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, sent: Any = None, **stated: str) -> None:
        stamp = signing.TimestampSigner(salt=self.SALT).sign("form")
        super().__init__(sent, initial={**stated, "stamp": stamp})
        self.fields["website"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            self._put("website", "")
            raise forms.ValidationError(FILLED)
        self._check_stamp(str(cleaned.get("stamp", "")))
        return cleaned

    def _check_stamp(self, stamp: str) -> None:
        signer = signing.TimestampSigner(salt=self.SALT)
        try:
            signer.unsign(stamp, max_age=LATEST)
        except signing.BadSignature as error:
            self._put("stamp", signer.sign("form"))
            raise forms.ValidationError(STALE) from error
        try:
            signer.unsign(stamp, max_age=SOONEST)
        except signing.SignatureExpired:
            return
        raise forms.ValidationError(TOO_SOON)

    def _put(self, name: str, value: str) -> None:
        """What the form shows when it comes back."""
        self.data = {**dict(self.data.items()), name: value}

    def shown(self) -> list[forms.BoundField]:
        """What people see of it, in order."""
        return [self[name] for name in self.SHOWN]
