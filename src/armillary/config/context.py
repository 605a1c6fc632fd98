"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from armillary.core.languages import ENDONYMS, direction


def site(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "base_url": settings.BASE_URL,
        "language": language,
        "direction": direction(language),
        "interface_languages": ENDONYMS,
        "language_label": ENDONYMS.get(language, language),
    }
