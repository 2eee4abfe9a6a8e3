"""Rows of the register. Triggers refuse to change or delete an entry."""

import uuid

from django.db import models

from vault.fields import EncryptedText


class Head(models.Model):
    """The one row that says how long the register is; locked by whoever appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=bytes(32))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_head_is_one_row")]

    def __str__(self) -> str:
        return f"register of {self.size}"


class Entry(models.Model):
    """One act, by opaque ids; what it said is only committed to here."""

    seq = models.BigIntegerField(primary_key=True)  # from 1, without a gap
    act = models.CharField(max_length=60)  # "<room>.<what happened>"
    at = models.DateTimeField()
    actor = models.UUIDField()  # the person, or the participant herself
    subject = models.UUIDField(db_index=True)  # whose key seals the payload: participant, staff member or study
    target = models.UUIDField()  # the row the act is about
    commitment = models.BinaryField()  # SHA-256 of salt and payload
    previous = models.BinaryField()  # digest of the entry before
    digest = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["actor", "target", "act"], name="ledger_entry_actor_target")]

    def __str__(self) -> str:
        return f"entry {self.seq}"


class Payload(models.Model):
    """What an entry committed to, sealed with the subject's key: gone when that key is gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="payload")
    subject = "subject_id"
    subject_id = models.UUIDField()
    salt = EncryptedText()  # 64 hexadecimal digits
    content = EncryptedText()  # canonical JSON of codes and ids

    def __str__(self) -> str:
        return f"payload of entry {self.entry_id}"
