"""Armillary: an open, self-hosted clearinghouse for STEM education."""

__version__ = "0.1.0"
