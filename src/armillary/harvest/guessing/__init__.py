"""What a machine makes of a resource where nobody says it: its language, subjects, levels, licence,
how long it takes to read, whether it is about STEM at all, and which statements of learning
standards it serves.

Words: a *guess* is a value with its confidence, the rule it comes from and the words that led to
it. Guesses of languages, subjects and levels fill what no record and no curator says, marked as a
machine's; all others wait for somebody to use them or to turn them down. Doors: the desk's page of a
resource, `armillary harvest guess`, `/api/v1/resources/ID/guesses`.
"""
