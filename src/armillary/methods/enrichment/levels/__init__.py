"""Guess levels of education: `phrases` are what people write, `numbers` what grades and ages mean."""

from armillary.methods.enrichment.levels.finding import LEVELS, levels_of

__all__ = ["LEVELS", "levels_of"]
