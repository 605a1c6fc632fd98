"""Find things: document schema, query language and engines. It knows no content.

Words: a *document* is what the index knows of a thing; a *builder* makes documents from ids; the
*outbox* lists what changed; the *indexer* drains it; a *generation* is one whole index, of which one
is current; a *plan* is one question to an engine.

A context registers its kind (`documents.register_documents`) and calls `operations.note_changes` in
the transaction that changes a thing. The index is derived: `operations.rebuild` makes it again from
the database while the old one serves. Pages and commands ask `queries.find` and mark what was found
with `highlighting.highlight`.

Doors: `armillary search find | rebuild | status`; `indexer.run_indexer` inside `armillary serve`.
"""
