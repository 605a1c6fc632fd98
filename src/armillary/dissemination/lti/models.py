"""Learning platforms that may open this site, our keys, and what was used once. Nothing of a person."""

from django.db import models

from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.dissemination.lti.enums import RegistrationState


class LtiRegistration(Base):
    """A learning platform. `origins` are those of its pages, which may show ours inside of them;
    `platform_keys` is its key set as last read, at `keys_read_at`."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=200)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=255)
    login_address = models.CharField(max_length=1000)  # where it says who somebody is
    keys_address = models.CharField(max_length=1000)
    origins = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=RegistrationState.choices, default=RegistrationState.OPEN
    )
    platform_keys = models.JSONField(default=list)
    keys_read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="one_client_of_an_issuer"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == RegistrationState.OPEN


class LtiDeployment(models.Model):
    """A place of a platform where the tool was put, by the platform's own id."""

    registration = models.ForeignKey(
        LtiRegistration, on_delete=models.CASCADE, related_name="deployments"
    )
    deployment_id = models.CharField(max_length=255)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "deployment_id"], name="one_deployment_of_an_id"
            ),
        ]

    def __str__(self) -> str:
        return self.deployment_id


class LtiKey(models.Model):
    """A key pair of ours. `private` is encrypted with this installation's secret key; platforms read
    `public` before the pair signs, from `signs_from` until the next one does."""

    kid = models.CharField(max_length=100, unique=True)
    public = models.JSONField()
    private = models.TextField()
    signs_from = models.DateTimeField()

    def __str__(self) -> str:
        return self.kid


class LtiUse(models.Model):
    """Something that may be used once and was, such as the nonce of a launch; kept as a digest for as
    long as it could come again."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest
