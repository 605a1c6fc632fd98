"""Answer schema.org's terms for what makes a resource accessible, and whether it is free."""

from armillary.formats.values.folding import fold, fold_term
from armillary.formats.values.memory import of_names

# https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/
_FEATURES = (
    "alternativeText annotations ARIA audioDescription bookmarks braille captions ChemML "
    "closedCaptions describedMath displayTransformability fullRubyAnnotations highContrastAudio "
    "highContrastDisplay horizontalWriting index largePrint latex latex-chemistry longDescription "
    "MathML MathML-chemistry none openCaptions pageBreakMarkers pageNavigation printPageNumbers "
    "readingOrder rubyAnnotations signLanguage structuralNavigation synchronizedAudioText "
    "tableOfContents tactileGraphic tactileObject taggedPDF timingControl transcript ttsMarkup "
    "unlocked verticalWriting withAdditionalWordSegmentation withoutAdditionalWordSegmentation"
)
FEATURES = tuple(_FEATURES.split())
_TERMS = {name(term): term for term in FEATURES for name in (fold, fold_term)}
_TERMS |= {"subtitles": "captions", "alt text": "alternativeText"}
_FREE = (
    "free|free access|free access with registration|open access|gratis|gratuit|gratuito|"
    "бесплатно|免费|مجاني|kostenlos|true|yes|1|oui|si|да|是|نعم|ja|open|no cost|free of charge"
)
_NOT_FREE = (
    "false|no|0|non|нет|否|لا|nein|available for purchase|limited access|paid|payant|de pago|"
    "платно|付费|مدفوع|kostenpflichtig|available by subscription|closed access"
)
_ANSWERS = {fold(word): True for word in _FREE.split("|")}
_ANSWERS |= {fold(word): False for word in _NOT_FREE.split("|")}


@of_names
def feature(text: str) -> str | None:
    """Answer the term of schema.org's accessibilityFeature, in its own spelling, or `None`."""
    return _TERMS.get(fold(text)) or _TERMS.get(fold_term(text))


@of_names
def is_free(text: str) -> bool | None:
    """Tell whether a statement says that anyone may use the resource at no cost, if it says so."""
    return _ANSWERS.get(fold_term(text), _ANSWERS.get(fold(text)))
