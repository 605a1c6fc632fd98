"""Read and write the field's formats in plain Python: no Django, no database, no network.

A reader turns bytes into a `Statement`, what a source said in its own words. `describe` turns a
statement into a `Description`, the same facts in Armillary's vocabulary. A writer turns a
description into somebody else's format.
"""
