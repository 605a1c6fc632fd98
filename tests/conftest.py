"""A test never sees the real home folder, sends no mail and reaches no address but loopback."""

import atexit
import gc
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest
from django.conf import settings
from django.core.signals import request_started
from django.dispatch import receiver
from django.utils import translation

if TYPE_CHECKING:
    from django.test import Client

    from armillary.catalogue.models import Resource
    from armillary.people.enums import Role
    from armillary.people.models import Person

# Compiled code is kept, whatever the environment says of it: a hundred processes are started.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A million objects stay to the end, and going through them again and again finds nothing.
gc.set_threshold(5_000, 20, 100)

HOME = Path(tempfile.mkdtemp(prefix="armillary-test-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
(HOME / "static").mkdir()
os.environ["ARMILLARY_HOME"] = str(HOME)
os.environ["ARMILLARY_EMAIL_URL"] = "memory:"
os.environ.setdefault("ARMILLARY_SECRET_KEY", "a key for tests only, of no worth anywhere else")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.config.settings")
django.setup()
# Parallel workers inherit the environment; with this name in it they would read the settings, and
# share a home, before they come to this file.
del os.environ["DJANGO_SETTINGS_MODULE"]

# A busy machine is no fault of what is tested.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

# What is quick to make instead of what is hard to guess, and style sheets without a build step.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)

from armillary.core.site_links import forget_site_links  # noqa: E402

# Two thousand requests a minute come from one address; what is tested of it sets its own limit.
settings.API_LIMIT = 0

PASSWORD = "four plain words here"

_numbers = iter(range(1, 1_000_000))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite as in a real installation: a file with a write-ahead log, so that several threads or
    processes can write. In memory they would only see locked tables."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(HOME / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What tests have committed goes by putting back a copy of the new database. Emptying all tables
    and filling them again takes a hundred times as long."""
    from django.db import connection
    from django.test import TransactionTestCase

    if connection.vendor != "sqlite":
        yield
        return
    with closing(sqlite3.connect(":memory:")) as unused, pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            connection.ensure_connection()
            connection.connection.backup(unused)

        def put_back(_case: TransactionTestCase) -> None:
            connection.ensure_connection()
            unused.backup(connection.connection)

        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page in another language leaves that language behind; no test starts with it."""
    with translation.override("en"):
        yield


@receiver(request_started)
def _no_links_of_another_page(**_: object) -> None:
    """A process keeps the site's links for some seconds, longer than a test takes: the next one would
    see them, and a page would ask the database for less the second time."""
    forget_site_links()


@pytest.fixture
def new_person(db: None) -> "Callable[..., Person]":
    """A person who can sign in with `PASSWORD`, with the roles asked for."""
    from armillary.people.actors import OPERATOR
    from armillary.people.operations import create_person, grant_role

    def make(*roles: "Role", email: str = "", name: str = "") -> "Person":
        address = email or f"person{next(_numbers)}@example.org"
        name = name or f"Person {address.partition('@')[0]}"
        person = create_person(address, password=PASSWORD, name=name, by=OPERATOR)
        for role in roles:
            grant_role(person, role, by=OPERATOR)
        return person

    return make


@pytest.fixture
def member(new_person: "Callable[..., Person]") -> "Person":
    return new_person(name="Mem Ber")


@pytest.fixture
def curator(new_person: "Callable[..., Person]") -> "Person":
    from armillary.people.enums import Role

    return new_person(Role.CURATOR, name="Cura Tor")


@pytest.fixture
def reviewer(new_person: "Callable[..., Person]") -> "Person":
    from armillary.people.enums import Role

    return new_person(Role.REVIEWER, name="Revi Ewer")


@pytest.fixture
def administrator(new_person: "Callable[..., Person]") -> "Person":
    from armillary.people.enums import Role

    return new_person(Role.ADMINISTRATOR, name="Admini Strator")


@pytest.fixture
def client_of() -> "Callable[[Person], Client]":
    """A browser in which a person is signed in."""
    from django.test import Client

    def signed_in(person: "Person") -> "Client":
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def new_resource(db: None) -> "Callable[..., Resource]":
    """A resource that a record describes; `listed=True` lists it."""
    from armillary.catalogue.models import Resource
    from armillary.catalogue.operations import Incoming, describe_resources, list_resources
    from armillary.people.actors import SYSTEM

    def make(*, listed: bool = False, keys: tuple[str, ...] = (), **facts: Any) -> "Resource":
        number = next(_numbers)
        description: Any = {"titles": {"en": f"Resource {number}"}, **facts}
        origins = dict.fromkeys(description, f"library:{number}")
        incoming = Incoming(None, description, keys=list(keys), origins=origins)
        [outcome] = describe_resources([incoming], by=SYSTEM)
        if listed:
            list_resources([outcome.resource_id], by=SYSTEM)
        return Resource.objects.get(pk=outcome.resource_id)

    return make


@pytest.fixture
def run_tasks() -> Callable[[], None]:
    """Run what is due, in this process, as the worker does."""
    from armillary.core.tasks import drain

    return drain
