"""Turn the values sources write into the ones Armillary keeps, one module per noun.

Every function is pure and answers `None` (or nothing) for what it does not know: a value is
never guessed, because a curator can map an unknown value later but nobody finds a wrong one.
"""
