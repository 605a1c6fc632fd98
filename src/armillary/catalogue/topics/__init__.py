"""Topics: a subject, perhaps for one level, with what a curator wrote to introduce it."""
