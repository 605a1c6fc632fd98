"""The whole catalogue as files, made every night, and described as a data set for catalogues of data.

A dump says of which moment it is. `making` writes it, `queries` finds it, `about` says what it is, in
DCAT and Croissant. Doors: `/dataset/`, `armillary dissemination dump`, the nightly task.
"""
