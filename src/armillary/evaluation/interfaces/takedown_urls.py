"""Mounted at the root of the site: these pages are for people without an account."""

from django.urls import path

from armillary.evaluation.interfaces import takedown_views

app_name = "takedown"
urlpatterns = [
    path("takedown/", takedown_views.ask, name="ask"),
    path("takedown/sent/", takedown_views.sent, name="sent"),
    path("takedown/confirm/<str:token>/", takedown_views.confirm, name="confirm"),
    path("takedowns/", takedown_views.record, name="record"),
]
