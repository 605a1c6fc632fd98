"""Armillary without a connection: the manifest that lets it be installed, and what the service worker needs
to know of the site. The worker itself is `core/static/core/worker.js`."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

import armillary
from armillary.core.languages import INTERFACE_LANGUAGES, direction
from armillary.evaluation.interfaces.guarded_forms import SOONEST

WORKER: Final = Path(armillary.__file__).parent / "core" / "static" / "core" / "worker.js"
ASSETS: Final = ("armillary.css", "armillary.svg", "offline.js", "lists.js", "kept.js")
ICONS: Final = {192: "icon-192.png", 512: "icon-512.png"}  # made by scripts/icons
THEME: Final = "#0b4f5c"
# Forms that people fill where there is no line. All lead to an inbox, so that sending one late does no harm;
# a decision at the desk might, and is never sent late.
LATER: Final = ("problems:report", "takedown:ask", "submissions:form")


def manifest(language: str) -> dict[str, Any]:
    """As the W3C's Web Application Manifest has it."""
    with override(language):
        return {
            "id": "/",
            "name": "Armillary",
            "short_name": "Armillary",
            "description": _(
                "Resources to teach and learn science, technology, engineering and mathematics."
            ),
            "lang": language,
            "dir": direction(language),
            "start_url": reverse("portal:home"),
            "scope": "/",
            "display": "minimal-ui",
            "theme_color": THEME,
            "background_color": "#ffffff",
            "icons": [
                *(
                    {
                        "src": static(f"core/{name}"),
                        "sizes": f"{size}x{size}",
                        "type": "image/png",
                        "purpose": purpose,
                    }
                    for size, name in ICONS.items()
                    for purpose in ("any", "maskable")
                ),
            ],
        }


@cache
def worker() -> str:
    """The service worker, with what it needs to know of this site."""
    source = WORKER.read_text(encoding="utf-8")
    shell: dict[str, Any] = {
        "assets": [static(f"core/{name}") for name in ASSETS],
        "offline": _in_every_language("portal:offline"),
        "later": _in_english(LATER),
        "pause": int(1.5 * SOONEST.total_seconds() * 1000),
        "words": {tag: _kept_copy(tag) for tag in INTERFACE_LANGUAGES},
    }
    stated = json.dumps(shell, ensure_ascii=False)
    version = hashlib.sha256((stated + source).encode()).hexdigest()[:12]
    shell["version"] = version
    return f"const SHELL = {json.dumps(shell, ensure_ascii=False)};\n{source}"


def _in_english(names: Iterable[str]) -> list[str]:
    """Addresses as they end in every language."""
    with override("en"):
        return [reverse(name) for name in names]


def _in_every_language(name: str) -> dict[str, str]:
    found = {}
    for tag in INTERFACE_LANGUAGES:
        with override(tag):
            found[tag] = reverse(name)
    return found


def _kept_copy(language: str) -> str:
    with override(language):
        return _("There is no connection. This is the copy that was kept on %s.")
