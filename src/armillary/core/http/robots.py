"""What a host asks of robots: read once per host, after RFC 9309 (4xx allows all, 5xx nothing)."""

from collections.abc import Callable
from typing import Final
from urllib.robotparser import RobotFileParser

from django.utils.translation import gettext as _

from armillary.core.http.errors import AddressRefused, FetchError, RobotsRefused, TryAgainLater
from armillary.core.http.targets import Target

LIMIT: Final = 512_000  # RFC 9309 §2.5: at least 500 KiB must be read
LONGEST_DELAY: Final = 60.0
NAME: Final = "Armillary"


class Robots:
    """`ask` fetches a robots.txt: its status and body."""

    def __init__(self, ask: Callable[[str], tuple[int, bytes]]) -> None:
        self._ask = ask
        self._rules: dict[str, RobotFileParser] = {}

    def check(self, target: Target) -> float:
        """Seconds the host wants between two requests, 0 where it does not say.

        Raises `RobotsRefused` where robots are asked to stay away.
        """
        rules = self._rules_of(target.origin)
        if not rules.can_fetch(NAME, f"{target.origin}{target.path}"):
            raise RobotsRefused(
                _(
                    "%(host)s asks robots to stay away from this address (robots.txt). "
                    "Ask its owner for permission."
                )
                % {"host": target.host_header}
            )
        return min(float(rules.crawl_delay(NAME) or 0), LONGEST_DELAY)

    def knows(self, target: Target) -> bool:
        """Has the host's robots.txt been read?"""
        return target.origin in self._rules

    def _rules_of(self, origin: str) -> RobotFileParser:
        if origin not in self._rules:
            self._rules[origin] = self._fetched(origin)
        return self._rules[origin]

    def _fetched(self, origin: str) -> RobotFileParser:
        try:
            status, body = self._ask(f"{origin}/robots.txt")
        except (TryAgainLater, AddressRefused):
            raise
        except FetchError:
            status, body = 404, b""
        if status >= 500:
            raise TryAgainLater(
                _("%(origin)s cannot say what robots may fetch. Try again later.")
                % {"origin": origin}
            )
        rules = RobotFileParser()
        lines = body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
        rules.parse(lines if status < 400 else [])
        return rules
