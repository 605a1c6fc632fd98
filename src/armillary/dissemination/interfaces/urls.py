"""Addresses for machines only; none has a language prefix."""

from django.urls import URLPattern, path, re_path

from armillary.dissemination.interfaces.views import feeds, lti, oai, renditions, site

app_name = "dissemination"

urlpatterns: list[URLPattern] = []

machine_patterns = [
    path("oai", oai.oai, name="oai"),
    path("feeds/resources.atom", feeds.resources_atom, name="feed"),
    path("feeds/news.atom", feeds.news_atom, name="news_feed"),
    path("feeds/search.atom", feeds.search_atom, name="search_feed"),
    path("feeds/subjects/<path:subject>.atom", feeds.subject_atom, name="subject_feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemaps/pages.xml", feeds.pages_xml, name="sitemap_pages"),
    path("sitemaps/resources-<int:number>.xml", feeds.resources_xml, name="sitemap_resources"),
    path("opensearch.xml", site.opensearch, name="opensearch"),
    path("robots.txt", site.robots, name="robots"),
    path("lti/login", lti.login, name="lti_login"),
    path("lti/jwks", lti.jwks, name="lti_jwks"),
    path("lti/register", lti.register, name="lti_register"),
    re_path(r"^resources/(?P<public_id>[0-9a-z]{1,12})/qr\.svg$", renditions.qr, name="qr"),
    re_path(
        r"^resources/(?P<public_id>[0-9a-z]{1,12})\.(?P<kind>[a-z]+(?:\.[a-z]+)?)$",
        renditions.rendition,
        name="rendition",
    ),
]
