"""Say in sentences why a resource stands where it stands among what a search found: its words, the reader's
language, and the signals, each by itself. What the sentences say is what ranks (see `search/why.py` and
`Document.weight`); nothing else does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from armillary.catalogue.models import Resource
from armillary.catalogue.works.queries import editions_together
from armillary.evaluation.queries.signals import Signals, signals_for
from armillary.search.queries import SearchRequest
from armillary.search.why import Why, WordFound, why

PLACES: Final = {
    "title": gettext_lazy("in the title"),
    "author": gettext_lazy("among its authors and publishers"),
    "keywords": gettext_lazy("among its keywords"),
    "body": gettext_lazy("in the description"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for readers, and a key for machines."""

    key: str
    text: str


def reasons_for(resource: Resource, request: SearchRequest) -> list[Reason]:
    """Why a listed resource stands where it does in the answer to a search, the weightiest first.
    Raises `InvalidInput` for a search that makes no sense and `IndexUnavailable`."""
    editions = editions_together([resource.pk]).get(resource.pk, ())
    together = [edition.resource for edition in editions] or [resource]
    found = why(request, together[0].pk)
    if not found.is_found:
        return [Reason("not-found", _("This search does not find it."))]
    if request.sort != "relevance":
        return [_order(request.sort), *map(_word, found.words)]
    return [*_by_words(found), *_by_signals(together), _popularity()]


def _order(sort: str) -> Reason:
    if sort == "newest":
        text = _("You asked for the newest first: only the day on which it was listed counts.")
    else:
        text = _("You asked for the best reviewed first: only what reviewers thought counts.")
    return Reason("order", text)


def _by_words(found: Why) -> Iterator[Reason]:
    if found.words:
        yield _completeness(found)
        yield from map(_word, found.words)
    if found.words and found.is_in_readers_language:
        yield Reason("language", _("It is in your language, which puts it before its equals."))


def _completeness(found: Why) -> Reason:
    if found.has_all:
        text = _(
            "It has all your words itself, so it stands before what has only some of them or was found "
            "by topic."
        )
        return Reason("all-words", text)
    if any(word.topics for word in found.words):
        text = _(
            "It was found by what your words mean, so it stands after what has all of them itself."
        )
        return Reason("topic", text)
    text = _("It has only some of your words, so it stands after what has all of them.")
    return Reason("some-words", text)


def _word(found: WordFound) -> Reason:
    return Reason(
        "word", _("“%(word)s”: %(where)s") % {"word": found.words, "where": _where(found)}
    )


def _where(found: WordFound) -> str:
    if found.places:
        return ", ".join(str(PLACES[place]) for place in found.places)
    if found.topics:
        return _("not there, but it is about this: %(names)s") % {"names": ", ".join(found.topics)}
    return _("not there")


def _by_signals(together: Sequence[Resource]) -> Iterator[Reason]:
    if all(each.unavailable_since for each in together):
        text = _("It could not be opened when it was last tried, so nothing else raises it.")
        yield Reason("unavailable", text)
        return
    signals = list(signals_for([each.pk for each in together]).values())
    yield _checks(signals)
    yield _reviews(signals)


def _checks(signals: Sequence[Signals]) -> Reason:
    known = [each.quality for each in signals if each.quality is not None]
    if not known:
        return Reason("checks", _("No automatic check has been made yet."))
    text = _(
        "It passes %(share)d %% of the automatic checks that apply. The more, the higher it is raised."
    )
    return Reason("checks", text % {"share": round(100 * max(known))})


def _reviews(signals: Sequence[Signals]) -> Reason:
    count = sum(each.reviews for each in signals)
    if not count:
        text = _("Nobody has reviewed it yet. That neither raises nor lowers it.")
        return Reason("reviews", text)
    best = max(each.reviewed for each in signals)
    said = ngettext("%(count)d review: %(effect)s", "%(count)d reviews: %(effect)s", count)
    return Reason("reviews", said % {"count": count, "effect": _effect(best)})


def _effect(standing: float) -> str:
    """`standing` as the index has it: 0.5 is the middle of what reviewers could have said."""
    if standing > 0.5:
        return _("what was said raises it.")
    return _("what was said lowers it.") if standing < 0.5 else _("neither raises nor lowers it.")


def _popularity() -> Reason:
    return Reason("popularity", _("How often something is opened plays no part."))
