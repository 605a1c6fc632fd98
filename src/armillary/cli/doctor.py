"""Look at an installation as its operator would want to: is it sound, and if not, what now?"""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from armillary.core.errors import ArmillaryError
from armillary.evaluation.links.queries import waiting_in_words
from armillary.people.log import first_broken_link
from armillary.people.models import LogHead
from armillary.search.queries import SearchRequest, find
from armillary.vocabularies.operations import SHIPPED_KEYS
from armillary.vocabularies.queries import schemes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    sound: bool
    says: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything; what cannot be looked at because of an earlier failure is left out."""
    findings = [_home(), _proxies(), _mail(), database()]
    if not findings[-1].sound:
        return findings
    return [*findings, *(look() for look in LATER)]


def _home() -> Finding:
    if not os.access(settings.HOME, os.W_OK):
        return Finding("home", False, f"{settings.HOME} cannot be written; check its owner")
    if settings.HOME.stat().st_mode & 0o077:
        advice = f"can be read by others on this machine; run `chmod 700 {settings.HOME}`"
        return Finding("home", False, f"{settings.HOME} {advice}")
    return Finding("home", True, f"{settings.HOME} can be written, by its owner only")


def _proxies() -> Finding:
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if settings.SECURE and not count:
        advice = "all visitors are counted as one; set ARMILLARY_PROXIES to how many stand in front"
        return Finding("proxies", False, advice)
    return Finding("proxies", True, f"{count} in front")


def _mail() -> Finding:
    if settings.SECURE and settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return Finding("mail", False, "is printed, not sent; set ARMILLARY_EMAIL_URL")
    return Finding("mail", True, settings.EMAIL_BACKEND.rpartition(".")[2])


def database() -> Finding:
    """Does it answer, and is it up to date?"""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding("database", False, f"does not answer: {str(error).splitlines()[0]}")
    if waiting:
        return Finding("database", False, f"{len(waiting)} steps behind; run `armillary migrate`")
    return Finding("database", True, f"{connection.vendor}, up to date")


def _vocabularies() -> Finding:
    missing = set(SHIPPED_KEYS) - {scheme.key for scheme in schemes()}
    if missing:
        return Finding("vocabularies", False, f"{sorted(missing)} missing; run `armillary migrate`")
    return Finding("vocabularies", True, f"{len(SHIPPED_KEYS)} shipped ones are loaded")


def _index() -> Finding:
    try:
        total = find(SearchRequest(text="", filters={}, size=1, ui_language="en")).total
    except ArmillaryError as error:
        return Finding("index", False, str(error))
    return Finding("index", True, f"{total} resources can be found")


def _log() -> Finding:
    broken = [stream for stream in _streams() if first_broken_link(stream) is not None]
    if broken:
        return Finding("log", False, f"the chain of {broken[0]} is broken; compare with a backup")
    return Finding("log", True, f"{LogHead.objects.count()} streams hold")


def _streams() -> Iterator[str]:
    return LogHead.objects.order_by("stream").values_list("stream", flat=True).iterator()


def _links() -> Finding:
    """Off is how it should be unless the operator wants it; it is said so that nobody waits."""
    if not settings.LINK_CHECKS:
        advice = "nobody is asked whether addresses answer; ARMILLARY_LINK_CHECKS=on has them asked"
        return Finding("links", True, f"off: {advice}")
    waiting = waiting_in_words() or "none"
    return Finding("links", True, f"on; broken, moved or doubtful: {waiting}")


LATER: tuple[Callable[[], Finding], ...] = (_vocabularies, _index, _links, _log)
