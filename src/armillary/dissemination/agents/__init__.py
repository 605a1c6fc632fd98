"""What assistants that help teachers may ask here: over MCP at `/mcp` and with `armillary mcp`.

Words: a *tool* is something that an assistant may call, with a schema of what it takes and of what it
gives; a *prompt* is a text that a person picks to begin with; a *resource of the protocol* is a document
that an assistant reads by its address, here a vocabulary or a resource as JSON-LD.

Everything is read-only and what any visitor sees: no tool knows who asks. `asking` has what tools take,
`answers` what they give, `tools` which there are; `searching`, `telling`, `citing` and `suggesting` do it
through the queries that the site and the API use. `server` answers one message, whichever way it came;
`formats.mcp` reads and writes it.
"""
