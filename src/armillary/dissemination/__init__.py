"""What the catalogue holds, in other people's clothes: OAI-PMH, feeds, sitemaps, files of a resource,
mail on what is new.

Words: a *stored record* is a resource as harvesters get it, serialised ahead of their visit; its
*position* grows with every change, so that a harvest resumes by key; a *tombstone* is what stays of
a resource that was listed once; a *set* is a subject or a language; a *rendition* is one resource as
a file. `searches` has what is followed, `lti` what learning platforms open. Doors: `/oai`, `/api/v1/changes`, `/feeds/*.atom`,
`/sitemap.xml`, `/opensearch.xml`, `/robots.txt`, `/resources/<id>.jsonld` and its like,
`/api/v1/searches`, `/lti/…`, `armillary dissemination …`, `armillary searches …`, `armillary lti …`.
"""
