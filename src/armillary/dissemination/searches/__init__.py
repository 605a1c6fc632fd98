"""Searches that are followed: by anybody through a feed, by members under their account, who may want
mail about what is new.

Words: a *saved search* is one that a member comes back to; an *arrival* is a resource that was listed
for the first time and is in the index, numbered in that order; *news* of a search are the arrivals it
finds since its owner was told last; an *alert* is one message with all news of a member.
"""
