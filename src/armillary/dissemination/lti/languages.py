"""In which language a platform shows its pages, as ours knows it."""

from armillary.core.languages import INTERFACE_LANGUAGES


def interface_language(stated: object) -> str:
    """The nearest language of the interface to a locale in any of its spellings; English for others.

    >>> interface_language("zh_CN"), interface_language("fr-CA"), interface_language(None)
    ('zh-hans', 'fr', 'en')
    """
    base = str(stated or "").replace("_", "-").lower().partition("-")[0]
    if base == "zh":
        return "zh-hans"
    return base if base in INTERFACE_LANGUAGES else "en"
