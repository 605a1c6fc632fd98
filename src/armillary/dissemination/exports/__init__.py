"""Many resources as one file: what a search finds, a collection, a list, or everything there is.

`chosen` says of what, `kinds` in which format, `writing` joins the two piece by piece, so that a file of a
million resources takes no more memory than one of a thousand. Doors: `/resources/export.<kind>`,
`/collections/<name>/export.<kind>`, `/lists/<id>/export.<kind>`, `/api/v1/resources/export`,
`/api/v1/collections/<name>/export` and `armillary catalogue export`.
"""
