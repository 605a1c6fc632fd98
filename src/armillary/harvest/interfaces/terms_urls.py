"""Addresses of the inbox of unknown values, below /desk/."""

from django.urls import path

from armillary.harvest.interfaces import terms_decision_views, terms_views

urlpatterns = [
    path("terms/", terms_views.kinds, name="terms"),
    path("terms/decisions/", terms_decision_views.decisions, name="terms-decisions"),
    path("terms/decisions/undo/", terms_decision_views.undo, name="undo-terms"),
    path("terms/decisions.csv", terms_decision_views.export, name="terms-csv"),
    path("terms/exchange/", terms_decision_views.exchange, name="terms-exchange"),
    path("terms/<slug:kind>/", terms_views.kind, name="terms-of"),
    path("terms/<slug:kind>/<int:number>/", terms_views.term, name="term"),
]
