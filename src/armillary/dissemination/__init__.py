"""What the catalogue holds, in other people's clothes: OAI-PMH, feeds, sitemaps, files of a resource,
mail on what is new, messages to other machines, tools of assistants.

Words: a *stored record* is a resource as harvesters get it, serialised ahead of their visit; its
*position* grows with every change, so that a harvest resumes by key; a *tombstone* is what stays of
a resource that was listed once; a *set* is a subject, a language, a collection, a source, or whether it
was reviewed; a *rendition* is one resource as a file. `searches` has what is followed, `webhooks` who is
told, `exports` and `dumps` many resources as files, `lti` what learning platforms open, `agents` what
assistants ask. Doors: `/oai`,
`/api/v1/changes`, `/feeds/*`, `/opds`, `/.well-known/resourcesync`, `/sitemap.xml`, `/opensearch.xml`,
`/robots.txt`, `/resources/<id>.jsonld` and its like, `/dataset/…`, `/lti/…`, `/mcp`, `/api/v1/searches`,
`/api/v1/webhooks`, `armillary dissemination …`, `armillary searches …`, `armillary webhooks …`,
`armillary lti …`, `armillary mcp`.
"""
