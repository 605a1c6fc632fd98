import pytest
from django.utils.translation import gettext_lazy

from armillary.core.errors import ArmillaryError, Refused, require


def test_require_lets_pass_what_is_allowed():
    require(True)


def test_require_refuses_and_says_whom_to_ask():
    with pytest.raises(Refused) as caught:
        require(False)
    assert str(caught.value) == "You may not do this. Ask a curator or an administrator."
    assert (caught.value.status, caught.value.code) == (403, "refused")


def test_require_refuses_with_the_reason_given():
    with pytest.raises(Refused, match=r"^This call is closed\.$"):
        require(False, "This call is closed.")


def test_message_may_be_a_text_that_is_translated_late():
    assert str(ArmillaryError(gettext_lazy("Sign in"))) == "Sign in"
