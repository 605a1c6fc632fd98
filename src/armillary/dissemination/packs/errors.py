from armillary.core.errors import Conflict, InvalidInput, NotFound, Unavailable


class NoSuchPack(NotFound):
    """There is no such pack, or it is not for everybody."""

    code = "no-such-pack"


class InvalidPack(InvalidInput):
    """A pack cannot be like this."""

    code = "invalid-pack"


class NotOffered(NotFound):
    """This file of a pack is not offered, or not any more."""

    code = "not-offered"


class PackUnderWay(Conflict):
    """Another process is making a release of this pack."""

    code = "pack-under-way"


class NothingToPack(Conflict):
    """There is nothing in this pack."""

    code = "nothing-to-pack"


class NoRoom(Unavailable):
    """The disk is too full for what was to be made."""

    code = "no-room"


class NoSuchChannel(NotFound):
    """No pack is offered as a Kolibri channel with this id or token."""

    code = "no-such-channel"
