"""Mounted under `/desk/`."""

from django.urls import path

from armillary.catalogue.interfaces import standards_views, topic_views, views

app_name = "catalogue"
urlpatterns = [
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("topics/", topic_views.topics, name="topics"),
    path("topics/<slug:subject>/", topic_views.topic, name="topic"),
    path("topics/<slug:subject>/<slug:level>/", topic_views.topic, name="topic"),
    path("standards/", standards_views.frameworks, name="frameworks"),
    path("standards/decide/", standards_views.decide, name="decide-alignments"),
    path("standards/undo/", standards_views.undo, name="undo-alignments"),
    path("standards/<slug:key>/", standards_views.framework, name="framework"),
    path("standards/<slug:key>/waiting/", standards_views.waiting, name="waiting-alignments"),
    path("resources/<slug:public_id>/align/", standards_views.align, name="align"),
]
