"""Pages on which people suggest resources and follow them, and the desk's page on those."""

from django.urls import path

from armillary.harvest.interfaces import (
    submission_desk_views,
    submission_table_views,
    submission_views,
)

app_name = "submissions"

urlpatterns = [
    path("submit/", submission_views.start, name="submit"),
    path("submit/address/", submission_views.by_address, name="address"),
    path("submit/form/", submission_views.by_form, name="form"),
    path("submit/table/", submission_table_views.table, name="table"),
    path("submit/table/columns/", submission_table_views.columns, name="columns"),
    path("submissions/", submission_views.mine, name="mine"),
    path("submissions/<slug:public_id>/", submission_views.one, name="one"),
    path("submissions/<slug:public_id>/change/", submission_views.change, name="change"),
    path("submissions/<slug:public_id>/take-back/", submission_views.take_back, name="take-back"),
    path("desk/submissions/", submission_desk_views.submissions, name="desk"),
    path("desk/submissions/<slug:public_id>/ask/", submission_desk_views.ask, name="ask"),
    path("desk/submissions/<slug:public_id>/use/", submission_desk_views.use, name="use"),
]
