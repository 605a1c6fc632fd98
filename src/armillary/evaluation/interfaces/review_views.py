"""Write a review, see one's own, publish what others handed in."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import no_such_resource, resource_by_public_id
from armillary.core.errors import require
from armillary.core.languages import ENDONYMS
from armillary.core.paging import read_cursor, write_cursor
from armillary.evaluation import operations
from armillary.evaluation.interfaces.desk import attempt, reader_language
from armillary.evaluation.queries import review_of
from armillary.evaluation.queries.reviews import resources_of
from armillary.people.interfaces.requests import actor_of
from armillary.people.models import Person
from armillary.people.rules import is_curator
from armillary.review import operations as reviewing
from armillary.review import rules
from armillary.review.interfaces.answers import sent_answers
from armillary.review.models import Review, Rubric
from armillary.review.queries import (
    answers_of,
    published_rubric,
    review_by_public_id,
    review_sheet,
    reviews_by,
    submitted_reviews,
)

PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    require(rules.may_review(actor_of(request)))
    resource = _reviewable(request, public_id)
    begun = _begun(request, resource)
    rubric = begun.rubric if begun else published_rubric()
    if request.method == "POST" and _save(request, resource, rubric):
        return redirect("evaluation:reviews")
    shown = _as_sent(request, rubric) if request.method == "POST" else begun
    context = {
        "resource": resource,
        "rubric": rubric,
        "review": shown,
        "is_open": begun is None or begun.is_open,
        "answers": answers_of(rubric, reader_language(), shown),
        "languages": ENDONYMS,
        "review_language": shown.language if shown else reader_language(),
    }
    return render(request, "evaluation/review_form.html", context)


def _reviewable(request: HttpRequest, public_id: str) -> Resource:
    """Reviewers see what readers see; a curator may look at a candidate too."""
    resource = resource_by_public_id(public_id)
    if not resource.is_listed and not is_curator(actor_of(request)):
        raise no_such_resource()
    return resource


def _begun(request: HttpRequest, resource: Resource) -> Review | None:
    return review_of(resource, request.user) if isinstance(request.user, Person) else None


def _save(request: HttpRequest, resource: Resource, rubric: Rubric) -> bool:
    sent = sent_answers(rubric, request.POST)
    submit = request.POST.get("action") == "submit"
    action = partial(
        operations.review_resource,
        resource,
        rubric=rubric,
        scores=sent.scores,
        comments=sent.comments,
        comment=sent.comment,
        language=_sent_language(request),
        submit=submit,
        by=actor_of(request),
    )
    done = _("Your review is handed in. A curator will publish it.") if submit else _("Saved.")
    return attempt(request, action, done)


def _as_sent(request: HttpRequest, rubric: Rubric) -> Review:
    """What the person typed, unsaved, so that nothing is lost when it cannot be accepted."""
    sent = sent_answers(rubric, request.POST)
    return Review(
        rubric=rubric,
        scores=sent.scores,
        comments=sent.comments,
        comment=sent.comment,
        language=_sent_language(request),
    )


def _sent_language(request: HttpRequest) -> str:
    stated = request.POST.get("language", "")
    return stated if stated in ENDONYMS else reader_language()


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    require(rules.may_review(actor_of(request)))
    person = request.user
    reviews = list(reviews_by(person)[:PAGE]) if isinstance(person, Person) else []
    about = resources_of(reviews)
    rows = [(each, about[each.pk]) for each in reviews if each.pk in about]
    return render(request, "evaluation/my_reviews.html", {"rows": rows})


@login_required
@require_safe
def submitted(request: HttpRequest) -> HttpResponse:
    require(rules.may_see_submitted(actor_of(request)))
    waiting = submitted_reviews()
    if after := request.GET.get("after", ""):
        (last,) = read_cursor(after, purpose="submitted-reviews")
        waiting = waiting.filter(pk__gt=last)
    reviews = list(waiting[: PAGE + 1])
    page, language = reviews[:PAGE], reader_language()
    about, actor = resources_of(page), actor_of(request)
    rows = [
        (review_sheet(each, language), about[each.pk], not rules.is_own(actor, each))
        for each in page
        if each.pk in about
    ]
    more = write_cursor(page[-1].pk, purpose="submitted-reviews") if len(reviews) > PAGE else ""
    return render(request, "evaluation/submitted_reviews.html", {"rows": rows, "after": more})


@login_required
@require_POST
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    action = partial(reviewing.publish_review, review_by_public_id(public_id), by=actor_of(request))
    require(rules.may_see_submitted(actor_of(request)))
    attempt(request, action, _("The review is public now."))
    return redirect("evaluation:submitted-reviews")


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found, by = review_by_public_id(public_id), actor_of(request)
    require(rules.may_withdraw(by, found))
    reason = request.POST.get("reason", "")
    action = partial(reviewing.withdraw_review, found, reason=reason, by=by)
    attempt(request, action, _("The review is withdrawn."))
    curates = rules.may_see_submitted(by) and request.POST.get("from") == "submitted"
    return redirect("evaluation:submitted-reviews" if curates else "evaluation:reviews")
