"""The desk's pages on sources and suspicions, below /desk/."""

from django.urls import path

from armillary.harvest.interfaces import views

app_name = "harvest"

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/add/", views.add_source, name="add-source"),
    path("sources/<slug:name>/", views.source, name="source"),
    path("sources/<slug:name>/change/", views.change_source, name="change-source"),
    path("sources/<slug:name>/remove/", views.remove_source, name="remove-source"),
    path("sources/<slug:name>/run/", views.run_source, name="run-source"),
    path("suspicions/", views.suspicions, name="suspicions"),
    path("suspicions/<int:number>/", views.decide, name="decide"),
    path("suspicions/<int:number>/undo/", views.undo, name="undo-decision"),
]
