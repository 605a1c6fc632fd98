"""An address as a QR code, so that a page on paper leads back to the page on the screen. It is made here:
no server of anybody else learns what a class reads."""

from functools import lru_cache
from io import BytesIO

import segno
from django.utils.safestring import SafeString

QUIET = 4  # modules around it (ISO/IEC 18004, 6.3.8)
MASK = 3  # every reader undoes any of the eight; to weigh them takes nine tenths of the time


@lru_cache(maxsize=2048)
def qr_svg(address: str) -> SafeString:
    """An SVG without a size of its own, to stand in a page or alone."""
    drawn = BytesIO()
    code = segno.make_qr(address, error="m", mask=MASK)
    code.save(
        drawn,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        nl=False,
        border=QUIET,
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return SafeString(drawn.getvalue().decode())
