"""Addresses for machines only; none has a language prefix."""

from django.urls import URLPattern, path, re_path, register_converter
from django.views.generic import RedirectView

from armillary.dissemination.feed_forms import FORMS
from armillary.dissemination.interfaces.views import (
    agents,
    cartridges,
    dataset,
    exports,
    feeds,
    kolibri,
    lti,
    oai,
    opensearch,
    packs,
    renditions,
    resourcesync,
    site,
    sitemaps,
)


class FormOfFeed:
    """How a feed is written, as the ending of its address."""

    regex = "|".join(FORMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormOfFeed, "form")

app_name = "dissemination"

KIND = r"(?P<kind>[a-z]+(?:\.[a-z]+)?)"

urlpatterns: list[URLPattern] = []

machine_patterns = [
    path("mcp", agents.mcp, name="mcp"),
    path("oai", oai.oai, name="oai"),
    re_path(r"^oai/(?P<name>json-ld|reviews)\.xsd$", oai.schema, name="oai_schema"),
    path("feeds/resources.<form:form>", feeds.resources, name="feed"),
    path("feeds/news.<form:form>", feeds.news, name="news_feed"),
    path("feeds/search.<form:form>", feeds.search, name="search_feed"),
    path("feeds/subjects/<path:subject>.<form:form>", feeds.of_subject, name="subject_feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemaps/pages.xml", sitemaps.pages, {"name": "pages"}, name="sitemap_pages"),
    path("sitemaps/topics.xml", sitemaps.pages, {"name": "topics"}, name="sitemap_topics"),
    path("sitemaps/resources-<int:number>.xml", sitemaps.resources, name="sitemap_resources"),
    path("opensearch.xml", opensearch.description, name="opensearch"),
    path("opensearch/suggestions.json", opensearch.suggestions, name="opensearch_suggestions"),
    path(".well-known/resourcesync", resourcesync.description, name="resourcesync"),
    path("resourcesync/capabilitylist.xml", resourcesync.capabilities, name="sync_capabilities"),
    path("resourcesync/resourcelist.xml", resourcesync.resource_index, name="sync_resource_index"),
    path(
        "resourcesync/resources-<int:number>.xml", resourcesync.resource_list, name="sync_resources"
    ),
    path("resourcesync/changelist.xml", resourcesync.change_index, name="sync_change_index"),
    path("resourcesync/changes-<int:number>.xml", resourcesync.change_list, name="sync_changes"),
    path("collections/<slug:slug>.imscc", cartridges.collection_imscc, name="cartridge"),
    path("robots.txt", site.robots, name="robots"),
    path("lti/login", lti.login, name="lti_login"),
    path("lti/jwks", lti.jwks, name="lti_jwks"),
    path("lti/register", lti.register, name="lti_register"),
    re_path(r"^resources/(?P<public_id>[0-9a-z]{1,12})/qr\.svg$", renditions.qr, name="qr"),
    path("dataset/dcat.jsonld", dataset.dcat_json, name="dcat"),
    path("dataset/dcat.ttl", dataset.dcat_turtle, name="dcat-turtle"),
    path("dataset/croissant.json", dataset.croissant_json, name="croissant"),
    path("dataset/files/<str:name>", dataset.file, name="dump"),
    path("kolibri/", RedirectView.as_view(url="/packs/"), name="kolibri"),
    re_path(r"^kolibri/api/public/info/?$", kolibri.info, name="kolibri-info"),
    re_path(r"^kolibri/api/public/v1/channels/?$", kolibri.channels, name="kolibri-channels"),
    re_path(
        r"^kolibri/api/public/v1/channels/lookup/(?P<wanted>[-0-9A-Za-z]{1,40})/?$",
        kolibri.lookup,
        name="kolibri-lookup",
    ),
    re_path(
        r"^kolibri/content/databases/(?P<name>[0-9a-f]{32}(?:-[0-9a-z]{1,10})?)\.sqlite3$",
        kolibri.database,
        name="kolibri-database",
    ),
    re_path(
        r"^kolibri/content/storage/[0-9a-f]/[0-9a-f]/(?P<name>[0-9a-f]{32}\.[0-9a-z]{1,8})$",
        kolibri.stored_file,
        name="kolibri-file",
    ),
    path("packs/<slug:slug>/files/<str:name>", packs.file, name="pack-file"),
    re_path(rf"^resources/export\.{KIND}$", exports.of_search, name="export"),
    re_path(
        rf"^collections/(?P<slug>[-\w]+)/export\.{KIND}$",
        exports.of_collection,
        name="export-collection",
    ),
    re_path(
        rf"^lists/(?P<public_id>[0-9a-z]{{1,12}})/export\.{KIND}$",
        exports.of_list,
        name="export-list",
    ),
    re_path(
        r"^resources/(?P<public_id>[0-9a-z]{1,12})\.linkset\.(?P<form>json|txt)$",
        renditions.links,
        name="linkset",
    ),
    re_path(
        r"^resources/(?P<public_id>[0-9a-z]{1,12})\.(?P<kind>[a-z]+(?:\.[a-z]+)?)$",
        renditions.rendition,
        name="rendition",
    ),
]
