"""Packs: resources taken where there is no connection, with copies where their licence allows.

Words: a *pack* is a collection or a search in one language, within a size; its *plan* says what would go in,
as a copy or as a card, and why; a *copy* is the thing itself, a *card* says what it is and where; a *release* is
the pack as it was made once, with one list from which all its files come: a site for a stick, a Kolibri
channel, a ZIM, a booklet, and updates from the releases before.

`choosing` finds what is meant, `copying` says what may be copied, `planning` what fits, `fetching` gets it into
the `store`, `listing` puts the list together, `making` the files. Packs are derived: whatever is withdrawn is
not offered from that moment on, and the next release is made without it.
"""
