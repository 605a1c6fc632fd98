"""One outbox for everything that is sent. What is written here is delivered by a task, tried again
when a mail server is away, and forgotten once it is sent.

Words: a *notice* is one message to one address. Doors: none of its own; other contexts call
`operations.send_notice`.
"""
