"""What is packed, what was made of it, and what was copied for it."""

from django.db import models

from armillary.catalogue.models import Collection, Resource
from armillary.core.identifiers import new_public_id
from armillary.core.models import Base
from armillary.core.texts import TranslatedTextField
from armillary.dissemination.packs.enums import VideoProfile

LONGEST_ADDRESS = 2000
LONGEST_SEARCH = 1000


class Pack(Base):
    """A collection, or what a search finds: `search` has the parameters of the page of results. `budget`
    is in bytes. Without `copies` nothing is fetched, and all are cards."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title = TranslatedTextField()
    collection = models.ForeignKey(
        Collection, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    search = models.CharField(max_length=LONGEST_SEARCH, blank=True)
    language = models.CharField(max_length=35)
    budget = models.BigIntegerField()
    video = models.CharField(
        max_length=10, choices=VideoProfile.choices, default=VideoProfile.SMALL
    )
    copies = models.BooleanField(default=True)
    is_published = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)  # for a release that is not made yet
    trouble = models.CharField(max_length=500, blank=True)  # why the last one could not be made

    def __str__(self) -> str:
        return str(self.title) or self.slug


class PackRelease(models.Model):
    """A pack as it was made. `outputs` are documents of `queries.Output`; of those before the current
    one only the list is kept, from which updates are made."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    resources = models.PositiveIntegerField()
    copied = models.PositiveIntegerField()
    size = models.BigIntegerField()  # bytes of what was copied
    digest = models.CharField(max_length=64)  # of its list
    key = models.CharField(max_length=60)  # fingerprint of the key that signed it
    outputs = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "number"], name="one_release_of_a_number"),
            models.UniqueConstraint(
                fields=["pack"],
                condition=models.Q(is_current=True),
                name="one_current_release_per_pack",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id}, release {self.number}"


class PackItem(models.Model):
    """A resource in the current release of a pack, so that its withdrawal is noticed."""

    release = models.ForeignKey(PackRelease, on_delete=models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "resource"], name="one_place_in_a_release")
        ]

    def __str__(self) -> str:
        return f"{self.release_id}: {self.resource_id}"


class PackedFile(models.Model):
    """What an address gave. `key` stands for the address and for whether the copy is as it came;
    without a `sha256` nothing could be had, and `why` and `problem` say why."""

    key = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    md5 = models.CharField(max_length=32, blank=True)
    size = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True)
    extension = models.CharField(max_length=8, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=20, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    tried_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address


class PackKey(models.Model):
    """The key pair that signs packs. `private` is encrypted with this installation's secret key."""

    place = models.PositiveSmallIntegerField(unique=True)  # 1, 2, …: two are never made at once
    public = models.TextField()  # PEM
    private = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pack key of {self.made_at:%Y-%m-%d}"
