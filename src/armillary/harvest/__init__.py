"""Gather what others publish: sources, runs, records, and what two records have in common.

Words: a *source* is an address we harvest, of one *kind*; a *run* goes through its list page by
page, each page one transaction with a *checkpoint*; a *record* is what the source says of one thing,
kept verbatim; a *receipt* accounts for every record of a run; a *suspicion* is a pair of resources
that may be one, until a curator has decided. A new kind is one module in `kinds/`. Doors:
`/desk/sources/`, `/desk/runs/`, `/desk/suspicions/`, `/desk/merges/`, `/desk/terms/`,
`armillary harvest …`, `/api/v1/sources`, `/api/v1/runs`, `/api/v1/duplicates`, `/api/v1/merges`.
"""
