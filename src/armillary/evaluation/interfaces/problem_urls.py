"""Mounted at the root of the site: these pages are for people without an account."""

from django.urls import path

from armillary.evaluation.interfaces import problem_views

app_name = "problems"
urlpatterns = [
    path("report/", problem_views.report, name="report"),
    path("report/sent/", problem_views.sent, name="sent"),
]
