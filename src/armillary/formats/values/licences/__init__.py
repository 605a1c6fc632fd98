"""Recognise licences in any wording, and say what each allows.

`table` holds the licences and their terms, `wording` reads what sources write. A licence that
was named without its version stays without one: nothing here is ever invented.
"""

from armillary.formats.values.licences.table import LICENCES, Licence
from armillary.formats.values.licences.wording import licence

__all__ = ["LICENCES", "Licence", "licence"]
