"""Two resources become one, and part again. The absorbed one becomes an alias of the one kept; a
`Merge` keeps who did that and why, and what the kept one said before. Contexts above may object to
a merge; they hear of merges and partings and let the records speak anew."""
