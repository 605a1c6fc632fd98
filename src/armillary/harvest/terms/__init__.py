"""Unknown values: words of sources that no vocabulary has wait in an inbox, where one decision of a
curator says what each means, everywhere and from then on.

Words: a *term* is an unknown value of one kind, known by its folded form (`formats/unmapped.py`); a
*decision* gives it a key of the vocabulary of that kind, or says that it means nothing. Doors:
`/desk/terms/`, `armillary harvest terms`, `/api/v1/terms/…`.
"""
