"""Say what a page that answers really is: the one that was asked for, or a note that it is gone, an
advertisement for its own name, a door that wants a password.

Servers often answer "200 OK" to anything. So a page is *seen* as a reader would see it and compared
with what the same server answers under a name that nobody can have given (a *probe*); its wording
is only the second witness, since there are pages about missing pages. What stands against a page is
a *doubt*, with how sure it is; a page that cannot be judged, such as the empty shell of a program
that runs in the browser, gives none. Signs and weights are ours, tried on the pages that the tests
plant; the idea of the probe is that of Bar-Yossef, Broder, Kumar and Tomkins, "Sic transit gloria
telae" (WWW 2004), section 3.
"""

from armillary.formats.seen_page.doubts import Doubt, DoubtKind, doubt_about
from armillary.formats.seen_page.page import SeenPage, see
from armillary.formats.seen_page.probes import Probe, probe_of, probing_address
from armillary.formats.seen_page.sketches import print_of, resemblance, same_print

__all__ = [
    "Doubt",
    "DoubtKind",
    "Probe",
    "SeenPage",
    "doubt_about",
    "print_of",
    "probe_of",
    "probing_address",
    "resemblance",
    "same_print",
    "see",
]
