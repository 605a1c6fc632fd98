"""Mounted under `/desk/`."""

from django.urls import path

from armillary.catalogue.interfaces import standards_views, views

app_name = "catalogue"
urlpatterns = [
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("standards/", standards_views.frameworks, name="frameworks"),
    path("standards/decide/", standards_views.decide, name="decide-alignments"),
    path("standards/undo/", standards_views.undo, name="undo-alignments"),
    path("standards/<slug:key>/", standards_views.framework, name="framework"),
    path("standards/<slug:key>/waiting/", standards_views.waiting, name="waiting-alignments"),
    path("resources/<slug:public_id>/align/", standards_views.align, name="align"),
]
