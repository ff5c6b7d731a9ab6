"""Zones, organisations and people. Every table but `Zone` and `User` is a zone's own."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Zone(models.Model):
    """A pilot zone served here; what it is stands in its profile."""

    id = models.SmallIntegerField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    name = models.TextField()
    name_en = models.TextField()

    class Meta:
        db_table = "zone"

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A firm or an authority that sends documents or has people in the portal."""

    id = models.AutoField(primary_key=True)
    zone = models.SmallIntegerField()
    name = models.TextField()
    name_en = models.TextField(blank=True, default="")
    uscc = models.CharField(max_length=18, blank=True, default="")
    customs_code = models.CharField(max_length=10, blank=True, default="")
    dxp_id = models.CharField(max_length=30, blank=True, default="")
    kinds = ArrayField(models.CharField(max_length=16), default=list)
    # A mandate: the station packs and signs this declarant's lists (D11).
    signs_by_station = models.BooleanField(default=False)

    class Meta:
        db_table = "organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "uscc"], condition=~Q(uscc=""), name="organisation_uscc"
            ),
            models.UniqueConstraint(
                fields=["zone", "customs_code"],
                condition=~Q(customs_code=""),
                name="organisation_customs",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """A person; may act in several zones. Comes in by one-time links: there is no password."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    password = None  # type: ignore[assignment]  # the inherited column is not wanted
    last_login = None
    id = models.AutoField(primary_key=True)
    username = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person does for the organisation or office."""

    CLERK = "clerk", "经办人 Clerk"
    OFFICER = "officer", "工作人员 Officer"
    ADMINISTRATOR = "administrator", "管理员 Administrator"


class Membership(models.Model):
    """For whom a person acts in a zone: a firm, or an office such as customs."""

    zone = models.SmallIntegerField()
    user = models.ForeignKey(User, models.CASCADE)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True)
    office = models.CharField(max_length=16, blank=True, default="")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.CLERK)

    class Meta:
        db_table = "membership"
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None) ^ Q(office=""), name="membership_firm_or_office"
            ),
            models.UniqueConstraint(
                fields=["zone", "user", "organisation", "office"],
                name="membership_once",
                nulls_distinct=False,
            ),
        ]


class ApiKey(models.Model):
    """A machine's key; of its secret only the digest is kept."""

    zone = models.SmallIntegerField()
    organisation = models.ForeignKey(Organisation, models.CASCADE)
    prefix = models.CharField(max_length=8)
    digest = models.BinaryField(max_length=32)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"
        constraints = [models.UniqueConstraint(fields=["zone", "prefix"], name="api_key_prefix")]


class SignInLink(models.Model):
    """A link that lets one person in, once; of its token only the digest is kept."""

    zone = models.SmallIntegerField()
    membership = models.ForeignKey(Membership, models.CASCADE)
    digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sign_in_link"
        constraints = [
            models.UniqueConstraint(fields=["zone", "digest"], name="sign_in_link_digest")
        ]


class Delegation(models.Model):
    """`sender` may file documents of these message types that belong to `owner` (D6)."""

    zone = models.SmallIntegerField()
    sender = models.ForeignKey(Organisation, models.CASCADE, related_name="delegations_held")
    owner = models.ForeignKey(Organisation, models.CASCADE, related_name="delegations_given")
    types = ArrayField(models.CharField(max_length=16))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "delegation"
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "sender", "owner", "valid_from"], name="delegation_once"
            )
        ]
