"""What people suggest: by form, by address or as a table.

It enters through the intake that every record passes: one built-in source, a payload per resource,
a run with a receipt. Two things differ, since anybody may suggest. What is said of a resource that
we have already is kept beside it and speaks only once a curator uses it; and what became of a
submission is told to whoever made it. Doors: `/submit/`, `/submissions/`, `/desk/submissions/`,
`/api/v1/submissions`, `armillary harvest submissions`.
"""
