"""XML written as text; formats own the way."""

from armillary.formats.markup import DECLARATION, element, timestamp, xml_text

__all__ = ["DECLARATION", "element", "timestamp", "xml_text"]
