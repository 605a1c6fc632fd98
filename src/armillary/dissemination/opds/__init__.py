"""The catalogue as reading apps browse it: OPDS 2.0 at `/opds`, in each language of the interface.

Words: a *navigation* is a list of ways on; a *publication* is a resource with the links by which one
gets it.
"""
