"""Mounted under `/desk/`."""

from django.urls import path

from armillary.catalogue.interfaces import views

app_name = "catalogue"
urlpatterns = [
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
]
