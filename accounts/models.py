"""People who sign in. A participant has no account."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class People(BaseUserManager["Person"]):
    """Finds people by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Duty(models.TextChoices):
    """What somebody does for the installation as a whole; everything else is a membership of a study."""

    ADMINISTRATOR = "administrator", _("administrator")
    CUSTODIAN = "custodian", _("custodian")


class Person(AbstractBaseUser):
    """Somebody of the staff, with an account of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
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
