"""Programs and suites of other people, run against a live server."""
