"""Packs: resources that go where there is no connection. One list, from which everything else is made.

`listing` is that list with its ids, licences and the files that were copied; `site` and `kolibri` make
of it what lies on a stick, the same bytes wherever they are made; `sums` says what must lie there;
`deltas` tells two lists apart; `updater` is the program in each pack that checks it and brings it up to date.

All of it is the standard library and nothing else: it travels inside the packs (see `program`), and runs on
machines that have Python and no way to install anything.
"""
