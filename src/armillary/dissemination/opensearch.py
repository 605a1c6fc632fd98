"""How to search this site, for browsers, feed readers and searches over many sites (OpenSearch 1.1).

https://github.com/dewitt/opensearch: a description of the doors, and completions of what is typed.
Feeds go on by `older`, which no template can know beforehand: their `next` links have it. So there is
no template with a number of a page.
"""

import json
from collections.abc import Iterator

from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import override

from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination import addresses
from armillary.dissemination.feed_forms import FORMS
from armillary.formats.markup import DECLARATION, element
from armillary.search.suggestions import Suggestion, suggest

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
DESCRIPTION_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"
SUGGESTIONS = "/opensearch/suggestions.json"

_WORDS = "q={searchTerms}"
_OF_LANGUAGE = "language={language?}"


def description(language: str) -> bytes:
    """For readers of a language."""
    with override(language):
        inner = "\n".join(_parts(language))
    opened = f'{DECLARATION}<OpenSearchDescription xmlns="{NAMESPACE}">'
    return f"{opened}\n{inner}\n</OpenSearchDescription>\n".encode()


def _parts(language: str) -> Iterator[str]:
    yield element("ShortName", addresses.SITE_NAME[:16])
    yield element("Description", _("Search resources for STEM education"))
    yield _url("text/html", f"{addresses.site('/resources/', language)}?{_WORDS}")
    for name, form in FORMS.items():
        yield _url(form.media_type, f"{_feed(name)}?{_WORDS}&{_OF_LANGUAGE}&reader={language}")
    yield _url("application/json", f"{addresses.site('/api/v1/resources')}?{_WORDS}")
    asked = f"{addresses.site(SUGGESTIONS)}?{_WORDS}&language={language}"
    yield _url(SUGGESTIONS_TYPE, asked, rel="suggestions")
    yield _url(DESCRIPTION_TYPE, addresses.opensearch(language), rel="self")
    yield element("Image", addresses.site(static("core/icon-192.png")), **_PICTURE)
    yield element("Query", role="example", searchTerms="fractions")
    yield element("SyndicationRight", "open")
    yield element("AdultContent", "false")
    for tag in (language, *(tag for tag in INTERFACE_LANGUAGES if tag != language)):
        yield element("Language", tag)
    yield element("InputEncoding", "UTF-8")
    yield element("OutputEncoding", "UTF-8")


_PICTURE = {"width": "192", "height": "192", "type": "image/png"}


def _feed(form: str) -> str:
    return addresses.site(f"/feeds/search.{form}")


def _url(media_type: str, template: str, **more: str) -> str:
    return element("Url", type=media_type, template=template, **more)


def completions(typed: str, language: str) -> bytes:
    """What was typed, what it may become, a word on each, and where each leads. Raises
    `IndexUnavailable`."""
    found = suggest(typed, language=language)
    columns = [
        [each.text for each in found],
        [each.matched for each in found],
        [_leads_to(each, language) for each in found],
    ]
    return json.dumps([typed, *columns], ensure_ascii=False).encode(errors="replace")


def _leads_to(found: Suggestion, language: str) -> str:
    if found.path:
        return addresses.site(found.path, language)
    return addresses.site("/resources/", language, q=found.query)
