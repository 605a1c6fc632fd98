"""Feeds. A visitor that has the current state already is told so at once, and pages of other sites may
read them all."""

import hashlib
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from armillary.core.errors import InvalidInput
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.dissemination.feed_forms import FORMS
from armillary.dissemination.feeds import resource_feed
from armillary.dissemination.interfaces.views.open import open_to_all
from armillary.dissemination.news_feed import news_feed
from armillary.dissemination.queries import last_change
from armillary.dissemination.search_feed import OLDER, default_reader, search_feed
from armillary.dissemination.searches.asked import AskedSearch, asked_in
from armillary.dissemination.sets import SPEC
from armillary.editorial.queries import last_change_of_news
from armillary.formats.feed_writers import Outline
from armillary.search.following import state_of_index
from armillary.vocabularies.queries import is_known_key

LONGEST_TAG = 35


def _etag(request: HttpRequest, **_arguments: object) -> str:
    """The same for every answer made from the same state of the records."""
    return f'W/"{last_change()[0]}"'


def _last_modified(request: HttpRequest, **_arguments: object) -> datetime | None:
    return last_change()[1]


def _news_etag(request: HttpRequest, **_arguments: object) -> str:
    """Another one with every news item that comes or goes."""
    return f'W/"{":".join(str(part) for part in last_change_of_news())}"'


unless_known = condition(etag_func=_etag, last_modified_func=_last_modified)


@open_to_all
@require_safe
@unless_known
def resources(request: HttpRequest, form: str) -> HttpResponseBase:
    return _feed(resource_feed(form, language=_language(request)), form)


@open_to_all
@require_safe
@unless_known
def of_subject(request: HttpRequest, subject: str, form: str) -> HttpResponseBase:
    if not is_known_key("subjects", subject):
        raise Http404
    return _feed(resource_feed(form, subject=subject, language=_language(request)), form)


def etag_of_search(request: HttpRequest, **_arguments: object) -> str:
    """The same for every answer made from the same state of the index and of the records. No date
    goes with it: what came last into the index is not always what changed last, and a review brings a
    resource into a search without changing its record."""
    state = f"{last_change()[0]} {state_of_index()}"
    return f'W/"{hashlib.sha256(state.encode()).hexdigest()[:24]}"'


@open_to_all
@require_safe
@condition(etag_func=etag_of_search)
def search(request: HttpRequest, form: str) -> HttpResponseBase:
    """The search of any address of the search page: its parameters are read alike."""
    asked = asked_in(_without_any(request.GET))
    older = request.GET.get(OLDER, "")
    return _feed(search_feed(asked, _reader(request, asked), form=form, older=older), form)


def _without_any(sent: QueryDict) -> QueryDict:
    """Where OpenSearch asks in which language, a star is any."""
    asked = sent.copy()
    asked.setlist("language", [tag for tag in sent.getlist("language") if tag != "*"])
    return asked


def _reader(request: HttpRequest, asked: AskedSearch) -> str:
    """In whose language names are."""
    stated = request.GET.get("reader", "").lower()
    if stated and stated not in INTERFACE_LANGUAGES:
        tags = ", ".join(INTERFACE_LANGUAGES)
        raise InvalidInput(_("This site is read in: %(tags)s.") % {"tags": tags})
    return stated or default_reader(asked)


@open_to_all
@require_safe
@condition(etag_func=_news_etag)
def news(request: HttpRequest, form: str) -> HttpResponseBase:
    return _feed(news_feed(form, language=_language(request)), form)


def _language(request: HttpRequest) -> str:
    language = request.GET.get("language", "").lower()
    if language and (len(language) > LONGEST_TAG or not SPEC.fullmatch(language)):
        raise Http404
    return language


def _feed(outline: Outline, form: str) -> HttpResponse:
    written = FORMS[form]
    return HttpResponse(written.write(outline), content_type=f"{written.media_type}; charset=utf-8")
