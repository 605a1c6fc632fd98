"""Packs as files of other programs and for paper."""
