"""Decide whether two entries of a catalogue describe one work, and find all such pairs.

Everything is plain Python over numpy, rapidfuzz and DuckDB: no database of ours, no network.
`judge` looks at one pair, `likely_pairs` at a whole catalogue; both say the same of a pair. So does
`likely_pairs_kept`, which prepares only what is new on a shelf of prepared entries.
"""

from armillary.methods.linkage.entries import Band, Entry, Judgement, Reason, Tie
from armillary.methods.linkage.judging import judge
from armillary.methods.linkage.searching import likely_pairs, likely_pairs_kept
from armillary.methods.linkage.shelf import Shelf, States, opened_shelf
from armillary.methods.linkage.weights import ASK_AT, MERGE_AT

__all__ = [
    "ASK_AT",
    "MERGE_AT",
    "Band",
    "Entry",
    "Judgement",
    "Reason",
    "Shelf",
    "States",
    "Tie",
    "judge",
    "likely_pairs",
    "likely_pairs_kept",
    "opened_shelf",
]
