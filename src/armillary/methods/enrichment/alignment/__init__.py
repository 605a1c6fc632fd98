"""Align resources with statements of learning standards: `Statements.of` compiles, `align` compares.

`codes` finds the codes of statements in a text, `statements` weighs their words, `aligning` puts both
together and says how sure that is.
"""

from armillary.methods.enrichment.alignment.aligning import align
from armillary.methods.enrichment.alignment.statements import Statement, Statements

__all__ = ["Statement", "Statements", "align"]
