"""Read tables of resources: CSV, TSV, JSON Lines, a JSON array, XLSX, Parquet; rows become statements.

`open_table` finds out what a file is, `propose_mapping` which column is which field, and
`row_to_statement` reads a row by that mapping. One bad row never costs the others.
"""

from armillary.formats.tables.mapping import FIELDS, propose_mapping, row_to_statement
from armillary.formats.tables.reading import Problem, Row, Table, open_table

__all__ = [
    "FIELDS",
    "Problem",
    "Row",
    "Table",
    "open_table",
    "propose_mapping",
    "row_to_statement",
]
