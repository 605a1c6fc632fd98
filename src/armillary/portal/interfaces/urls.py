from django.urls import path

from armillary.portal.interfaces import (
    dataset_views,
    embed_views,
    list_views,
    lti_views,
    offline_views,
    packs_views,
    preview_views,
    search_views,
    views,
)

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("resources/", views.search, name="search"),
    path("resources/<slug:public_id>/", views.resource, name="resource"),
    path("resources/<slug:public_id>/preview/", preview_views.preview, name="preview"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:subject>/", views.topic, name="topic"),
    path("topics/<slug:subject>/<slug:level>/", views.topic, name="topic"),
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("embed/resources/", embed_views.embed_search, name="embed-search"),
    path("embed/collections/<slug:slug>/", embed_views.embed_collection, name="embed-collection"),
    path("offline/", offline_views.offline, name="offline"),
    path("list/", list_views.list_here, name="list"),
    path("list/sheet/", list_views.sheet_here, name="sheet"),
    path("lists/", list_views.lists, name="lists"),
    path("lists/<slug:public_id>/", list_views.reading_list, name="reading-list"),
    path("lists/<slug:public_id>/sheet/", list_views.list_sheet, name="list-sheet"),
    path("searches/", search_views.searches, name="searches"),
    path("searches/save/", search_views.save_search, name="save-search"),
    path("searches/stop/<str:token>/", search_views.stop_mail, name="stop-mail"),
    path("searches/<slug:public_id>/", search_views.saved_search, name="saved-search"),
    path("packs/", packs_views.packs, name="packs"),
    path("packs/<slug:slug>/", packs_views.pack, name="pack"),
    path("dataset/", dataset_views.dataset, name="dataset"),
    path("standards/", views.frameworks, name="frameworks"),
    path("standards/<slug:key>/", views.framework, name="framework"),
    path("standards/<slug:key>/<path:code>/", views.framework, name="statement"),
    path("about/", views.about, name="about"),
    path("about/coverage/", views.coverage, name="coverage"),
    path("about/coverage/<slug:part>.csv", views.coverage_table, name="coverage-table"),
    path("about/ranking/", views.ranking, name="ranking"),
]

# What learning platforms open: it stands inside of their pages, in their language.
lti_patterns = [
    path("lti/launch", lti_views.launch, name="launch"),
    path("lti/pick", lti_views.pick, name="pick"),
    path("lti/resources/<slug:public_id>/", lti_views.resource, name="resource"),
]

# Without a language in their address.
machine_patterns = [
    path("manifest.webmanifest", offline_views.web_manifest, name="manifest"),
    path("worker.js", offline_views.service_worker, name="worker"),
]
