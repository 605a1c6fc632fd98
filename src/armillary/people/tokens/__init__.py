"""Tokens: with one, a program does at the API what its owner may do there.

Words: a *secret* is what the program sends, `Authorization: Bearer arm_…`; it is shown once and only
its digest is kept. A token may read, or write too; it never may do more than its owner.
"""
