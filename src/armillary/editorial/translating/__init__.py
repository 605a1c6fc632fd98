"""The translators' desk: every text that people here write for readers and that lacks a language, or is
out of date in it, whichever context it belongs to."""
