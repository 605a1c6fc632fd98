"""Judged queries over the demonstration content and the shared records, and what is ranked with them.

Which queries there are and how they were judged is told in docs/explanation/ranking.md;
`bench_ranking.py` prints the figures.
"""
