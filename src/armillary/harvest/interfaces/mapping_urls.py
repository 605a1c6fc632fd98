"""Addresses of the mapping of a source, below /desk/; part of the desk's pages on sources."""

from typing import Final

from django.urls import path

from armillary.harvest.interfaces import mapping_views as views

BASE: Final = "sources/<slug:name>/mapping"

urlpatterns = [
    path(f"{BASE}/", views.mapping, name="mapping"),
    path(f"{BASE}.json", views.mapping_json, name="mapping-json"),
    path(f"{BASE}/document/", views.document, name="mapping-document"),
    path(f"{BASE}/preview/", views.preview, name="mapping-preview"),
    path(f"{BASE}/preview.json", views.preview_json, name="mapping-preview-json"),
    path(f"{BASE}/dry-run/", views.dry_run, name="mapping-dry-run"),
    path(f"{BASE}/dry-run.json", views.dry_run_json, name="mapping-dry-run-json"),
    path(f"{BASE}/publish/", views.publish, name="publish-mapping"),
    path(f"{BASE}/discard/", views.discard, name="discard-mapping"),
    path(f"{BASE}/versions/<int:number>/revert/", views.revert, name="revert-mapping"),
    path(f"{BASE}/again/", views.again, name="remap-again"),
]
