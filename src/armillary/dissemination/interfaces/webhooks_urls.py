"""The desk's screens on webhooks."""

from django.urls import path

from armillary.dissemination.interfaces import webhooks_views as views

app_name = "webhooks"
urlpatterns = [
    path("webhooks/", views.webhooks, name="all"),
    path("webhooks/<slug:public_id>/", views.webhook, name="one"),
    path("webhooks/<slug:public_id>/do/", views.do, name="do"),
]
