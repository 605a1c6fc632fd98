"""Unpack gzip files that strangers send, never to more than they are worth."""

import zlib

from armillary.formats.errors import FormatError

GZIP = b"\x1f\x8b"


def unpacked(body: bytes, maximum_size: int) -> bytes:
    """The file inside, or the body itself where it is not packed.

    Raises FormatError for a damaged file, one that breaks off, and more than `maximum_size` bytes.
    """
    if not body.startswith(GZIP):
        plain, is_whole = body, True
    else:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            plain = unpacker.decompress(body, maximum_size + 1)
        except zlib.error as error:
            raise FormatError("The gzip file is damaged.") from error
        is_whole = unpacker.eof
    if len(plain) > maximum_size:
        raise FormatError(f"The file is larger than {maximum_size} bytes.")
    if not is_whole:
        raise FormatError("The gzip file breaks off.")
    return plain
