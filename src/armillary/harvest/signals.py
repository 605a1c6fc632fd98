"""News of harvests, sent inside the transaction that makes it: receivers only enqueue."""

from django.dispatch import Signal

run_finished = Signal()  # run: int
run_compared = Signal()  # source: int, run: int whose changes were compared with everything else
mapping_published = Signal()  # run: int that maps the kept records of the source anew
source_given_up = Signal()  # source: int, paused after it failed again and again
suspicions_restated = Signal()  # ids: list[int] of resources with suspicions found or settled
trust_changed = Signal()  # source: int, trusted: bool; also where it may now offer other things
guesses_restated = Signal()  # ids: list[int] of resources of which something else is guessed now
health_noted = Signal()  # source: int, of which a run has ended, well or not
