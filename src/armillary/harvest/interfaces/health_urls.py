"""The report on a source: at the desk, and at the root of the site for people without an account."""

from django.urls import path, re_path

from armillary.harvest.interfaces import health_views as views

app_name = "source-health"

TOKEN = r"source-health/(?P<token>[A-Za-z0-9_-]{20,43})"  # noqa: S105  (a pattern)

urlpatterns = [
    re_path(rf"^{TOKEN}/$", views.shared, name="page"),
    re_path(rf"^{TOKEN}\.json$", views.shared_json, name="json"),
    re_path(rf"^{TOKEN}\.csv$", views.shared_csv, name="csv"),
    re_path(rf"^{TOKEN}/(?P<rule>[a-z-]+)\.csv$", views.shared_records, name="records"),
]

desk_patterns = [
    path("sources/<slug:name>/health/", views.report, name="health"),
    path("sources/<slug:name>/health/share/", views.share, name="share-health"),
    path("sources/<slug:name>/health/revoke/", views.revoke, name="revoke-health"),
]
