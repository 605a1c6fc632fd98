from django.urls import path

from armillary.vocabularies.interfaces import views

app_name = "vocabularies"
urlpatterns = [
    path("vocabularies/", views.schemes, name="schemes"),
    path("vocabularies/import/", views.take_in, name="import"),
    path("vocabularies/<slug:key>/", views.scheme, name="scheme"),
    path("vocabularies/<slug:key>/term/", views.term, name="term"),
    path("vocabularies/<slug:key>/file.ttl", views.turtle, name="turtle"),
]
