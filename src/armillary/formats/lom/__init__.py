"""Learning Object Metadata (IEEE 1484.12.1) in XML: read in the IEEE binding and the older IMS one,
written in the former.

`read_lom` turns a `lom` element into a statement, wherever it was found: in an OAI-PMH record, in
the manifest of a package, in a file of its own. `read_contributor` reads the vCards in it.
`write_lom` turns a description into a `lom:lom` element.
"""

from armillary.formats.lom.reading import is_lom, is_lom_namespace, read_lom
from armillary.formats.lom.vcards import read_contributor
from armillary.formats.lom.writing import write_lom

__all__ = ["is_lom", "is_lom_namespace", "read_contributor", "read_lom", "write_lom"]
