"""What is ordered about keys: the destruction of one, by two people, and the rotation of all."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consent.models import Reason


class Destruction(models.Model):
    """The destruction of a participant's key, ordered by one person, confirmed or taken back, then carried out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey("studies.Participant", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    taken_back_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="upkeep_destruction_reason_is_known"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("ordered_by")),
                name="upkeep_destruction_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="upkeep_destruction_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_by__isnull=True, taken_back_at__isnull=True)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False, confirmed_by__isnull=True),
                name="upkeep_destruction_taken_back_before_it_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(confirmed_by__isnull=False),
                name="upkeep_destruction_done_after_two_people",
            ),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(taken_back_at__isnull=True), name="upkeep_destruction_once"
            ),
        ]

    def __str__(self) -> str:
        return f"destruction {self.pk}"


class Rotation(models.Model):
    """A rotation of all keys to `epoch`, on somebody's order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    epoch = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"rotation {self.pk}"
