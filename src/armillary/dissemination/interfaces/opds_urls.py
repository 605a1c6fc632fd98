"""The catalogue for reading apps; the language is in the path, as in that of pages."""

from django.urls import path

from armillary.dissemination.interfaces.views import opds

app_name = "opds"

urlpatterns = [
    path("opds", opds.start, name="start"),
    path("opds/search", opds.search, name="search"),
    path("opds/subjects", opds.subjects, name="subjects"),
    path("opds/subjects/<slug:key>", opds.subject, name="subject"),
    path("opds/collections", opds.collections, name="collections"),
    path("opds/collections/<slug:slug>", opds.collection, name="collection"),
    path("opds/publications/<slug:public_id>", opds.publication, name="publication"),
]
