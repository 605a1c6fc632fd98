"""Every address of the site. The language is in the path; English has no prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from armillary.config.api import api
from armillary.config.views import bad_request, forbidden, health, not_found, server_error
from armillary.dissemination.interfaces.urls import machine_patterns
from armillary.portal.interfaces.urls import lti_patterns
from armillary.portal.interfaces.urls import machine_patterns as browser_patterns

urlpatterns = [
    path("healthz", health, name="health"),
    path("api/v1/", api.urls),
    path("", include((machine_patterns, "dissemination"))),
    path("", include((browser_patterns, "browser"))),
    path("", include((lti_patterns, "lti"))),
    *i18n_patterns(
        path("accounts/", include("allauth.account.urls")),
        path("desk/", include("armillary.people.interfaces.urls")),
        path("desk/", include("armillary.catalogue.interfaces.urls")),
        path("desk/", include("armillary.vocabularies.interfaces.urls")),
        path("desk/", include("armillary.harvest.interfaces.urls")),
        path("desk/", include("armillary.evaluation.interfaces.urls")),
        path("desk/", include("armillary.dissemination.interfaces.webhooks_urls")),
        path("desk/", include("armillary.dissemination.interfaces.lti_urls")),
        path("desk/", include("armillary.dissemination.interfaces.packs_urls")),
        path("", include("armillary.evaluation.interfaces.takedown_urls")),
        path("", include("armillary.evaluation.interfaces.problem_urls")),
        path("", include("armillary.harvest.interfaces.submission_urls")),
        path("", include("armillary.harvest.interfaces.health_urls")),
        path("", include("armillary.dissemination.interfaces.opds_urls")),
        path("", include("armillary.portal.interfaces.urls")),
        path(
            "", include("armillary.editorial.interfaces.urls")
        ),  # last: portal has pages below /about/
        prefix_default_language=False,
    ),
]

handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = server_error
