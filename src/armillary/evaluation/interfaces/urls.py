"""Mounted under `/desk/`."""

from django.urls import path

from armillary.evaluation.interfaces import candidate_views, resource_views, review_views

app_name = "evaluation"
urlpatterns = [
    path("candidates/", candidate_views.candidates, name="candidates"),
    path("resources/<slug:public_id>/", resource_views.resource, name="resource"),
    path("resources/<slug:public_id>/decision/", resource_views.decide, name="decide"),
    path("resources/<slug:public_id>/fields/<slug:field>/", resource_views.field, name="field"),
    path("resources/<slug:public_id>/review/", review_views.review, name="review"),
    path("reviews/", review_views.mine, name="reviews"),
    path("reviews/submitted/", review_views.submitted, name="submitted-reviews"),
    path("reviews/<slug:public_id>/publish/", review_views.publish, name="publish-review"),
    path("reviews/<slug:public_id>/withdraw/", review_views.withdraw, name="withdraw-review"),
]
