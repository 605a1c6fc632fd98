"""Persons, what they may do, and the log of what was decided."""

from typing import ClassVar, TypeVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from armillary.core.clock import now
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.people.enums import Role


class PersonManager(BaseUserManager["Person"]):
    """What sign-in needs to find a person by address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, Base):
    """Someone with an account. The log knows them by `public_id` only, so they can be erased."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    is_active = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.public_id

    @property
    def actor_id(self) -> str:
        return self.public_id

    @property
    def is_machine(self) -> bool:
        return False

    @property
    def is_staff(self) -> bool:
        return False  # there is no second administration behind the desk


Granted = TypeVar("Granted", bound="Grant", covariant=True)


class GrantQuerySet(models.QuerySet[Granted]):
    def in_force(self) -> "GrantQuerySet[Granted]":
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now()))


class Grant(Base):
    """A role given to a person by another. Contexts subclass it with `on`, what it is given for."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    by = models.CharField(max_length=20)  # the actor's id, as in the log
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        abstract = True


class SiteGrant(Grant):
    """A role on the whole installation."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="one_site_grant_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class ApiToken(Base):
    """What a program shows instead of a password; see `tokens`. `hint` is how its secret begins."""

    LONGEST_NAME: ClassVar[int] = 80

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=20)
    may_write = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.hint}…"


class LogHead(models.Model):
    """The end of one stream's chain; locked while an entry is added."""

    stream = models.CharField(max_length=120, unique=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class LogEntry(models.Model):
    """One decision. `digest` covers the entry and the digest before it, so nothing can be changed
    or taken out without breaking the chain of its stream."""

    stream = models.CharField(max_length=120)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=20)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="one_entry_per_number")
        ]
        indexes = [
            models.Index(fields=["subject", "at"], name="log_by_subject"),
            models.Index(fields=["stream", "at"], name="log_by_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}: {self.action}"
