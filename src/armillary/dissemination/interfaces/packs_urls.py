"""The desk's screens on packs."""

from django.urls import path

from armillary.dissemination.interfaces import packs_views as views

app_name = "packs"
urlpatterns = [
    path("packs/", views.packs, name="desk"),
    path("packs/<slug:slug>/", views.pack, name="one"),
    path("packs/<slug:slug>/do/", views.do, name="do"),
]
