from django.urls import path

from armillary.people.interfaces import views

app_name = "people"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/revoke/", views.revoke, name="revoke"),
    path("account/", views.account, name="account"),
    path("account/data.json", views.personal_data, name="personal_data"),
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/revoke/", views.revoke_token, name="revoke_token"),
    path("account/erase/", views.erase, name="erase"),
]
