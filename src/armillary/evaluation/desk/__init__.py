"""The curator's desk: everything that was harvested, broke or waits, on one page; and every decision of
late, each of which can be undone.

Words: an *overview* is what a curator sees first; *news* is what has changed since a moment, most
often since this person said "I have seen this" (`DeskVisit`); a *deed* is what the log says that
somebody did. Doors: `/desk/`, `/desk/decisions/`, `/api/v1/desk`, `armillary desk …`.
"""
