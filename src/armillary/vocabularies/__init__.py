"""Subjects, levels, types, audiences, licences, what a classroom needs, languages and countries, named
in six languages.

Words: a *scheme* is one vocabulary in SKOS; a *concept* has a key within its scheme, a preferred
label per language and further labels; the shipped schemes are in `schemes/`. Languages and countries
are named by CLDR and are no scheme of ours. Doors: `armillary vocabularies …`,
`/api/v1/vocabularies/`.
"""
