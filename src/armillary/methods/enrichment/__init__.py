"""Guess what a source left out: language, subjects, level, licence, reading time, relevance, standards.

Every answer is a `Guess`: a value, how sure the machine is, which rule led to it and on which words.
A machine's guess is marked as one wherever it is shown, and whatever a person or a source said
outranks it. Nothing here was trained on records: labels, phrases and letters are all there is, and
where a confidence was fitted, the module says on which texts. What is less likely than not is not
returned unless it was asked for.
"""
