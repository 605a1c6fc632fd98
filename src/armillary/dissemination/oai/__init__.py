"""The Open Archives Initiative Protocol for Metadata Harvesting 2.0, provider's side.

https://www.openarchives.org/OAI/openarchivesprotocol.html; sections are quoted where a rule is met.
"""
