"""The embedded engine: tantivy, in folders under INDEX_ROOT, without a server.

One process writes; any number read, and notice a new commit or a new generation at their next
question. The index holds no text that could be shown: rows come from the database.
"""

from armillary.search.engines.tantivy.engine import TantivyEngine

__all__ = ["TantivyEngine"]
