"""Resources: what exists, what is known of each, where every fact came from, and collections.

Words: a *resource* is candidate, listed or withdrawn; its *facts* come from *records* or from a
curator, who may *lock* a field; an *identity key* is an identifier or canonical address by which a
resource is known again; a *merge* makes a resource an *alias* of another, and can be undone; several
resources may be *editions* of one *work*; a *reading list* belongs to a member. Doors:
`/resources/<id>/`, `/collections/`, `/lists/<id>/`, `/api/v1/resources`, `/api/v1/lists`,
`armillary catalogue …`.
"""
