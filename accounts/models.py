"""People who sign in, their sessions and invitations. A participant has no account."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import rules


class People(BaseUserManager["Person"]):
    """Finds people by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=rules.same_address(username or ""))


class Duty(models.TextChoices):
    """What somebody does for the installation as a whole; everything else is a membership of a study."""

    ADMINISTRATOR = "administrator", _("administrator")
    CUSTODIAN = "custodian", _("custodian")


class Person(AbstractBaseUser):
    """Somebody of the staff, with an account of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)  # as `rules.same_address` gives it
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=20, choices=Duty, blank=True)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    objects = People()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duty__in=["", *Duty.values]), name="accounts_person_duty_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Session(models.Model):
    """A browser's session. Its key is in the browser alone: here is the SHA-256 of it, worthless to who reads it."""

    digest = models.CharField(primary_key=True, max_length=64, editable=False)  # hexadecimal
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True)
    seen_at = models.DateTimeField()
    patience = models.PositiveSmallIntegerField()  # seconds without an act, after which the screen is covered
    covered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"session of {self.person_id}"


class Invitation(models.Model):
    """An invitation to open an account, used once. Without a person: for the first administrator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True)
    secret_digest = models.CharField(max_length=64, unique=True)  # SHA-256 of 256 random bits
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Throttle(models.Model):
    """How far somebody has tried ahead of the pace that is allowed."""

    key = models.CharField(primary_key=True, max_length=64)  # a keyed digest: no address of a person or of a network
    free_at = models.FloatField()  # seconds since 1970: the tries so far are paid for by then

    def __str__(self) -> str:
        return "throttle"


class Refusals(models.Model):
    """How often somebody was refused at one resource, in the hour or day that goes on; the register keeps the sums."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.UUIDField()  # the person; the installation for everybody without an account
    resource = models.CharField(max_length=40)
    since = models.DateTimeField()  # start of the hour (a person) or of the day, in UTC
    count = models.PositiveIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)  # how many of them stand in the register

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "resource", "since"], name="accounts_refusals_once"),
            models.CheckConstraint(
                condition=models.Q(entered__lte=models.F("count")), name="accounts_refusals_enters_what_was_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"refusals {self.pk}"
