"""Where the desk keeps learning platforms."""

from django.urls import path

from armillary.dissemination.interfaces import lti_desk_views as views

app_name = "lti-desk"
urlpatterns = [
    path("platforms/", views.platforms, name="platforms"),
    path("platforms/invite/", views.invite, name="invite"),
    path("platforms/rotate/", views.rotate, name="rotate"),
    path("platforms/<slug:public_id>/", views.platform, name="platform"),
]
