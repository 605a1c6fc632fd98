"""Which statements of learning standards a resource serves.

Words: a *framework* is an imported set of learning standards, a vocabulary whose concepts are
*statements*; an *alignment* says that a resource serves a statement. A machine suggests alignments,
a person confirms or declines them, and nobody is asked twice. Only confirmed ones are shown to
readers. *Coverage* is how many listed resources serve each statement, or one below it. Doors:
`/standards/`, `/desk/standards/`, `armillary catalogue …`, `/api/v1/frameworks/…`.
"""
