"""Our keys: shown before they sign, changed by themselves, kept where nobody reads them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from joserfc import jwt
from joserfc.jwk import KeySet

from armillary.core.errors import Refused
from armillary.dissemination.interfaces.lti_tasks import forget_used_nonces, tend_lti_keys
from armillary.dissemination.lti.keys import key_set, rotate_keys, signed, tend_keys
from armillary.dissemination.lti.models import LtiKey, LtiUse
from armillary.dissemination.lti.uses import is_first_use
from armillary.people.actors import OPERATOR

from .conftest import our_keys

pytestmark = pytest.mark.django_db


def kids() -> list[str]:
    return [key["kid"] for key in key_set()["keys"]]


def signer() -> str:
    token, keys = signed({}), KeySet.import_key_set(key_set())
    return str(jwt.decode(token, keys, algorithms=["RS256"]).header["kid"])


def test_first_key_is_made_when_somebody_asks(client):
    [key] = client.get("/lti/jwks").json()["keys"]
    assert {name: key[name] for name in ("kty", "use", "alg")} == {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
    }
    assert not {"d", "p", "q"} & set(key)
    assert kids() == [key["kid"]]
    assert signer() == key["kid"]


def test_what_we_sign_can_be_checked_by_what_we_show(client):
    token = signed({"iss": "x"})
    assert jwt.decode(token, our_keys(client), algorithms=["RS256"]).claims == {"iss": "x"}


def test_private_keys_are_kept_encrypted(settings):
    signed({})
    assert "ENCRYPTED" in LtiKey.objects.get().private


def test_new_secret_key_makes_a_new_pair(settings):
    before = signer()
    settings.SECRET_KEY = "another secret of this installation"
    assert signer() != before
    assert before not in kids()


def test_new_key_signs_a_day_later_and_the_old_one_stays_a_month():
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        old = signer()
        new = rotate_keys(by=OPERATOR).kid
        assert (set(kids()), signer()) == ({old, new}, old)
        clock.shift(timedelta(hours=25))
        assert (set(kids()), signer()) == ({old, new}, new)
        clock.shift(timedelta(days=29))
        tend_keys()
        assert set(kids()) == {old, new}
        clock.shift(timedelta(days=2))
        tend_keys()
        assert kids() == [new]


def test_leaked_key_goes_at_once():
    old = signer()
    new = rotate_keys(at_once=True, by=OPERATOR).kid
    assert (kids(), signer()) == ([new], new)
    assert old != new


def test_keys_change_by_themselves_every_three_months():
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        tend_keys()
        assert not LtiKey.objects.exists()
        first = signer()
        clock.shift(timedelta(days=89))
        tend_keys()
        assert kids() == [first]
        clock.shift(timedelta(days=2))
        tend_keys()
        tend_keys()
        assert len(kids()) == 2


def test_only_administrators_rotate(curator):
    with pytest.raises(Refused):
        rotate_keys(by=curator)


def test_tasks_forget_and_tend(run_tasks):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        signer()
        assert is_first_use("nonce", "a", within=timedelta(minutes=1))
        assert not is_first_use("nonce", "a", within=timedelta(minutes=1))
        assert is_first_use("invitation", "a", within=timedelta(minutes=1))
        clock.shift(timedelta(days=100))
        forget_used_nonces.enqueue()
        tend_lti_keys.enqueue()
        run_tasks()
        assert not LtiUse.objects.exists()
        assert len(kids()) == 2


def test_nothing_of_a_person_is_in_any_table():
    """Names of all columns, so that one that is added has to be thought about here."""
    models = [each for each in apps.get_models() if each.__name__.startswith("Lti")]
    columns = {each.__name__: {field.name for field in each._meta.fields} for each in models}
    assert columns == {
        "LtiRegistration": {
            *("id", "created_at", "changed_at", "public_id", "name", "issuer", "client_id"),
            *("login_address", "keys_address", "origins", "state", "platform_keys"),
            "keys_read_at",
        },
        "LtiDeployment": {"id", "registration", "deployment_id"},
        "LtiKey": {"id", "kid", "public", "private", "signs_from"},
        "LtiUse": {"id", "digest", "expires_at"},
    }
