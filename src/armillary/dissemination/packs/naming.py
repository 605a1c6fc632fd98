"""Names by which copied files are found again."""

import hashlib

from armillary.dissemination.packs.copying import Wanted


def key_of(wanted: Wanted) -> str:
    """A copy that may not be changed is another one than that which may."""
    form = "verbatim" if wanted.is_verbatim else "adapted"
    return hashlib.sha256(f"{form} {wanted.address}".encode()).hexdigest()
