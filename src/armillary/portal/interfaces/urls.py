from django.urls import path

from armillary.portal.interfaces import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("resources/", views.search, name="search"),
    path("resources/<slug:public_id>/", views.resource, name="resource"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:subject>/", views.topic, name="topic"),
    path("topics/<slug:subject>/<slug:level>/", views.topic, name="topic"),
    path("collections/", views.collections, name="collections"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("standards/", views.frameworks, name="frameworks"),
    path("standards/<slug:key>/", views.framework, name="framework"),
    path("standards/<slug:key>/<path:code>/", views.framework, name="statement"),
    path("about/", views.about, name="about"),
]
