"""The public site: pages that join what the contexts below know.

Words: a *facet* is a property to filter by, an *option* one value of it with its count; a *chip* is
a filter in force that can be taken off. Doors: `/`, `/resources/`, `/resources/<id>/`,
`/collections/`, `/list/`, `/lists/`, `/searches/`, `/about/`.
"""
