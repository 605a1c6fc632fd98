"""Read resources described in schema.org and LRMI, in JSON-LD, inside web pages or bare (AMB).

`find_json_ld` finds the nodes in a page, `read_learning_resource` turns one into a statement.
Contexts are never fetched: names are taken as schema.org's, whatever prefix they wear.
"""

from armillary.formats.lrmi.pages import Blocks, find_json_ld, resources_in
from armillary.formats.lrmi.resources import read_learning_resource

__all__ = ["Blocks", "find_json_ld", "read_learning_resource", "resources_in"]
