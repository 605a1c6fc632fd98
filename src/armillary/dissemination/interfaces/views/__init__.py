"""Addresses for machines: they have no language prefix and no pages around them."""
