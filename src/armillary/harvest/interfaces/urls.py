"""The desk's pages on sources, suspicions and unknown values, below /desk/."""

from django.urls import path

from armillary.harvest.interfaces import (
    guessing_views,
    health_urls,
    mapping_urls,
    pair_views,
    run_views,
    terms_urls,
    views,
)

app_name = "harvest"

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/add/", views.add_source, name="add-source"),
    path("sources/<slug:name>/", views.source, name="source"),
    path("sources/<slug:name>/change/", views.change_source, name="change-source"),
    path("sources/<slug:name>/remove/", views.remove_source, name="remove-source"),
    path("sources/<slug:name>/run/", views.run_source, name="run-source"),
    path("sources/<slug:name>/runs/<int:number>/", run_views.run, name="run"),
    path("sources/<slug:name>/runs/<int:number>.json", run_views.receipt_json, name="receipt-json"),
    path("sources/<slug:name>/runs/<int:number>.csv", run_views.receipt_csv, name="receipt-csv"),
    path("resources/<slug:public_id>/guesses/", guessing_views.judge, name="judge-guess"),
    path("sources/<slug:name>/runs/<int:number>/stop/", run_views.stop, name="stop-run"),
    path("runs/", run_views.runs, name="runs"),
    *health_urls.desk_patterns,
    path("suspicions/", pair_views.suspicions, name="suspicions"),
    path("suspicions/decided/", pair_views.decided, name="decided-pairs"),
    path("suspicions/search/", pair_views.compare, name="compare"),
    path("suspicions/<int:number>/", pair_views.decide, name="decide"),
    path("suspicions/<int:number>/undo/", pair_views.undo, name="undo-decision"),
    path("merges/", pair_views.merges, name="merges"),
    path("merges/<int:number>/", pair_views.merge, name="merge"),
    path("merges/<int:number>/part/", pair_views.part, name="part"),
    *mapping_urls.urlpatterns,
    *terms_urls.urlpatterns,
]
