from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceState(models.TextChoices):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    RETIRED = "retired", _("Retired")


class Schedule(models.TextChoices):
    """How often a source is harvested without being asked."""

    BY_HAND = "by-hand", _("Only by hand")
    HOURLY = "hourly", _("Every hour")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every 30 days")


class RunState(models.TextChoices):
    """A failed or stopped run goes on where it was when its source is run again."""

    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class Proof(models.TextChoices):
    """Why a list is believed to be complete."""

    LIST_SIZE = "list-size", _("As many records came as the source had announced.")
    END_OF_LIST = "end-of-list", _("The source said that its list had ended.")
    SHORT_PAGE = "short-page", _("The last page was not as full as those before it.")
    WHOLE_FILE = "whole-file", _("The list is one file, which was read to its end.")
    EVERY_ADDRESS = "every-address", _("Every address of the list was asked.")
    NOT_MODIFIED = "not-modified", _("The source said that nothing has changed.")


class SuspicionState(models.TextChoices):
    OPEN = "open", _("Open")
    SAME = "same", _("The same")
    EDITIONS = "editions", _("Editions of one work")
    DIFFERENT = "different", _("Different")


class Tie(models.TextChoices):
    """What two resources may be to one another, as `methods.linkage` names it."""

    SAME = "same", _("The same")
    TRANSLATION = "translation", _("One translates the other")
    VERSION = "version", _("Two versions of one work")


class Way(models.TextChoices):
    """How somebody has submitted what they suggest."""

    FORM = "form", _("Form")
    ADDRESS = "address", _("Address")
    TABLE = "table", _("Table")


class Fate(models.TextChoices):
    """What became of something that was submitted, read from what became of its resource."""

    WAITING = "waiting", _("Waits for a decision")
    CHANGES = "needs-changes", _("Needs changes")
    LISTED = "listed", _("Listed")
    JOINED = "joined", _("Joined with a resource that was known")
    DECLINED = "declined", _("Declined")
    REJECTED = "rejected", _("Rejected")
    TAKEN_BACK = "taken-back", _("Taken back")
    WITHDRAWN = "withdrawn", _("Not listed any more")


class Health(models.TextChoices):
    """How a source is doing, the worst first."""

    GIVEN_UP = "given-up", _("Given up")
    FAILING = "failing", _("Failing")
    LATE = "late", _("Late")
    STOPPED = "stopped", _("Stopped")
    INCOMPLETE = "incomplete", _("Not proven complete")
    NEW = "new", _("Never run")
    RUNNING = "running", _("Running")
    FINE = "fine", _("Fine")
    PAUSED = "paused", _("Paused")
