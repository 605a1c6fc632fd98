"""What resources are worth: automatic checks, listing decisions, peer reviews. Three signals that
are never mixed into one number; the third, study evidence, belongs to research.

Words: a *check* looks at one thing and gives a *finding* with a *verdict*; a *gate* is a check that
holds back the automatic listing; a *report* is all findings of one resource at one time; a *signal*
is what search and readers are told; a *foreign review* is one that another site has published; a
*problem* is what a reader reports without an account. Doors: `/report/`, `/desk/`,
`/desk/candidates/`, `/desk/resources/<id>/`, `/desk/reviews/`, `/desk/problems/`, `/api/v1/desk`,
`/api/v1/resources/{id}/checks`, `…/reviews`, `/api/v1/problems`, `armillary desk …`,
`armillary evaluation …`.
"""
