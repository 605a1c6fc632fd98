"""Rubrics, and reviews of anything by people who know. It knows no resource.

Words: a *rubric* is a versioned list of *criteria*, each with *levels* and what they mean; a *review*
gives every criterion of one rubric a level or "does not apply", with comments; it is a draft, then
submitted, then published or withdrawn. The context that has the reviewed thing owns the link to it.
Doors: those of that context; `armillary evaluation rubrics load`.
"""
