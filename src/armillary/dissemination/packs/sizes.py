"""How large something is, as sticks and disks are labelled: in thousands, not in 1,024s."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def size_text(size: int) -> str:
    """Of so many bytes, in the active language."""
    if size < 1_000_000:
        return _("{number} kB").format(number=number_format(max(1, round(size / 1000)), 0))
    if size < 1_000_000_000:
        return _("{number} MB").format(number=number_format(round(size / 1e6, 1), 1))
    return _("{number} GB").format(number=number_format(round(size / 1e9, 1), 1))
