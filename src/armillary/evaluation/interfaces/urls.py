"""Mounted under `/desk/`."""

from django.urls import path

from armillary.evaluation.interfaces import (
    candidate_views,
    decision_views,
    link_views,
    overview_views,
    problem_views,
    resource_views,
    review_views,
    takedown_desk_views,
)

app_name = "evaluation"
urlpatterns = [
    path("", overview_views.desk, name="desk"),
    path("seen/", overview_views.seen, name="seen"),
    path("decisions/", decision_views.decisions, name="decisions"),
    path("decisions/undo/", decision_views.undo, name="undo"),
    path("submissions/decide/", decision_views.decide_submissions, name="decide-submissions"),
    path("candidates/", candidate_views.candidates, name="candidates"),
    path("resources/<slug:public_id>/", resource_views.resource, name="resource"),
    path("resources/<slug:public_id>/decision/", resource_views.decide, name="decide"),
    path("resources/<slug:public_id>/fields/<slug:field>/", resource_views.field, name="field"),
    path("resources/<slug:public_id>/review/", review_views.review, name="review"),
    path("links/", link_views.links, name="links"),
    path("links/decide/", link_views.decide, name="decide-links"),
    path("links/<int:number>/", link_views.link, name="link"),
    path("links/undo/<slug:public_id>/", link_views.undo, name="undo-links"),
    path("takedowns/", takedown_desk_views.takedowns, name="takedowns"),
    path("takedowns/<slug:public_id>/", takedown_desk_views.takedown, name="takedown"),
    path("problems/", problem_views.problems, name="problems"),
    path("problems/<slug:public_id>/", problem_views.problem, name="problem"),
    path("reviews/", review_views.mine, name="reviews"),
    path("reviews/submitted/", review_views.submitted, name="submitted-reviews"),
    path("reviews/<slug:public_id>/publish/", review_views.publish, name="publish-review"),
    path("reviews/<slug:public_id>/withdraw/", review_views.withdraw, name="withdraw-review"),
]
